"""Boxes that a drawing cannot tell apart: the exchanges of unnamed boxes that leave all wires as they are.

Whoever names the boxes of a diagram may name them in any such way: input gate and candidate, which are multiplied, may
change places where the drawing does not say which of them is the sigmoid.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping

from engine.program import Program
from engine.readings.structure.scope import Box, Scope
from engine.readings.structure.wiring import Wiring, wired

MOST = 5000  # ways to exchange boxes that are looked at
Look = Callable[[Box], Hashable]  # what is to be seen of a box that has no name
Edges = Mapping[tuple[str, str], Hashable]
Exchange = dict[str, str]


def exchanges(program: Program, scope: Scope, unnamed: Collection[str], look: Look) -> list[Exchange]:
    """The ways in which the unnamed boxes may be exchanged, each from box to box by their ids; the first changes none.

    `look` is what stands in a box although it has no name, as the sign of its operation.
    """
    wiring = wired(program, scope)
    edges: Edges = {(w.source, w.target): (w.carried, w.applied, w.sideways) for w in wiring.wires}
    colour = _refined(_first_colours(scope, wiring, unnamed, look), edges)
    movable = [box.id for box in scope.boxes if box.id in unnamed] + list(wiring.valves)
    found: dict[tuple[str, ...], Exchange] = {}
    for n, image in enumerate(_images(movable, colour, edges)):
        exchange = {id: image[id] for id in movable if id in unnamed}
        found.setdefault(tuple(exchange.values()), exchange)
        if n == MOST:
            break
    return list(found.values())


def _first_colours(scope: Scope, wiring: Wiring, unnamed: Collection[str], look: Look) -> dict[str, Hashable]:
    colours: dict[str, Hashable] = {port.key: port.key for port in scope.ports}
    colours |= {key: ("valve", valve.operation) for key, valve in wiring.valves.items()}
    places = {box.id: (row[0].id if len(row) > 1 else "", n) for row in scope.rows for n, box in enumerate(row)}
    for box in scope.boxes:
        seen = (look(box), tuple(map(int, box.last.shape)), places[box.id] if places[box.id][0] else "")
        colours[box.id] = ("unnamed", seen) if box.id in unnamed else box.id
    return colours


def _refined(colour: dict[str, Hashable], edges: Edges) -> dict[str, Hashable]:
    """Colours by what stands around, until no more are told apart (Weisfeiler & Leman 1968)."""
    while True:
        around: dict[str, Counter[Hashable]] = defaultdict(Counter)
        for (a, b), kind in edges.items():
            around[a][("to", kind, colour[b])] += 1
            around[b][("from", kind, colour[a])] += 1
        finer = {id: (colour[id], frozenset(around[id].items())) for id in colour}
        number = {one: n for n, one in enumerate(dict.fromkeys(finer.values()))}
        if len(number) == len(set(colour.values())):
            return colour
        colour = {id: number[one] for id, one in finer.items()}


def _images(movable: list[str], colour: Mapping[str, Hashable], edges: Edges) -> Iterator[Exchange]:
    """Every way to exchange what moves, nothing else, that keeps all wires; what stands still comes first."""
    image: Exchange = {id: id for id in colour if id not in movable}

    def fits(id: str, to: str) -> bool:
        return all(
            edges.get((id, other)) == edges.get((to, there)) and edges.get((other, id)) == edges.get((there, to))
            for other, there in image.items()
        )

    def below(n: int) -> Iterator[Exchange]:
        if n == len(movable):
            yield dict(image)
            return
        id, taken = movable[n], set(image.values())
        for to in (id, *(one for one in movable if one != id)):
            if to not in taken and colour[to] == colour[id] and fits(id, to):
                image[id] = to
                yield from below(n + 1)
                del image[id]

    return below(0)
