"""The remaining mistakes: with those of the other files, every misconception that can be named is made by someone."""

from __future__ import annotations

from tests.quiz.mistakes import Mistake
from tests.quiz.simulated import attention, cells, models, positions, sequences

MISTAKES: dict[str, list[Mistake]] = {
    **attention.MISTAKES,
    **cells.MISTAKES,
    **models.MISTAKES,
    **positions.MISTAKES,
    **sequences.MISTAKES,
}
