"""A diagram as SVG: boxes that lead to their steps, gates with their values, shapes on the wires."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from content import Topic
from engine import Trace
from engine.expression.node import Node, names
from engine.program import Step
from engine.readings.formulas.pieces import Pieces, Shift, name
from engine.readings.numbers import fixed
from presentation.content_words import step_titles
from presentation.diagram.layout import BOX, GAP, Places, Spot, Wire, placed
from presentation.diagram.scope import Scope, scope_of
from presentation.element import Element, element
from presentation.figure.layout import story
from presentation.translate import _

HEIGHT, ROUND, RANK, EDGE = 44.0, 22.0, 78.0, 14.0  # a box, a valve, from one rank to the next, around it
OVER = 16.0  # how far a wire within a row rises over the boxes between
WIDE = 0x2E7F  # signs beyond are as wide as two letters
LONGEST = 19  # signs of a title that fit into a box; Chinese ones are twice as wide
SIGNS = {
    "sigmoid": "σ",
    "tanh": "tanh",
    "relu": "ReLU",
    "softmax": "softmax",
    "matmul": "×",
    "add": "+",
    "sub": "−",
    "mul": "⊙",
    "div": "÷",
    "concat": "[ , ]",
    "sqrt": "√",
    "split_heads": "⇶",
    "merge_heads": "⇉",
    "transpose": "⊤",
}


def drawn(
    scope: Scope,
    trace: Trace,
    title: Callable[[str], str],
    parts: Mapping[str, int],
    unit: int = 0,
    here: int = 0,
    others: Sequence[tuple[str, int]] = (),
) -> Element:
    """The diagram of a scope, gates with the value of a unit (from 0).

    `parts` are the numbers of the parts of the story that tell each step, `here` is the open one; `others` are the
    diagrams there are, each by a title and its first part.
    """
    places = placed(scope)
    height = (len(places.ranks) - 1) * RANK + HEIGHT + 2 * EDGE
    level = {spot: height - EDGE - HEIGHT / 2 - n * RANK for n, rank in enumerate(places.ranks) for spot in rank}
    centre = _centres(places, level)
    wires = [_wire(wire, centre, level) for wire in places.wires]
    frames = [_frame(spot, level[spot]) for spot in level if len(spot.steps) > 1]
    sources = dict.fromkeys(wire.source for wire in places.wires if wire.source not in places.valves)
    shapes = [_shape(trace, id, *centre[id]) for id in sources]
    valves = [_circle(spot, level[spot]) for spot in places.valves.values()]
    ports = [_port(trace, spot, level[spot], parts) for spot in level if spot.port]
    boxes = [
        _box(trace, step, centre[step.id], title(step.id), parts[step.id], unit, parts[step.id] == here)
        for step in scope.steps
    ]
    width = places.width + 2 * EDGE
    picture = element(
        "svg",
        element("title", _("Structure")),
        _arrowhead(),
        *frames,
        *wires,
        *_inner_wires(scope, centre),
        *shapes,
        *valves,
        *ports,
        *boxes,
        class_="diagram",
        viewBox=f"{-EDGE:.0f} 0 {width:.0f} {height:.0f}",
        width=f"{width:.0f}",
        height=f"{height:.0f}",
        role="group",
        aria_label=_("Structure"),
    )
    return element("div", _others(scope, parts, others), picture, class_="structure")


def of_step(here: Topic, trace: Trace, step: str) -> tuple[Element, dict[str, str]]:
    """The diagram in which a step stands, as a lesson shows it, and the step that each of its boxes leads to."""
    program = trace.program
    title, told = step_titles(here, program), story(program)
    parts = {id: n for n, steps in enumerate(told, 1) for id in steps}
    tree = drawn(scope_of(program, step), trace, lambda id: title(id).name, parts)
    return tree, {f"part:{n}": steps[0] for n, steps in enumerate(told, 1)}


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


def _centres(places: Places, level: Mapping[Spot, float]) -> dict[str, tuple[float, float]]:
    found = {}
    for spot, y in level.items():
        left = spot.x - spot.width / 2 + BOX / 2
        for n, step in enumerate(spot.steps):
            found[step] = (left + n * (BOX + GAP), y)
        if spot.port:
            found[spot.port] = (spot.x, y)
    found |= {id: (spot.x, level[spot]) for id, spot in places.valves.items()}
    return found


def _arrowhead() -> Element:
    tip = element("path", d="M0,0 L7,3.5 L0,7 z", class_="tip")
    place = {"markerWidth": "9", "markerHeight": "9", "refX": "6", "refY": "3.5", "viewBox": "0 0 7 7"}
    marker = element("marker", tip, id="tip", markerUnits="userSpaceOnUse", orient="auto", **place)
    return element("defs", marker)


# ---- wires ----


def _wire(wire: Wire, centre: Mapping[str, tuple[float, float]], level: Mapping[Spot, float]) -> Element:
    """A wire from the top of what is read to the bottom of what reads it, upright where it passes a rank."""
    (x, y), (end, top) = centre[wire.source], centre[wire.target]
    y -= _half(wire.through[0])
    path = f"M{x:.1f},{y:.1f}"
    for spot in wire.through[1:-1]:
        middle = level[spot]
        path += f"{_bend(x, y, spot.x, middle + HEIGHT / 2)} V{middle - HEIGHT / 2:.1f}"
        x, y = spot.x, middle - HEIGHT / 2
    path += _bend(x, y, end, top + _half(wire.through[-1]))
    return element("path", d=path, class_="wire carried" if wire.carried else "wire", marker_end="url(#tip)")


def _half(spot: Spot) -> float:
    return (ROUND if spot.valve else HEIGHT) / 2


def _bend(x: float, y: float, end: float, top: float) -> str:
    middle = (y + top) / 2
    return f" C{x:.1f},{middle:.1f} {end:.1f},{middle:.1f} {end:.1f},{top:.1f}"


def _inner_wires(scope: Scope, centre: Mapping[str, tuple[float, float]]) -> Iterator[Element]:
    """Wires between the boxes of one row: to the next box straight, further ones over the boxes between."""
    for row in scope.rows:
        own = [step.id for step in row]
        for n, step in enumerate(row):
            for id in names(step.expr):
                if id in own:
                    yield _inner(*centre[id], centre[step.id][0], next_door=own.index(id) == n - 1)


def _inner(x: float, y: float, end: float, next_door: bool) -> Element:
    if next_door:
        return element(
            "path", d=f"M{x + BOX / 2:.1f},{y:.1f} H{end - BOX / 2:.1f}", class_="wire", marker_end="url(#tip)"
        )
    top, edge = y - HEIGHT / 2, y - HEIGHT / 2 - OVER
    path = f"M{x:.1f},{top:.1f} C{x:.1f},{edge:.1f} {end:.1f},{edge:.1f} {end:.1f},{top:.1f}"
    return element("path", d=path, class_="wire", marker_end="url(#tip)")


def _shape(trace: Trace, id: str, x: float, y: float) -> Element:
    """How large it is what goes along a wire, beside its beginning."""
    shape = "×".join(str(int(n)) for n in trace.program[id].shape)
    return element("text", shape, x=x + 5, y=y - HEIGHT / 2 - 6, class_="shape")


# ---- boxes ----


def _frame(spot: Spot, y: float) -> Element:
    """Steps that belong together, as those of a normalisation, in one frame."""
    return element(
        "rect",
        x=spot.x - spot.width / 2 - 7,
        y=y - HEIGHT / 2 - 7,
        width=spot.width + 14,
        height=HEIGHT + 14,
        rx=10.0,
        class_="frame",
    )


def _circle(spot: Spot, y: float) -> Element:
    """A valve: the product with a gate, or the sum of what is kept and what is written."""
    sign = element("text", spot.valve, x=spot.x, y=y + 5, class_="symbol")
    return element("g", element("circle", cx=spot.x, cy=y, r=ROUND / 2, class_="valve"), sign)


def _port(trace: Trace, spot: Spot, y: float, parts: Mapping[str, int]) -> Element:
    """What comes in: an input, a state of the moment before, a step that stands elsewhere and can be opened there."""
    thing = trace.program[spot.port]
    inside = element("text", *_symbol(name(thing.symbol)), x=spot.x, y=y - HEIGHT / 2 + 16, class_="symbol")
    if spot.port not in parts:
        return element("g", inside, class_="port")
    return element("g", inside, data_to=f"part:{parts[spot.port]}", tabindex="0", role="link", class_="port open")


def _box(
    trace: Trace, step: Step, centre: tuple[float, float], title: str, part: int, unit: int, here: bool
) -> Element:
    x, y = centre
    kind = step.meaning or ("state" if step.previous or step.renewal else "")
    value = _value(trace, step, unit) if step.meaning == "gate" else None
    body = element(
        "rect",
        x=x - BOX / 2,
        y=y - HEIGHT / 2,
        width=BOX,
        height=HEIGHT,
        rx=HEIGHT / 2 if step.meaning == "gate" else 7.0,
        class_="body",
    )
    sign = SIGNS.get(_operation(step.expr), "")
    lines = [
        element("text", *_symbol(name(step.symbol)), x=x, y=y - 3, class_="symbol"),
        element("text", _short(title), x=x, y=y + 14, class_="title"),
        element("text", sign, x=x + BOX / 2 - 9, y=y - 8, class_="sign" if len(sign) < 5 else "sign long")
        if sign
        else None,
    ]
    valve = [] if value is None else _valve(x, y, value)
    said = ", ".join(filter(None, [title, "" if value is None else fixed(value, 2)]))
    state = f"box {kind}{' here' if here else ''}".strip()
    return element(
        "g", body, *valve, *lines, data_to=f"part:{part}", tabindex="0", role="link", aria_label=said, class_=state
    )


def _valve(x: float, y: float, value: float) -> list[Element]:
    """How far a gate is open: a bar along its foot, and its number."""
    left, foot, length = x - BOX / 2 + 14, y + HEIGHT / 2 - 4, BOX - 28
    return [
        element("rect", x=left, y=foot - 1.5, width=length, height=3.0, rx=1.5, class_="track"),
        element("rect", x=left, y=foot - 1.5, width=length * value, height=3.0, rx=1.5, class_="opening"),
        element("text", fixed(value, 2), x=x - BOX / 2 + 12, y=y - 8, class_="number"),
    ]


def _value(trace: Trace, step: Step, unit: int) -> float | None:
    cells = trace[step.id].reshape(-1)
    value = float(cells[min(unit, cells.size - 1)])
    return value if math.isfinite(value) else None


def _operation(node: Node) -> str:
    """What a step does last; a mask or a scale that is chosen around it is passed over."""
    return _operation(node.args[1]) if node.op == "where" else node.op


def _short(title: str) -> str:
    room, text = LONGEST, ""
    for letter in title:
        room -= 2 if ord(letter) > WIDE else 1
        if room < 1:
            return f"{text}…"
        text += letter
    return text


def _symbol(pieces: Pieces) -> list[Element]:
    """A symbol in SVG: scripts are raised and lowered by steps that are taken back after them."""
    found, height = [], 0.0
    for text, shift, upright in pieces:
        wanted = {Shift.SUB: 4.0, Shift.SUP: -6.0}.get(shift, 0.0)
        kind = " ".join(filter(None, ["" if upright else "letter", "script" if shift else ""]))
        found.append(element("tspan", text, dy=wanted - height, class_=kind or None))
        height = wanted
    return found
