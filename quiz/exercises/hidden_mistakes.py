"""The hidden step in which a mistake is made: a formula with hidden steps substituted holds their mistakes too."""

from __future__ import annotations

from collections.abc import Iterator

from engine.expression.node import Node, same, substituted
from engine.readings.misconceptions import wrong_versions
from quiz.exercises.sheet import Sheet


def made_in(sheet: Sheet, step: str, id: str, made: Node) -> str:
    """The step whose own formula has the mistake `id` that the wrong version `made` of an asked step shows.

    The asked step itself where none of the hidden steps on the way to it explains the wrong version alone.
    """
    inside = (
        hidden for hidden in sheet.on_the_way(step) for expr in _with(sheet, step, id, hidden) if same(expr, made)
    )
    return next(inside, step) if not sheet.program.steps[step].defined else step


def _with(sheet: Sheet, step: str, id: str, wrong: str) -> Iterator[Node]:
    """The asked step's formula with each version of the mistake in one hidden step."""
    for version in wrong_versions(sheet.program, wrong):
        if version.id == id:
            expr = sheet.program.steps[step].whole
            for hidden in sheet.hidden:
                put = version.expr if hidden == wrong else sheet.program.steps[hidden].whole
                expr = substituted(expr, {hidden: put}) if hidden != step else expr
            yield expr
