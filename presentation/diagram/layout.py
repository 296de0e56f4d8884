"""Where boxes stand: what is read stands below what reads it, wires that pass a row have a place of their own in it.

The method is that of Sugiyama, Tagawa & Toda (1981): ranks by the longest path, places inside a rank by the mean of the
neighbours, long wires cut into pieces of one rank. The moments of an unrolled diagram stand beside each other, so what
passes from one to the next does not raise it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from engine import Program
from engine.readings.moments import place_of
from engine.readings.structure.reads import Port
from engine.readings.structure.scope import Scope
from engine.readings.structure.wiring import Valve, Wire, wired

BOX, GAP, WIRE, PORT, VALVE = 124.0, 18.0, 26.0, 62.0, 30.0  # widths: a box, a gap, a passing wire, what comes in, ⊙
APART_MOMENTS = 72.0  # from one moment to the next
SWEEPS = 6
FAR = -1e6  # what comes in stands to the left of what is computed


@dataclass(eq=False)
class Spot:
    """A place in a rank: a row of boxes (their ids), what comes in (`port`), a `valve`, or a passing wire.

    `moment` is that of an unrolled diagram, counted in the order of reading; 0 outside.
    """

    order: int
    boxes: tuple[str, ...] = ()
    port: Port | None = None
    valve: Valve | None = None
    moment: int = 0
    x: float = 0.0
    rank: int = 0
    below: list[Spot] = field(default_factory=list)
    above: list[Spot] = field(default_factory=list)

    @property
    def width(self) -> float:
        """How wide it is."""
        if self.port or self.valve:
            return PORT if self.port else VALVE
        return len(self.boxes) * BOX + (len(self.boxes) - 1) * GAP if self.boxes else WIRE


@dataclass(frozen=True, eq=False)
class WirePath:
    """A wire and the spots on its way, those at its ends included; one that leads sideways passes none."""

    wire: Wire
    through: tuple[Spot, ...]


@dataclass(frozen=True, eq=False)
class Places:
    """The ranks from the lowest to the highest, the wires between different spots, the spots by their keys."""

    ranks: tuple[tuple[Spot, ...], ...]
    courses: tuple[WirePath, ...]
    width: float
    at: Mapping[str, Spot]


def placed(program: Program, scope: Scope) -> Places:
    """The boxes of a diagram, each at its place."""
    wiring = wired(program, scope)
    at = _spots(scope, wiring.valves)
    _rank(scope, at, wiring.wires)
    ranks: dict[int, list[Spot]] = defaultdict(list)
    for spot in dict.fromkeys(at.values()):
        ranks[spot.rank].append(spot)
    courses = tuple(_course(wire, at, ranks) for wire in wiring.wires if at[wire.source] is not at[wire.target])
    rows = [ranks[rank] for rank in sorted(ranks)]
    _arrange(rows)
    _close([spot for row in rows for spot in row])
    return Places(tuple(map(tuple, rows)), courses, _shifted(rows), at)


def _spots(scope: Scope, valves: Mapping[str, Valve]) -> dict[str, Spot]:
    """A spot for each port, row of boxes and valve, by its key."""
    at = {port.key: Spot(n - len(scope.ports), port=port) for n, port in enumerate(scope.ports)}
    for n, row in enumerate(scope.rows):
        place = place_of(row[0].last) if scope.unrolled else None
        spot = Spot(n, tuple(box.id for box in row), moment=place.moment if place else 0)
        at |= {box.id: spot for box in row}
    for key, valve in valves.items():
        around = at[valve.box]
        at[key] = Spot(around.order, valve=valve, moment=around.moment)
    return at


def _rank(scope: Scope, at: Mapping[str, Spot], wires: Iterable[Wire]) -> None:
    """Each spot one rank above the highest that it reads; what comes in right below the first that reads it.

    So does what reads nothing but the moment beside it. A moment stands as high as the one that it is handed on to.
    """
    into: dict[Spot, list[Spot]] = defaultdict(list)
    readers: dict[Spot, list[Spot]] = defaultdict(list)
    aside = {at[wire.target] for wire in wires if wire.sideways}
    for wire in wires:
        if not wire.sideways and at[wire.source] is not at[wire.target]:
            into[at[wire.target]].append(at[wire.source])
            readers[at[wire.source]].append(at[wire.target])
    known: dict[Spot, int] = {}

    def rank(spot: Spot) -> int:
        if spot not in known:
            computed = [rank(below) for below in into[spot] if not below.port]
            known[spot] = 1 + max(computed, default=0)
        return known[spot]

    for spot in at.values():
        spot.rank = rank(spot)
    _raise(at, wires, readers)
    for spot in (at[id] for id in at if at[id] in aside and not into[at[id]] and readers[at[id]]):
        spot.rank = min(reader.rank for reader in readers[spot]) - 1
    for spot in (at[port.key] for port in scope.ports):
        spot.rank = min(reader.rank for reader in readers[spot]) - 1
    for spot in (spot for spot in dict.fromkeys(at.values()) if not spot.moment):
        spot.moment = min((reader.moment for reader in readers[spot] if reader.rank == spot.rank + 1), default=0)


def _raise(at: Mapping[str, Spot], wires: Iterable[Wire], readers: Mapping[Spot, list[Spot]]) -> None:
    """Raises what is handed on sideways to the level at which it is received, unless something reads it below that."""
    for wire in sorted((wire for wire in wires if wire.sideways), key=lambda wire: -at[wire.source].moment):
        source, target = at[wire.source], at[wire.target]
        above = min((reader.rank for reader in readers[source]), default=target.rank + 1)
        source.rank = max(source.rank, min(target.rank, above - 1))


def _course(wire: Wire, at: Mapping[str, Spot], ranks: dict[int, list[Spot]]) -> WirePath:
    """The way of a wire, with a spot in every rank that it passes."""
    a, b = at[wire.source], at[wire.target]
    if wire.sideways:
        return WirePath(wire, (a, b))
    through = [a]
    for rank in range(a.rank + 1, b.rank):
        spot = Spot(max(a.order, 0) + 1000, rank=rank, moment=b.moment)
        ranks[rank].append(spot)
        through.append(spot)
    through.append(b)
    for lower, upper in pairwise(through):
        lower.above.append(upper)
        upper.below.append(lower)
    return WirePath(wire, tuple(through))


# ---- inside a rank ----


def _arrange(rows: list[list[Spot]]) -> None:
    for row in rows:
        _in_order(row, lambda spot: _mean(spot.below) if spot.below else FAR + spot.order)
        _spread(row, lambda spot: _mean(spot.below) if spot.below else None)
    for sweep in range(SWEEPS):
        up = sweep % 2
        for row in rows if up else reversed(rows):
            _spread(row, (lambda s: _mean(s.below)) if up else (lambda s: _mean(s.above)))


def _mean(spots: Iterable[Spot]) -> float | None:
    found = [spot.x for spot in spots]
    return sum(found) / len(found) if found else None


def _in_order(row: list[Spot], wanted: Callable[[Spot], float | None]) -> None:
    row.sort(key=lambda spot: (spot.moment, wanted(spot) or 0.0, spot.order))


def _spread(row: list[Spot], wanted: Callable[[Spot], float | None]) -> None:
    """Each as near to where it wants to be as its neighbours let it, in the order they have."""
    wishes = [spot.x if (wish := wanted(spot)) is None else wish for spot in row]
    edge, moment, found = float("-inf"), 0, []
    for spot, wish in zip(row, wishes, strict=True):
        edge += APART_MOMENTS if spot.moment != moment else GAP
        x = max(wish, edge + spot.width / 2)
        found.append(x)
        edge, moment = x + spot.width / 2, spot.moment
    shift = sum(wish - x for wish, x in zip(wishes, found, strict=True)) / len(row)
    for spot, x in zip(row, found, strict=True):
        spot.x = x + shift


def _close(spots: list[Spot]) -> None:
    """Closes what is empty from the top to the bottom, but for what stands between two moments."""
    wide = APART_MOMENTS if any(spot.moment for spot in spots) else GAP
    edge, moved = float("inf"), 0.0
    for spot in sorted(spots, key=lambda spot: spot.x - spot.width / 2):
        left, right = spot.x - spot.width / 2, spot.x + spot.width / 2
        moved += max(0.0, left - edge - wide)
        spot.x -= moved
        edge = right if edge == float("inf") else max(edge, right)


def _shifted(rows: list[list[Spot]]) -> float:
    """Moves everything to the right of 0; the width of it all."""
    spots = [spot for row in rows for spot in row]
    left = min(spot.x - spot.width / 2 for spot in spots)
    for spot in spots:
        spot.x -= left
    return max(spot.x + spot.width / 2 for spot in spots)
