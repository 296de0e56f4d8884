"""A diagram as SVG: boxes that lead to their steps, gates with their values, shapes on the wires."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from content import Topic
from engine import Program, Trace
from engine.program import Step
from engine.readings.numbers import fixed
from engine.readings.structure.scope import Box, Scope, scope_of
from presentation.content_words import step_titles
from presentation.diagram import boxes
from presentation.diagram.layout import BOX, placed
from presentation.diagram.wires import EDGE, HEIGHT, inner_wires, planned, shapes, wires
from presentation.element import Element, element
from presentation.figure.layout import story
from presentation.translate import _, language

Face = Callable[[Box, float, float], Element]  # a box, drawn around its middle
Target = Callable[[str], str | None]  # where the press on a step leads


def picture(program: Program, scope: Scope, face: Face, to: Target = lambda step: None) -> Element:
    """The drawing of a diagram; `face` draws each box, `to` says where what comes in can be opened."""
    plan = planned(placed(program, scope))
    spots = list(dict.fromkeys(plan.places.at.values()))
    return element(
        "svg",
        element("title", _("Structure")),
        *(boxes.frame(spot, plan.level(spot.rank)) for spot in spots if len(spot.boxes) > 1),
        *wires(plan),
        *inner_wires(scope, plan),
        *shapes(program, plan),
        *(boxes.valve(spot, plan.level(spot.rank)) for spot in spots if spot.valve),
        *(boxes.port(program, spot, plan.level(spot.rank), to) for spot in spots if spot.port),
        *(face(box, *plan.centre[box.id]) for box in scope.boxes),
        class_="diagram",
        viewBox=f"{-EDGE:.0f} 0 {plan.width:.0f} {plan.height:.0f}",
        width=f"{plan.width:.0f}",
        height=f"{plan.height:.0f}",
        role="group",
        aria_label=_("Structure"),
    )


def drawn(
    scope: Scope,
    trace: Trace,
    title: Callable[[Box], str],
    parts: Mapping[str, int],
    unit: int = 0,
    here: int = 0,
    others: Sequence[tuple[str, int]] = (),
) -> Element:
    """The diagram of a scope, gates with the value of a unit (from 0).

    `parts` are the numbers of the parts of the story that tell each step, `here` is the open one; `others` are the
    diagrams there are, each by a title and its first part.
    """

    def face(box: Box, x: float, y: float) -> Element:
        return _linked(trace, box, title(box), (x, y), parts, unit, here)

    def to(step: str) -> str | None:
        return f"part:{parts[step]}" if step in parts else None

    return element("div", _others(scope, parts, others), picture(trace.program, scope, face, to), class_="structure")


def of_step(here: Topic, trace: Trace, step: str) -> tuple[Element, dict[str, str]]:
    """The diagram in which a step stands, as a lesson shows it, and the step that each of its boxes leads to."""
    program = trace.program
    told = story(program)
    parts = {id: n for n, steps in enumerate(told, 1) for id in steps}
    tree = drawn(scope_of(program, step), trace, box_titles(here, program), parts)
    return tree, {f"part:{n}": steps[0] for n, steps in enumerate(told, 1)}


def box_titles(here: Topic, program: Program) -> Callable[[Box], str]:
    """What each box is called: a part as content calls it, any other as its last step."""
    title, spoken = step_titles(here, program), language()

    def of(box: Box) -> str:
        words = here.places.get(box.part)
        return words.title.of(spoken) if words else title(box.id).name

    return of


def _others(scope: Scope, parts: Mapping[str, int], others: Sequence[tuple[str, int]]) -> Element | None:
    """Ways to the other diagrams of a program in layers or passes."""
    if len(others) < 2:
        return None
    first = parts[scope.steps[0].id]
    buttons = (
        element("button", title, type="button", data_to=f"part:{part}", aria_pressed=str(part == first).lower())
        for title, part in others
    )
    return element("div", *buttons, class_="others", role="group", aria_label=_("Structure"))


# ---- boxes that lead to their steps ----


def _linked(
    trace: Trace, box: Box, title: str, at: tuple[float, float], parts: Mapping[str, int], unit: int, here: int
) -> Element:
    gate = box.last.meaning == "gate"
    value = _value(trace, box.last, unit) if gate else None
    opened = any(parts[step.id] == here for step in box.steps)
    return element(
        "g",
        boxes.body(*at, round_=gate),
        *([] if value is None else _opening(*at, value)),
        *boxes.lettering(boxes.symbol_of(box), title, *at),
        boxes.sign(boxes.sign_of(box), *at),
        data_to=f"part:{parts[box.steps[0].id if box.part else box.id]}",
        tabindex="0",
        role="link",
        aria_label=", ".join(filter(None, [title, "" if value is None else fixed(value, 2)])),
        class_=" ".join(filter(None, ["box", boxes.kind_of(box), "here" if opened else ""])),
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
