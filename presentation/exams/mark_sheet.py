"""The mark sheet of a paper: what was answered in each part beside what is right, and what the marks are for (HTML)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from presentation.kinds import paper_form
from presentation.mark_words import part_verdict
from presentation.recorded_mistakes import marked_names
from presentation.translate import _
from quiz.marking.points import halves
from quiz.posed import Posed, Rows
from quiz.verdicts import Marking, StepMarking


@dataclass(frozen=True)
class MarkedPart:
    """One part: its name (HTML), the mark that stands for it and the verdict, its marks, its answer (HTML).

    The verdict is followed by the names of the mistakes that were recognised. `points` is "" where only the whole
    question has marks.
    """

    name: str
    mark: str
    verdict: str
    mistakes: str
    points: str
    answer: str


def marked_parts(posed: Posed[Any], answers: Mapping[str, Rows], marking: Marking) -> list[MarkedPart]:
    """Every part of a question; its marks where they all are halves, else only the question has marks."""
    names = paper_form(posed).part_names(posed)
    apart = all(halves(step.possible) == step.possible for step in marking.steps)
    return [_part(posed, names, answers, step, apart) for step in marking.steps]


def _part(
    posed: Posed[Any], names: Mapping[str, str], answers: Mapping[str, Rows], step: StepMarking, apart: bool
) -> MarkedPart:
    mark, verdict = part_verdict(step)
    return MarkedPart(
        # a part that the question has no more is called as it is recorded
        names[step.step] if step.step in posed.parts else escape(step.step),
        mark,
        verdict,
        " / ".join(marked_names(posed, answers, step)),
        f"{step.points:g} / {step.possible:g}" if apart else "",
        beside(posed, answers.get(step.step, ()), step),
    )


def beside(posed: Posed[Any], yours: Rows, marked: StepMarking) -> str:
    """A part's answer and, where it is not all right, its solution next to it."""
    form, part = paper_form(posed), marked.step
    made = []
    if marked.status != "blank":
        made.append(_figure(_("Your answer"), form.answer(posed, part, yours, marked.cells)))
    if any(cell != "right" for row in marked.cells for cell in row):
        made.append(_figure(_("The solution"), form.answer(posed, part, posed.solution().get(part, ()), ())))
    return f'<div class="pair {form.layout}">{"".join(made)}</div>'


def _figure(caption: str, body: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption><div>{body}</div></figure>"
