"""Mistakes that touch several steps of a program at once: gates in another order, a state that is not carried.

Each is a rewriting of the finished program that asks only what the program declares: which weights are alike, what a
state is, which groups stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations

from check.applied_elsewhere import activated_elsewhere, attention_over_the_batch, treated_alike
from check.exchanged_sublayers import directions_alike, masked_too, states_of_another_place
from check.heads_and_positions import exponents_doubled, heads_reshaped, heads_tiled
from check.losses import begun_otherwise
from check.outcomes import reads
from check.recurrent_states import another_state_given_out, states_exchanged, updated_early
from check.rewritten import Rewritten, mistake_id
from check.rounds import Moved, Pattern, Versions, likenesses, pattern
from engine.expression.functions import concat, part
from engine.expression.node import Node, names, nodes, rebuilt, substituted
from engine.ids import joined
from engine.program import Input, Path, Program, Step

MOST_UNITS = 4  # beyond it, only pairs are exchanged


def rewritten_programs(p: Program) -> Iterator[Rewritten]:
    """All mistakes of this file that change anything in the program."""
    for find in (
        units_in_another_order,
        slices_in_another_order,
        states_not_carried,
        states_zero,
        weights_of_another_place,
        groups_skipped,
        normalised_before_residual,
        rows_reversed,
        heads_tiled,
        heads_reshaped,
        exponents_doubled,
        begun_otherwise,
        states_exchanged,
        another_state_given_out,
        updated_early,
        activated_elsewhere,
        attention_over_the_batch,
        treated_alike,
        states_of_another_place,
        directions_alike,
        masked_too,
    ):
        yield from (found for found in find(p) if found.changes)


def _shape(thing: Input | Step | Node) -> tuple[int, ...]:
    return tuple(map(int, thing.shape))


def _replaced(p: Program, table: Mapping[str, str]) -> Versions:
    """Every step that reads one of these weights, reading the other instead."""
    refs = {old: p.ref(new) for old, new in table.items()}
    made: dict[str, Node | Moved] = {}
    patterns: dict[str, Pattern] = {}
    like, read = likenesses(p), reads(p)
    for id, step in p.steps.items():
        if table.keys().isdisjoint(read[id]):
            continue
        if id in like:
            first, shift = like[id]
            made[id] = Moved(patterns[first], shift)
        else:
            made[id] = changed = substituted(step.whole, refs)
            patterns[id] = pattern(changed)
    return Versions(made)


# ---- gates and projections ----


def units_in_another_order(p: Program) -> Iterator[Rewritten]:
    """Each gate with the weights of another: two exchanged, or all in another order."""
    for table in dict.fromkeys(_units(p)):
        units = dict(table)
        orders = list(permutations(units)) if len(units) <= MOST_UNITS else list(_pairs(list(units)))
        for order in orders:
            beside = (pair for here, there in zip(units, order, strict=True) for pair in _beside(units, here, there))
            moves = {a: b for a, b in beside if a != b}
            if moves and all(_shape(p.inputs[a]) == _shape(p.inputs[b]) for a, b in moves.items()):
                yield Rewritten(mistake_id("units", *order), _replaced(p, moves))


def _units(p: Program) -> Iterator[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Alike units, each with the ids of its weights, of every place that declares some."""
    places: dict[tuple[Path, tuple[str, ...]], dict[str, list[str]]] = {}
    for x in p.inputs.values():
        if x.counterparts:
            units = places.setdefault((x.path, tuple(unit for unit, _ in x.counterparts)), {})
            units.setdefault(x.unit, []).append(x.id)
    for found in places.values():
        yield tuple((unit, tuple(ids)) for unit, ids in found.items())


def _beside(units: Mapping[str, tuple[str, ...]], here: str, there: str) -> list[tuple[str, str]]:
    """Each weight of a unit beside that of another; none if the other has more or fewer."""
    same = len(units[here]) == len(units[there])
    return list(zip(units[here], units[there], strict=True)) if same else []


def _pairs(units: list[str]) -> Iterator[tuple[str, ...]]:
    for a, b in combinations(units, 2):
        yield tuple(b if unit == a else a if unit == b else unit for unit in units)


def slices_in_another_order(p: Program) -> Iterator[Rewritten]:
    """The blocks of a fused product taken in another order: gates as another library stores them."""
    tiles = {count for step in p.steps.values() for n in nodes(step.whole) for count in _tiles(n)}
    for count in sorted(tiles & {2, 3, 4}):
        for order in permutations(range(count)):
            if order != tuple(range(count)):
                changes = {}
                for id, step in p.steps.items():
                    moved = _moved(step.whole, count, order)
                    if moved is not step.whole:
                        changes[id] = moved
                yield Rewritten(mistake_id("slices", *(str(k + 1) for k in order)), changes)


def _tiles(n: Node) -> Iterator[int]:
    """Into how many blocks of columns a slice cuts what it is taken of, where it is one block of equal ones."""
    if n.op != "part" or n.params[0] != -1 or n.args[0].op != "ref":
        return
    _, start, stop = map(int, n.params)
    whole, width = int(n.args[0].shape[-1]), stop - start
    if width < whole and whole % width == 0 and start % width == 0:
        yield whole // width


