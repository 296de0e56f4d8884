"""Marking by the examiner's rules: right, follows, another convention, a named misconception, a slip, wrong.

Each rule is one function over the step's setting; the first that applies decides. docs/design.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from quiz.answers.grid import Typed, answer
from quiz.exercises.sheet import Sheet
from quiz.marking.conventions import other_convention
from quiz.marking.marker import Comparison, Marker
from quiz.marking.misconceptions import earned, named_misconceptions
from quiz.marking.points import awarded
from quiz.marking.slips import likely_slip
from quiz.verdicts import Marking, StepMarking


def mark(sheet: Sheet, typed: Mapping[str, Typed]) -> Marking:
    """Mark what was typed, step by step; a step that is absent from `typed` is blank.

    typed[step] is a grid of texts, one row a row of the step's last axis. Never raises for anything typed.
    """
    marker = Marker(sheet)
    marked: list[StepMarking] = []
    seen: set[tuple[str, str]] = set()
    for step in sheet.asked:
        marker.open(step, answer(typed.get(step, ()), sheet.program.steps[step].shape))
        marking = _marked(marker, seen)
        seen |= {(_name(marker), id) for id in marking.misconceptions}
        marker.close(marking)
        marked.append(marking)
    return Marking(tuple(marked))


MarkingRule = Callable[[Marker, Comparison], StepMarking | None]


def _marked(marker: Marker, seen: set[tuple[str, str]]) -> StepMarking:
    if marker.answer.empty:
        return marker.marking("blank")
    best = marker.best()
    found = next(m for m in (rule(marker, best) for rule in RULES) if m is not None)
    name = _name(marker)
    repeated = any((name, id) in seen for id in found.misconceptions) or found.repeated
    return awarded(replace(found, repeated=repeated))


def _name(marker: Marker) -> str:
    """The open step without the round it belongs to, so that the same slip at every t is one slip."""
    return marker.sheet.program.steps[marker.step].name


def right(marker: Marker, best: Comparison) -> StepMarking | None:
    return marker.marking("right", best) if best.all_right else None


def follows(marker: Marker, best: Comparison) -> StepMarking | None:
    """Cells that are partly the truth and partly carried may be neither: a mask left out, and laid on afterwards.

    Such a misconception has cost its marks in the step where it began.
    """
    if not best.all_fit:
        return None
    if found := named_misconceptions(marker, best):
        return marker.marking("misconception", best, misconceptions=found, repeated=marker.worked(best))
    return marker.marking("follows", best, carried=best.carried, earned=earned(marker, best))


def convention(marker: Marker, best: Comparison) -> StepMarking | None:
    found = other_convention(marker, best)
    return marker.marking("convention", best, convention=found) if found else None


def misconception(marker: Marker, best: Comparison) -> StepMarking | None:
    found = named_misconceptions(marker, best)
    return marker.marking("misconception", best, misconceptions=found) if found else None


def slip(marker: Marker, best: Comparison) -> StepMarking | None:
    found = likely_slip(marker, best)
    return marker.marking("slip", best, slip=found) if found else None


def wrong(marker: Marker, best: Comparison) -> StepMarking | None:
    return marker.marking("wrong", best)


RULES: tuple[MarkingRule, ...] = (right, follows, convention, misconception, slip, wrong)
