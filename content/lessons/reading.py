"""How long a lesson takes to read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from content.loader import ROOT

WORDS_A_MINUTE = 110  # of a text with formulas


@lru_cache(maxsize=128)
def reading_minutes(topic: str, root: Path = ROOT) -> float:
    """Minutes for a topic's lesson, by the words of its English text: the Chinese one says the same."""
    text = (root / "topics" / topic / "lesson.en.md").read_text(encoding="utf-8")
    return len(text.split()) / WORDS_A_MINUTE
