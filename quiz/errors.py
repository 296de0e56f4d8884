"""The examiner's exceptions.

EngineError(ValueError)
├── ParseError      something typed that cannot be read as a number or a table of numbers
├── ScheduleError   a card that cannot be scheduled: a clock without a time zone, a share outside 0–1, no reviews
└── NothingShows    a question about a mistake that shows on no numbers
"""

from __future__ import annotations

from engine import EngineError


class ParseError(EngineError):
    """Something typed that cannot be read."""


class ScheduleError(EngineError):
    """A card that cannot be scheduled."""


class NothingShows(EngineError):
    """A question about a mistake that shows on no numbers: its author must choose other sizes or mistakes."""
