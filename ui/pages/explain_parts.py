"""The parts of the story on Explain: their numbers, and the names of what is drawn again by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from engine import Program
from presentation.figure.layout import story


@lru_cache(maxsize=32)
def numbers(program: Program) -> Mapping[str, int]:
    """The number of the part of the story in which each step is told."""
    return {step: n for n, told in enumerate(story(program), 1) for step in told}


def part_key(n: int) -> str:
    """The name of a part as a fragment of the page."""
    return f"story_part_{n}"


def figure_key(told: Sequence[tuple[str, ...]], n: int) -> str:
    """What the figure of a part is called, of all parts of the story."""
    return f"part_{told[n - 1][0]}_{n}"
