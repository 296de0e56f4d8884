"""A diagram as SVG: boxes that lead to their steps, gates with their values, shapes on the wires."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from engine import Program, Trace
from engine.program import Step
from engine.readings.numbers import fixed
from engine.readings.structure.scope import Box, Scope
from presentation.diagram import boxes
from presentation.diagram.layout import BOX, placed
from presentation.diagram.valves import valves
from presentation.diagram.wires import EDGE, HEIGHT, handed_on, inner_wires, planned, shapes, wires
from presentation.element import Element, element
from presentation.translate import _

Face = Callable[[Box, float, float], Element]  # a box, drawn around its middle
Target = Callable[[str], str | None]  # where the press on a step leads
Here = Callable[[Box], bool]
Behind = Callable[[Box], str | None]  # what a box that opens leads to
Value = Callable[[str], float | None]  # how far a gate is open
LEAST = 0.7  # of its size: smaller it would not be readable, and is scrolled instead


def picture(
    program: Program,
    scope: Scope,
    face: Face,
    to: Target = lambda step: None,
    open_: Value = lambda step: None,
) -> Element:
    """The drawing of a diagram; `face` draws each box, `to` says where what comes in can be opened.

    `open_` is how far a gate is open: valves say it, where it is known.
    """
    plan = planned(placed(program, scope))
    spots = list(dict.fromkeys(plan.places.at.values()))
    return element(
        "svg",
        element("title", _("Structure")),
        *(boxes.frame(spot, plan.level(spot.rank)) for spot in spots if len(spot.boxes) > 1),
        *wires(plan),
        *inner_wires(scope, plan),
        *handed_on(program, plan),
        *shapes(program, plan),
        *valves(scope, plan, open_),
        *(boxes.port(program, spot, plan.level(spot.rank), to) for spot in spots if spot.port),
        *(face(box, *plan.centre[box.id]) for box in scope.boxes),
        class_="diagram",
        viewBox=f"{-EDGE:.0f} 0 {plan.width:.0f} {plan.height:.0f}",
        width=f"{plan.width:.0f}",
        height=f"{plan.height:.0f}",
        style=f"--least:{plan.width * LEAST:.0f}px; --high:{plan.height:.0f}px",
        role="group",
        aria_label=_("Structure"),
    )


def drawn(
    scope: Scope,
    trace: Trace,
    title: Callable[[Box], str],
    parts: Mapping[str, int],
    unit: int = 0,
    here: Here = lambda box: False,
    behind: Behind = lambda box: None,
) -> Element:
    """The drawing of one diagram, gates with the value of a unit (from 0).

    `parts` are the numbers of the parts of the story that tell each step, `here` says which boxes are open; what
    stands `behind` a box is what it leads to instead of its first step.
    """

    def face(box: Box, x: float, y: float) -> Element:
        target = behind(box) or f"part:{parts[box.steps[0].id if box.opens else box.id]}"
        value = _value(trace, box.last, unit) if box.last.meaning == "gate" and not box.opens else None
        return _linked(box, title(box), (x, y), target, value, here(box))

    def to(step: str) -> str | None:
        return f"part:{parts[step]}" if step in parts else None

    def open_(step: str) -> float | None:
        return _value(trace, trace.program.steps[step], unit)

    return picture(trace.program, scope, face, to, open_)


def beside(drawings: Sequence[tuple[str, Element]], ways: Element | None = None) -> Element:
    """Drawings with their captions beside each other, as far as there is room; above them `ways` to others."""
    framed = (
        element("div", element("p", caption) if caption else None, drawing, class_="depth")
        for caption, drawing in drawings
    )
    return element("div", ways, element("div", *framed, class_="depths"), class_="structure")


# ---- boxes that lead to their steps ----


def _linked(box: Box, title: str, at: tuple[float, float], target: str, value: float | None, here: bool) -> Element:
    return element(
        "g",
        *boxes.behind(box, *at),
        boxes.body(*at, round_=value is not None),
        *([] if value is None else _opening(*at, value)),
        *boxes.lettering(boxes.symbol_of(box), title, *at),
        boxes.sign(boxes.DOTS if box.opens else boxes.sign_of(box), *at),
        data_to=target,
        tabindex="0",
        role="link",
        aria_label=", ".join(filter(None, [title, "" if value is None else fixed(value, 2)])),
        class_=" ".join(filter(None, ["box", boxes.kind_of(box), "here" if here else ""])),
    )


def _opening(x: float, y: float, value: float) -> list[Element]:
    """How far a gate is open: a bar along its foot, and its number."""
    left, foot, length = x - BOX / 2 + 18, y + HEIGHT / 2 - 4, BOX - 36
    return [
        element("rect", x=left, y=foot - 1.5, width=length, height=3.0, rx=1.5, class_="track"),
        element("rect", x=left, y=foot - 1.5, width=length * value, height=3.0, rx=1.5, class_="opening"),
        element("text", fixed(value, 2), x=x - BOX / 2 + 14, y=y - 9, class_="number"),
    ]


def _value(trace: Trace, step: Step, unit: int) -> float | None:
    cells = trace[step.id].reshape(-1)
    value = float(cells[min(unit, cells.size - 1)])
    return value if math.isfinite(value) else None
