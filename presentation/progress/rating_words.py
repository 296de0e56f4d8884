"""The four grades of a review in words."""

from __future__ import annotations

from db.records import Graded
from presentation.translate import _
from quiz.schedule import Rating


def names() -> dict[Rating, str]:
    """What each grade is called."""
    return {Rating.AGAIN: _("Again"), Rating.HARD: _("Hard"), Rating.GOOD: _("Good"), Rating.EASY: _("Easy")}


def rated(found: Graded) -> str:
    """How an answer counts for the schedule, and whose grade that is."""
    name = names()[found.rating]
    if found.rating == found.marked:
        return _("Rated as marked: {rating}. Change it:").format(rating=name)
    return _("Rated by you: {rating}. As marked: {marked}.").format(rating=name, marked=names()[found.marked])