def _moved(n: Node, count: int, order: tuple[int, ...]) -> Node:
    if count in _tiles(n):
        axis, start, stop = map(int, n.params)
        width = stop - start
        place = order[start // width] * width
        return n if place == start else part(n.args[0], axis, place, place + width)
    return rebuilt(n, tuple(_moved(arg, count, order) for arg in n.args))


# ---- time ----


def states_not_carried(p: Program) -> Iterator[Rewritten]:
    """Every time step begun from the initial state: all states, or one of them.

    So does a program that takes the batch for time: each row is then a sequence of its own.
    """
    table: dict[str, dict[str, dict[str, str]]] = {}  # state → step → what it reads → the state
    for first, later in _later_rounds(p):
        for read_first, read in zip(names(first.whole), names(later.whole), strict=False):
            x = p.inputs.get(read_first)
            if x is not None and x.role == "state" and read in p.steps:
                table.setdefault(x.name, {}).setdefault(later.id, {})[read] = read_first
    if len(table) > 1:
        together: dict[str, dict[str, str]] = {}
        for steps in table.values():
            for step, moves in steps.items():
                together.setdefault(step, {}).update(moves)
        yield Rewritten(mistake_id("state", "not_carried"), _substituted(p, together))
    for name, steps in table.items():
        whole = len(table) == 1
        yield Rewritten(mistake_id("state", "not_carried", *(() if whole else (name,))), _substituted(p, steps))


def _later_rounds(p: Program) -> Iterator[tuple[Step, Step]]:
    """Each step of a later round beside the same step of the first round that is computed."""
    first: dict[tuple[str, str], Step] = {}
    for step in p.steps.values():
        kinds = joined(group.kind if group.branch in ("time", "token") else str(group) for group in step.path)
        found = first.setdefault((kinds, step.name), step)
        if found is not step:
            yield found, step


def _substituted(p: Program, table: Mapping[str, Mapping[str, str]]) -> dict[str, Node]:
    return {
        id: substituted(p.steps[id].whole, {old: p.ref(new) for old, new in moves.items()})
        for id, moves in table.items()
    }


def states_zero(p: Program) -> Iterator[Rewritten]:
    """The initial states forgotten: zeros in place of what was given."""
    states = [id for id, x in p.inputs.items() if x.role == "state"]
    for chosen in dict.fromkeys([tuple(states), *((id,) for id in states)]):
        zeros = {id: p.ref(id) * 0 for id in chosen}
        read = [step for step in p.steps.values() if not zeros.keys().isdisjoint(reads(p)[step.id])]
        details = () if len(chosen) == len(states) else (p.inputs[chosen[0]].name,)
        yield Rewritten(mistake_id("state", "zero", *details), {s.id: substituted(s.whole, zeros) for s in read})


def rows_reversed(p: Program) -> Iterator[Rewritten]:
    """A sequence read from its last row to its first."""
    for id, x in p.inputs.items():
        if x.role in ("data", "one_hot") and x.shape[-2] > 1 and p.counts.get(x.axes[0]) == "time":
            ref = p.ref(id)
            turned = concat(*(part(ref, -2, k, k + 1) for k in reversed(range(int(x.shape[-2])))), axis=-2)
            read = [step for step in p.steps.values() if id in reads(p)[step.id]]
            yield Rewritten(mistake_id("rows", "reversed"), {s.id: substituted(s.whole, {id: turned}) for s in read})


# ---- parts of a model ----


def weights_of_another_place(p: Program) -> Iterator[Rewritten]:
    """The weights of one layer, direction or sublayer used for another as well."""
    places = dict.fromkeys(x.path for x in p.inputs.values() if x.path and x.trained)
    for here in places:
        for there in places:
            apart = [a != b for a, b in zip(here, there, strict=False)]
            if len(here) == len(there) and sum(apart) == 1:
                own = {x.name: x.id for x in p.inputs.values() if x.path == here and x.trained}
                other = {x.name: x for x in p.inputs.values() if x.path == there}
                fit = all(n in other and _shape(other[n]) == _shape(p.inputs[id]) for n, id in own.items())
                if fit:
                    moves = {id: other[n].id for n, id in own.items()}
                    yield Rewritten(mistake_id("weights_from", joined(here), joined(there)), _replaced(p, moves))


def groups_skipped(p: Program) -> Iterator[Rewritten]:
    """A part of the model left out: what goes into it comes out of it."""
    parts: dict[Path, list[Step]] = {}
    for step in p.steps.values():
        for n in range(1, len(step.path) + 1):
            parts.setdefault(step.path[:n], []).append(step)
    for path, inside in parts.items():
        if path[-1].branch in ("time", "token") or len(inside) == len(p.steps):
            continue
        last, own = inside[-1], {step.id for step in inside}
        outer = [n for step in inside for n in names(step.whole) if n not in own]
        entered = [n for n in outer if n in p.steps or p.inputs[n].role == "data"]
        for id in dict.fromkeys(entered):
            if _shape(p[id]) == _shape(last):
                yield Rewritten(mistake_id("without", joined(path)), {last.id: p.ref(id)})
                break


def normalised_before_residual(p: Program) -> Iterator[Rewritten]:
    """x + norm(f(x)) in place of norm(x + f(x)): in every sublayer, and in each alone."""
    found = list(_normalised_before(p))
    if len(found) > 1:
        yield Rewritten(found[0].id, {id: node for one in found for id, node in one.changes.items()})
    yield from found


def _normalised_before(p: Program) -> Iterator[Rewritten]:
    inside: dict[Path, list[Step]] = {}
    for step in p.steps.values():
        inside.setdefault(step.path[:-1], []).extend([step] * bool(step.path))
    for step in p.steps.values():
        if step.expr.op != "add" or any(arg.op == "number" for arg in step.expr.args):
            continue
        group = inside.get(step.path, [])
        readers = [s for s in group if step.id in names(s.whole)]
        outside = any(step.id in read for id, read in reads(p).items() if p.steps[id] not in group) if readers else True
        if not outside and _shape(group[-1]) == _shape(step):
            x, change = step.expr.args
            if _shape(x) == _shape(change):
                yield Rewritten(
                    mistake_id("norm", "before_residual"), {step.id: change, group[-1].id: x + group[-1].whole}
                )
