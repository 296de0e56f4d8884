"""The examiner's exceptions.

EngineError(ValueError)
└── ParseError      something typed that cannot be read as a table of numbers
"""

from __future__ import annotations

from engine import EngineError


class ParseError(EngineError):
    """Something typed that cannot be read."""
