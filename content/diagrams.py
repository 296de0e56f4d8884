"""The diagram of a question: which one it is, which of its boxes have no names, and what their labels are called by."""

from __future__ import annotations

from content.questions import DiagramQuestion
from engine import Program
from engine.readings.structure.levels import levels
from engine.readings.structure.merged_boxes import folded, joined, unrolled
from engine.readings.structure.scope import Box, Scope, scope_of


def diagram(question: DiagramQuestion, program: Program) -> Scope:
    """The diagram that is to be completed, in which the first step of `ask` stands."""
    return joined(program, _drawn(question, program), question.together)


def _drawn(question: DiagramQuestion, program: Program) -> Scope:
    if question.drawn == "unrolled":
        return unrolled(program)
    if question.drawn == "inside":
        return levels(program, question.ask[0])[-1]
    scope = scope_of(program, question.ask[0])
    return folded(program, scope) if question.drawn == "parts" else scope


def asked_boxes(question: DiagramQuestion, program: Program) -> tuple[Box, ...]:
    """The boxes without names, in the order of computation. Raises KeyError for a step of another diagram."""
    scope = diagram(question, program)
    wanted = {scope.box_of[step].id for step in question.ask}
    return tuple(box for box in scope.boxes if box.id in wanted)


def label_of(box: Box) -> str:
    """The key of a box's label: parts of one name have one label, any other box is called by its step."""
    return box.part or box.id
