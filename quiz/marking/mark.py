"""Marks worked steps by rules in order: right, error carried forward, other convention, misconception, slip, wrong.

Each rule is one function; the first that applies decides. docs/design.md gives the reasons.
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
    """The marking of typed answers, step by step; a step that is absent from `typed` is blank.

    typed[step] is a grid of texts, one row per row of the step's last axis. Never raises, whatever was typed.
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
    """The name of the open step without its time step or layer: the same misconception at every t counts once."""
    return marker.sheet.program.steps[marker.step].name


def right(marker: Marker, best: Comparison) -> StepMarking | None:
    """Rule 1: every cell is right."""
    return marker.marking("right", best) if best.all_right else None


def follows(marker: Marker, best: Comparison) -> StepMarking | None:
    """Rule 2, error carried forward: every cell is right or follows from the learner's own earlier numbers.

    Cells of both sorts can together be one misconception instead, such as a mask applied too late. It is named then,
    and costs nothing more if the earlier mistakes were already recognised.
    """
    if not best.all_fit:
        return None
    if found := named_misconceptions(marker, best):
        return marker.marking("misconception", best, misconceptions=found, repeated=marker.carried_recognised(best))
    return marker.marking("follows", best, carried=best.carried, earned=earned(marker, best))


def convention(marker: Marker, best: Comparison) -> StepMarking | None:
    """Rule 3: every cell is right under another convention."""
    found = other_convention(marker, best)
    return marker.marking("convention", best, convention=found) if found else None


def misconception(marker: Marker, best: Comparison) -> StepMarking | None:
    """Rule 4: every cell equals what a known misconception gives."""
    found = named_misconceptions(marker, best)
    return marker.marking("misconception", best, misconceptions=found) if found else None


def slip(marker: Marker, best: Comparison) -> StepMarking | None:
    """Rule 5: exactly one kind of careless slip explains all wrong cells."""
    found = likely_slip(marker, best)
    return marker.marking("slip", best, slip=found) if found else None


def wrong(marker: Marker, best: Comparison) -> StepMarking | None:
    """Rule 6: the answer is wrong in a way that no other rule explains."""
    return marker.marking("wrong", best)


RULES: tuple[MarkingRule, ...] = (right, follows, convention, misconception, slip, wrong)
