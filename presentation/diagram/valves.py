"""The valves of a diagram: the product with a gate and how far it lets pass, the sum of what is kept and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.readings.numbers import fixed
from engine.readings.structure.reads import COMPLEMENT
from engine.readings.structure.scope import Scope
from presentation.diagram.boxes import SIGNS
from presentation.diagram.wires import ROUND, WireLayout
from presentation.element import Element, element


def valves(scope: Scope, plan: WireLayout, open_: Callable[[str], float | None]) -> Iterator[Element]:
    """Each valve at its place; beside a product how much passes, where the gate's value is known."""
    passes = _passes(scope, plan, open_)
    for key, spot in plan.places.at.items():
        if spot.valve:
            x, y = plan.centre[key]
            inside = element("text", SIGNS[spot.valve.operation], x=x, y=y + 5, class_="symbol")
            circle = element("circle", cx=x, cy=y, r=ROUND / 2, class_="valve")
            beside = element("text", passes.get(key, ""), x=x + ROUND / 2 + 4, y=y + 4, class_="passes")
            yield element("g", circle, inside, beside if key in passes else None)


def _passes(scope: Scope, plan: WireLayout, open_: Callable[[str], float | None]) -> dict[str, str]:
    """How much each valve lets pass, by its key: the gate's value, or what is missing from 1."""
    found: dict[str, str] = {}
    for course in plan.places.courses:
        wire = course.wire
        gate = scope.box_of.get(wire.source)
        if plan.places.at[wire.target].valve and gate and gate.last.meaning == "gate":
            value = open_(gate.id)
            if value is not None:
                found[wire.target] = fixed(1 - value if COMPLEMENT in wire.applied else value, 2)
    return found
