"""Exceptions of the quiz package.

EngineError(ValueError)
├── ParseError      typed text that is not a number or a table of numbers
├── ScheduleError   a card that cannot be scheduled: no time zone, a score outside 0 to 1, or no reviews
└── NothingShows    a question whose misconceptions change no drawn numbers
"""

from __future__ import annotations

from engine import EngineError


class ParseError(EngineError):
    """Typed text that is not a number or a table of numbers; the message says what to write instead."""


class ScheduleError(EngineError):
    """A card that cannot be scheduled: no time zone, a score outside 0 to 1, or no reviews."""


class NothingShows(EngineError):
    """A question whose misconceptions, or conventions, change no drawn numbers.

    The question's author must choose other sizes, steps or misconceptions.
    """
