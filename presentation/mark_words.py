"""What marks were given for, in words: of a step, of a question, of a whole paper."""

from __future__ import annotations

from collections.abc import Sequence

from presentation.slip_words import slip_verdict
from presentation.translate import _, ngettext
from quiz.marking.points import follow_through
from quiz.marking.sitting import Sitting
from quiz.verdicts import Marking, StepMarking


def mark_meanings() -> list[tuple[str, str]]:
    """What each mark beside a worked step means."""
    return [
        ("right", _("right")),
        ("follows", _("follows from your earlier numbers")),
        ("convention", _("right in another convention")),
        ("misconception", _("a named misconception")),
        ("wrong", _("wrong")),
    ]


def points_of(points: float, possible: float) -> str:
    """2.5 of 3."""
    return _("{points} of {possible}").format(points=f"{points:g}", possible=f"{possible:g}")


def step_numbers(sitting: Sitting, steps: Sequence[str]) -> str:
    """Where steps stand on the sheet, from 1."""
    return _(", ").join(str(sitting.sheet.asked.index(step) + 1) for step in steps)


def step_verdict(sitting: Sitting, marked: StepMarking) -> str:
    """The verdict on a worked step and its marks, in one line."""
    words = {
        "right": _("right"),
        "follows": _("follows from step {n}").format(n=step_numbers(sitting, marked.carried)),
        "convention": _("another convention"),
        "misconception": _("misconception"),
        "slip": slip_verdict(marked.slip),
        "wrong": _("wrong"),
        "blank": _("left blank"),
    }
    said = words[marked.status]
    if marked.unmarked and marked.status != "blank":
        said += " · " + ngettext("{n} cell not marked", "{n} cells not marked", marked.unmarked).format(
            n=marked.unmarked
        )
    return f"{said} · {points_of(sitting.points(marked), marked.possible)}"


def question_verdict(marking: Marking) -> tuple[str, str]:
    """Of an answer of several parts: the mark that stands for it (right, partly, wrong), and the word."""
    statuses = {marked.status for marked in marking.steps}
    kind = "right" if statuses == {"right"} else "partly" if marking.points else "wrong"
    return kind, {"right": _("right"), "partly": _("partly right"), "wrong": _("wrong")}[kind]


def part_verdict(step: StepMarking) -> tuple[str, str]:
    """Of a part of a paper: the mark that stands for it, and what its marks were given for."""
    if step.status in ("right", "wrong"):
        full = step.status == "right" and step.points == step.possible
        kind = "right" if full else "partly" if step.points else "wrong"
        return kind, {"right": _("right"), "partly": _("partly right"), "wrong": _("wrong")}[kind]
    said = {
        "follows": _("error carried forward") if step.earned else _("follows, but from too simple numbers"),
        "convention": _("another convention, counted once") if step.repeated else _("another convention"),
        "misconception": _("misconception, counted once") if step.repeated else _("misconception"),
        "slip": slip_verdict(step.slip),
        "blank": _("left blank"),
    }
    return step.status, said[step.status]


def total_made_of(markings: Sequence[Marking]) -> list[str]:
    """Which marks of a paper followed from an own error, and which were for the method alone."""
    marked = [step for marking in markings for step in marking.steps]
    follow = sum(step.points for step in marked if follow_through(step))
    method = sum(s.points for s in marked if s.status in ("misconception", "convention") and not follow_through(s))
    said = []
    if follow:
        said.append(_("{n} for right work that follows from an own error").format(n=f"{follow:g}"))
    if method:
        said.append(
            _("{n} for the method, where a misconception or another convention cost the rest").format(n=f"{method:g}")
        )
    return said
