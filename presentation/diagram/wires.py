"""The wires of a diagram as SVG: their ways, what goes along them, and what is done to it on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine import Program
from engine.expression.node import names
from engine.readings.formulas.pieces import Piece, Shift, name
from engine.readings.structure.scope import Scope
from presentation.diagram.layout import BOX, GAP, Places, Spot, WirePath
from presentation.diagram.tspans import tspans
from presentation.element import Element, element

HEIGHT, ROUND, LETTERS, EDGE = 54.0, 22.0, 24.0, 14.0  # how high a box, a valve, what comes in are; around it all
BETWEEN, ON_THE_WAY = 28.0, 12.0  # from one rank to the next, and what more where something is done on the way
TIP, HALF = 8.0, 4.5  # how long the tip of a wire is, and half as wide as it is
OVER = 16.0  # how far a wire within a row rises over the boxes between
ENTRIES, APART = 0.7, 30.0  # the part of a box's foot where wires end, and how far they stand apart at most
APPLIED = {
    "tanh": "tanh",
    "sigmoid": "σ",
    "relu": "ReLU",
    "exp": "exp",
    "log": "ln",
    "sqrt": "√",
    "square": "( )²",
    "neg": "−",
    "transpose": "⊤",
    "complement": "1 −",
}
COMMA = Piece(", ", Shift.NONE, True)
Point = tuple[float, float]


def tall(spot: Spot) -> float:
    """How high it is; what only passes through needs no height."""
    if spot.port or spot.valve:
        return LETTERS if spot.port else ROUND
    return HEIGHT if spot.boxes else 0.0


@dataclass(frozen=True)
class WireLayout:
    """Where the middle of everything stands, by its key; `middles` are those of the ranks, `height` is all of it."""

    places: Places
    lowest: int
    middles: tuple[float, ...]
    height: float

    @property
    def width(self) -> float:
        """How wide the drawing is, its edges included."""
        return self.places.width + 2 * EDGE

    def level(self, rank: int) -> float:
        """How far below the top the middle of a rank stands."""
        return self.middles[rank - self.lowest]

    def half(self, rank: int) -> float:
        """Half of how high a rank is."""
        return _tallest(self.places.ranks[rank - self.lowest]) / 2

    @cached_property
    def centre(self) -> Mapping[str, Point]:
        """The middle of each box, valve and port, by its key."""
        return {key: (_middle(key, spot), self.level(spot.rank)) for key, spot in self.places.at.items()}


def planned(places: Places) -> WireLayout:
    """The plan of a layout: each rank as high as what stands in it, wires with work on their way a little longer."""
    lowest = min(spot.rank for spot in places.at.values())
    worked = {places.at[c.wire.target].rank for c in places.courses if c.wire.applied and not c.wire.sideways}
    foot, middles = EDGE, []
    for n, rank in enumerate(places.ranks):
        high = _tallest(rank)
        foot += (BETWEEN + ON_THE_WAY * (n + lowest in worked)) * (n > 0)
        middles.append(foot + high / 2)
        foot += high
    height = foot + EDGE
    return WireLayout(places, lowest, tuple(height - middle for middle in middles), height)


def _tallest(rank: tuple[Spot, ...]) -> float:
    return max(map(tall, rank))


def _middle(key: str, spot: Spot) -> float:
    if key not in spot.boxes:
        return spot.x
    return spot.x - spot.width / 2 + BOX / 2 + spot.boxes.index(key) * (BOX + GAP)


def wires(plan: WireLayout) -> Iterator[Element]:
    """Every wire between spots with its tip, and what is done on its way."""
    entry = _entries(plan)
    for course in plan.places.courses:
        end = entry[course]
        kind = "wire carried" if course.wire.carried else "wire"
        yield from (
            _aside(course, plan, kind) if course.wire.sideways else _drawn(_upwards(course, plan, end), end, kind)
        )
        if course.wire.applied and not course.wire.sideways:
            done = " ".join(APPLIED[operation] for operation in reversed(course.wire.applied))
            yield element("text", done, x=end[0], y=end[1] + 20, class_="applied")


def _drawn(path: str, end: Point, kind: str = "wire", towards: Point = (0, -1)) -> tuple[Element, Element]:
    """A wire and the tip at its end, which points `towards` a side."""
    (x, y), (across, down) = end, towards
    left, right = (
        (x - TIP * across - HALF * down, y - TIP * down + HALF * across),
        (
            x - TIP * across + HALF * down,
            y - TIP * down - HALF * across,
        ),
    )
    tip = f"M{x:.1f},{y:.1f} L{left[0]:.1f},{left[1]:.1f} L{right[0]:.1f},{right[1]:.1f} z"
    return element("path", d=path, class_=kind), element("path", d=tip, class_="tip")


def shapes(program: Program, plan: WireLayout) -> Iterator[Element]:
    """How large it is what goes along a wire, beside its beginning."""
    sources = dict.fromkeys(c.wire.source for c in plan.places.courses if not plan.places.at[c.wire.source].valve)
    for key in sources:
        port = plan.places.at[key].port
        size = [int(n) for n in program[port.source if port else key].shape]
        if port and port.row is not None:
            size[-2] = 1
        x, y = plan.centre[key]
        top = y - tall(plan.places.at[key]) / 2
        yield element("text", "×".join(map(str, size)), x=x + 5, y=top - 6, class_="shape")


def handed_on(program: Program, plan: WireLayout) -> Iterator[Element]:
    """What one moment hands on to the next, over the straight wire between them."""
    order = {id: n for n, id in enumerate(program.steps)}
    for course in plan.places.courses:
        (x, y), (end, top) = plan.centre[course.wire.source], plan.centre[course.wire.target]
        if course.wire.sideways and y == top and not _passes_over(course, plan):
            what = sorted(course.wire.what, key=lambda id: order[id])
            pieces = [(*name(program[id].symbol), COMMA) for id in what]
            letters = tspans(tuple(piece for one in pieces for piece in one)[:-1])
            yield element("text", *letters, x=(x + end) / 2, y=y - 7, class_="symbol handed")


def _passes_over(course: WirePath, plan: WireLayout) -> bool:
    """Whether boxes of the same row stand between the ends of a wire that leads sideways."""
    first, last = course.through
    (x, _y), (end, _top) = plan.centre[course.wire.source], plan.centre[course.wire.target]
    row = plan.places.ranks[first.rank - plan.lowest]
    return first.rank == last.rank and any(min(x, end) < spot.x < max(x, end) for spot in row)


def _entries(plan: WireLayout) -> dict[WirePath, Point]:
    """Where each wire ends: those that end at one box stand beside each other, in the order in which they come."""
    into: dict[str, list[WirePath]] = defaultdict(list)
    for course in plan.places.courses:
        if not course.wire.sideways:
            into[course.wire.target].append(course)
    found: dict[WirePath, Point] = {}
    for key, ending in into.items():
        (x, y), spot = plan.centre[key], plan.places.at[key]
        room = (ROUND if spot.valve else BOX) * ENTRIES
        step = min(APART, room / max(1, len(ending) - 1))
        ending.sort(key=lambda course: course.through[-2].x)
        for n, course in enumerate(ending):
            aside = (n - (len(ending) - 1) / 2) * step
            found[course] = (x + aside, y + _foot(spot, aside))
    return found | {c: plan.centre[c.wire.target] for c in plan.places.courses if c.wire.sideways}


def _foot(spot: Spot, aside: float) -> float:
    """How far below its middle a box or a valve ends, so far aside of it."""
    return ((ROUND / 2) ** 2 - aside**2) ** 0.5 if spot.valve else HEIGHT / 2


def _upwards(course: WirePath, plan: WireLayout, end: Point) -> str:
    """From the top of what is read to the foot of what reads it, upright where it passes a rank."""
    first = course.through[0]
    x, y = plan.centre[course.wire.source]
    y -= tall(first) / 2
    path = f"M{x:.1f},{y:.1f}"
    for spot in course.through[1:-1]:
        middle, half = plan.level(spot.rank), plan.half(spot.rank)
        path += f"{_bend(x, y, spot.x, middle + half)} V{middle - half:.1f}"
        x, y = spot.x, middle - half
    return path + _bend(x, y, *end)


def _bend(x: float, y: float, end: float, top: float) -> str:
    middle = (y + top) / 2
    return f" C{x:.1f},{middle:.1f} {end:.1f},{middle:.1f} {end:.1f},{top:.1f}"


def _aside(course: WirePath, plan: WireLayout, kind: str) -> tuple[Element, Element]:
    """From the side of a box to the near side of one in another moment, over the boxes between if there are some."""
    (x, y), (end, top) = plan.centre[course.wire.source], plan.centre[course.wire.target]
    first, last = course.through
    if _passes_over(course, plan):
        return _over(x, end, y - HEIGHT / 2, kind)
    way = 1 if end > x else -1
    x += way * first.width / 2
    end -= way * last.width / 2
    middle = (x + end) / 2
    path = f"M{x:.1f},{y:.1f} C{middle:.1f},{y:.1f} {middle:.1f},{top:.1f} {end:.1f},{top:.1f}"
    return _drawn(path, (end, top), kind, (way, 0))


def _over(x: float, end: float, top: float, kind: str = "wire") -> tuple[Element, Element]:
    edge = top - OVER
    path = f"M{x:.1f},{top:.1f} C{x:.1f},{edge:.1f} {end:.1f},{edge:.1f} {end:.1f},{top:.1f}"
    return _drawn(path, (end, top), kind, (0, 1))


def inner_wires(scope: Scope, plan: WireLayout) -> Iterator[Element]:
    """Wires between the boxes of one row: to the next box straight, further ones over the boxes between."""
    for row in scope.rows:
        own = [box.id for box in row]
        for n, box in enumerate(row):
            read = dict.fromkeys(id for step in box.steps for id in names(step.expr) if id in own and id != box.id)
            for id in read:
                yield from _inner(*plan.centre[id], plan.centre[box.id][0], next_door=own.index(id) == n - 1)


def _inner(x: float, y: float, end: float, next_door: bool) -> tuple[Element, Element]:
    if not next_door:
        return _over(x, end, y - HEIGHT / 2)
    end -= BOX / 2
    return _drawn(f"M{x + BOX / 2:.1f},{y:.1f} H{end:.1f}", (end, y), towards=(1, 0))
