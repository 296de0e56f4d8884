"""What people do wrong, from docs/mistakes.md: written as plain NumPy from that page, not from the examiner's list."""

from __future__ import annotations

from tests.quiz.habits import attention, backward, networks, others, recurrent, variants, writing
from tests.quiz.habits.habit import Habit

HABITS: tuple[Habit, ...] = (
    *attention.HABITS,
    *variants.HABITS,
    *recurrent.HABITS,
    *others.HABITS,
    *networks.HABITS,
    *backward.HABITS,
    *writing.HABITS,
)
