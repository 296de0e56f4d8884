"""Learners in words: what they are called, the letter that stands for them, their colours."""

from __future__ import annotations

from presentation.translate import _

COLORS = ("blue", "violet", "green", "orange", "red", "yellow", "gray")


def called(learner_id: int, name: str) -> str:
    """A learner's name; a number as long as they have not given any."""
    return name or _("Learner {n}").format(n=learner_id)


def initial(learner_id: int, name: str) -> str:
    """The first letter of a learner's name; their number as long as they have none."""
    return name[:1].upper() or str(learner_id)


def known_color(color: str) -> str:
    """A learner's colour; the first one for a name that is no colour here."""
    return color if color in COLORS else COLORS[0]


def color_names() -> dict[str, str]:
    """The colours that learners choose from, by their names in the interface."""
    return {
        "blue": _("blue"),
        "violet": _("plum"),
        "green": _("teal"),
        "orange": _("orange"),
        "red": _("vermilion"),
        "yellow": _("ochre"),
        "gray": _("grey"),
    }
