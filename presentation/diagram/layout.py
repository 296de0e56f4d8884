"""Where boxes stand: what is read stands below what reads it, wires that pass a row have a place of their own in it.

The method is that of Sugiyama, Tagawa & Toda (1981): ranks by the longest path, places inside a rank by the mean of the
neighbours, long wires cut into pieces of one rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from engine.expression.node import names
from engine.program import Step
from presentation.diagram.scope import Scope

BOX, GAP, WIRE, PORT, VALVE = 116.0, 18.0, 26.0, 62.0, 30.0  # widths: a box, a gap, a passing wire, what comes in, ⊙
SWEEPS = 6
FAR = -1e6  # what comes in stands to the left of what is computed
KEPT, WRITTEN, SUM = "|kept", "|written", "|sum"  # after the id of a step: its valves


@dataclass(eq=False)
class Spot:
    """A place in a rank: a row of boxes (`steps`), what comes in (`port`), a `valve` (its sign), or a passing wire."""

    order: int
    steps: tuple[str, ...] = ()
    port: str = ""
    valve: str = ""
    x: float = 0.0
    rank: int = 0
    below: list[Spot] = field(default_factory=list)
    above: list[Spot] = field(default_factory=list)

    @property
    def width(self) -> float:
        """How wide it is."""
        if self.port or self.valve:
            return PORT if self.port else VALVE
        return len(self.steps) * BOX + (len(self.steps) - 1) * GAP if self.steps else WIRE


@dataclass(frozen=True, eq=False)
class Wire:
    """A wire from a step, a valve or an input, through the spots on its way; a state goes along it if `carried`."""

    source: str
    target: str
    through: tuple[Spot, ...]
    carried: bool = False


@dataclass(frozen=True, eq=False)
class Places:
    """The ranks from the lowest to the highest, and the wires between boxes of different spots."""

    ranks: tuple[tuple[Spot, ...], ...]
    wires: tuple[Wire, ...]
    width: float
    valves: dict[str, Spot]


def placed(scope: Scope) -> Places:
    """The boxes of a diagram, each at its place."""
    spots = [Spot(n, tuple(step.id for step in row)) for n, row in enumerate(scope.rows)]
    at = {id: spot for spot in spots for id in spot.steps}
    reads: dict[str, list[str]] = {}
    carried: set[tuple[str, str]] = set()
    for step in scope.steps:
        for valve, (sign, read) in _valves(step, carried).items():
            reads[valve] = read
            at[valve] = Spot(at[step.id].order, valve=sign)
        last = f"{step.id}{SUM}"
        reads[step.id] = [last] if last in reads else names(step.expr)
    edges = [(a, b) for b, read in reads.items() for a in read if a in at and at[a] is not at[b]]
    for id in reads:
        spot = at[id]
        spot.rank = max(spot.rank, 1 + max((at[a].rank for a, b in edges if at[b] is spot), default=0))
    ports = _ports(scope, at, reads)
    edges += [(port, id) for id, read in reads.items() for port in read if port in ports]
    ranks: dict[int, list[Spot]] = defaultdict(list)
    for spot in (*ports.values(), *dict.fromkeys(at.values())):
        ranks[spot.rank].append(spot)
    wires = [_wired(a, b, ports.get(a) or at[a], at[b], ranks, (a, b) in carried) for a, b in edges]
    rows = [ranks[rank] for rank in sorted(ranks)]
    _arrange(rows)
    return Places(tuple(map(tuple, rows)), tuple(wires), _shifted(rows), {id: at[id] for id in at if at[id].valve})


def _valves(step: Step, carried: set[tuple[str, str]]) -> dict[str, tuple[str, list[str]]]:
    """The valves of a state that is renewed by addition: what is kept, what is written, their sum; what each reads.

    `carried` gains the wires along which the state goes.
    """
    if step.renewal is None or step.renewal.grows or step.renewal.kept is None:
        return {}
    kept, written, whole = (f"{step.id}{mark}" for mark in (KEPT, WRITTEN, SUM))
    found = {}
    if step.renewal.kept.op == "ref":  # nothing is forgotten: the state goes on as it is
        kept = str(step.renewal.kept.params[0])
    else:
        found[kept] = ("⊙", names(step.renewal.kept))
        carried.add((step.previous, kept))
    found[written] = ("⊙", names(step.renewal.written))
    found[whole] = ("+", [kept, written])
    carried.update({(kept, whole), (whole, step.id)})
    return found


def _ports(scope: Scope, at: dict[str, Spot], reads: dict[str, list[str]]) -> dict[str, Spot]:
    """What comes in stands right below the first that reads it."""
    found = {}
    for n, port in enumerate(scope.ports):
        first = min(at[id].rank for id, read in reads.items() if port in read)
        found[port] = Spot(n - len(scope.ports), port=port, rank=first - 1)
    return found


def _wired(source: str, target: str, a: Spot, b: Spot, ranks: dict[int, list[Spot]], carried: bool) -> Wire:
    """The wire, with a spot in every rank that it passes."""
    through = [a]
    for rank in range(a.rank + 1, b.rank):
        spot = Spot(max(a.order, 0) + 1000, rank=rank)
        ranks[rank].append(spot)
        through.append(spot)
    through.append(b)
    for lower, upper in pairwise(through):
        lower.above.append(upper)
        upper.below.append(lower)
    return Wire(source, target, tuple(through), carried)


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
    row.sort(key=lambda spot: (wanted(spot) or 0.0, spot.order))


def _spread(row: list[Spot], wanted: Callable[[Spot], float | None]) -> None:
    """Each as near to where it wants to be as its neighbours let it, in the order they have."""
    wishes = [spot.x if (wish := wanted(spot)) is None else wish for spot in row]
    edge, found = float("-inf"), []
    for spot, wish in zip(row, wishes, strict=True):
        x = max(wish, edge + spot.width / 2)
        found.append(x)
        edge = x + spot.width / 2 + GAP
    shift = sum(wish - x for wish, x in zip(wishes, found, strict=True)) / len(row)
    for spot, x in zip(row, found, strict=True):
        spot.x = x + shift


def _shifted(rows: list[list[Spot]]) -> float:
    """Moves everything to the right of 0; the width of it all."""
    spots = [spot for row in rows for spot in row]
    left = min(spot.x - spot.width / 2 for spot in spots)
    for spot in spots:
        spot.x -= left
    return max(spot.x + spot.width / 2 for spot in spots)
