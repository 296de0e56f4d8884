"""Numbers as they are typed and stored, in the characters of a printed page."""

from __future__ import annotations

from engine.readings.numbers import MINUS

WORDS = {"-inf": f"{MINUS}∞", "inf": "∞"}


def as_printed(text: str) -> str:
    """A typed number as it is printed: −0.5 for -0.5, ∞ for inf."""
    return WORDS.get(text.strip(), text.strip().replace("-", MINUS))
