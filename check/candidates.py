"""All mistakes of a program as candidates: each a cause and the steps it changes.

A mistake in the text of a program is made in every round of its loop, and often in all of several like lines; one made
by hand, at one place. Both are candidates.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from check.findings import Cause
from check.outcomes import reads
from check.rewritings import by_operation
from check.rounds import Moved, Pattern, Versions, likenesses, pattern
from check.whole_program import rewritten_programs
from engine import Program, Step
from engine.errors import ShapeError
from engine.expression.functions import where
from engine.expression.node import Node, names, substituted
from engine.ids import MisconceptionId, misconception
from engine.program import Group
from engine.readings.misconceptions import EXCHANGED, MISREAD, WEIGHTS_OF, with_mistake, wrong_versions

VARIABLE, LEFT_OUT = "variable", "step"
MOST_ROUNDS = 6  # beyond it, a mistake at a single place is looked for in the first and the last round only
MOST_VARIABLES = 160  # wrong variables that are tried
MOST_RESHAPING = 40
LONG, VERY_LONG = 300, 1000  # steps of a program beyond which rarer mistakes are not looked for
MOST_CHANGES = 30000  # steps that all candidates change together
MOST_ALIKE = 8  # places of one formula in which the same mistake is looked for
UNLIKELY = ("added", "multiplied", "divided", "not_multiplied", "by_cells", "no_log", "cos", "sin")


@dataclass(frozen=True, eq=False)
class Candidate:
    """A mistake that may have been made: its cause, and the expressions of the steps it changes.

    `rank` is lower for what is made more often; it decides the order in which those that fit are told.
    """

    cause: Cause
    changes: Mapping[str, Node]
    rank: int = 0


Key = tuple[str, str, int]  # name of the step, misconception, which one of that id in its formula


@lru_cache(maxsize=64)
def candidates(program: Program) -> tuple[Candidate, ...]:
    """All candidates of a program whose steps keep their shapes, the likelier first; cached."""
    found = [*_of_single_steps(program), *_of_the_program(program)]
    if len(program.steps) <= LONG:
        found += _wrong_variables(program)
    different = {frozenset(_made(c.changes).items()): c for c in reversed(found)}
    return tuple(_affordable(sorted(different.values(), key=lambda c: c.rank)))


def _made(changes: Mapping[str, Node]) -> Mapping[str, Node | Moved]:
    """The changes, nothing written out."""
    return changes.made if isinstance(changes, Versions) else changes


def _affordable(ranked: list[Candidate]) -> Iterator[Candidate]:
    """As many of the likeliest as can be computed within a second or two, and all that change one step alone."""
    left = MOST_CHANGES
    for candidate in ranked:
        if len(candidate.changes) <= max(left, 1):
            left -= len(candidate.changes)
            yield candidate


def _of_the_program(p: Program) -> Iterator[Candidate]:
    for id, changes in rewritten_programs(p):
        yield Candidate(Cause("mistake", id, tuple(changes)), changes, 1)


# ---- mistakes in one formula ----


def _of_single_steps(p: Program) -> Iterator[Candidate]:
    places: dict[Key, dict[str, Node | Moved]] = {}
    alike: dict[tuple[str, int, Hashable], dict[str, Node | Moved]] = {}
    for step, form, made in _versions_of_all(p):
        for id, number, node in made:
            places.setdefault((step.name, id, number), {})[step.id] = node
            alike.setdefault((id, number, form), {})[step.id] = node
    own = {frozenset(changes) for changes in places.values()}
    for (_, id, number), changes in places.items():
        unlikely = misconception(id).kind == LEFT_OUT or misconception(id).details[-1] in UNLIKELY
        rank = 2 * unlikely + (number > 2)
        yield from _variants(p, id, changes, rank)
    for (id, *_), changes in alike.items():
        if len(changes) > 1 and frozenset(changes) not in own and misconception(id).kind not in (EXCHANGED, WEIGHTS_OF):
            yield Candidate(Cause("mistake", id, tuple(changes)), Versions(changes), 2)


def _versions_of_all(p: Program) -> Iterator[tuple[Step, Hashable, list[tuple[str, int, Node | Moved]]]]:
    """Each step, the form of its formula, its wrong versions; those of a round like another are moved from it."""
    known: dict[str, tuple[Hashable, list[tuple[str, int, Pattern]]]] = {}
    like = likenesses(p)
    copied = {first for first, _ in like.values()}
    for step in p.steps.values():
        if step.id in like:
            first, shift = like[step.id]
            form, patterns = known[first]
            yield step, form, [(id, number, Moved(opened, shift)) for id, number, opened in patterns]
            continue
        form, made = _form(step.expr), list(versions(step, p))
        if step.id in copied:
            known[step.id] = form, [(id, number, pattern(node)) for id, number, node in made]
        yield step, form, list(made)


def versions(step: Step, p: Program) -> Iterator[tuple[str, int, Node]]:
    """The wrong versions of a step of its own shape: id, which one of that id it is, expression."""
    seen: dict[str, int] = {}
    made: list[tuple[str, Node]] = [
        (id, node)
        for id, node in wrong_versions(p, step.id)
        if misconception(id).kind not in MISREAD  # wrong variables have candidates of their own
    ]
    if len(p.steps) <= VERY_LONG:
        made += [*by_operation(step.expr, p), *_left_out(step, p)]
    for id, node in made:
        number = seen[id] = seen.get(id, -1) + 1
        if number < MOST_ALIKE and tuple(map(int, node.shape)) == tuple(map(int, step.shape)):
            yield id, number, node if step.defined is None else where(step.defined, node, 0)


def _left_out(step: Step, p: Program) -> Iterator[tuple[str, Node]]:
    """The step left out: one of the values it is made of in its place."""
    for name in names(step.expr):
        thing = p[name]
        value = name in p.steps or p.inputs[name].role in ("data", "state")
        if value and step.expr.op != "ref" and tuple(map(int, thing.shape)) == tuple(map(int, step.shape)):
            yield str(MisconceptionId(LEFT_OUT, ("left_out",))), p.ref(name)


def _form(node: Node) -> Hashable:
    """The operations of a formula without what they read: alike for queries, keys and values."""
    params = () if node.op in ("ref", "part", "number") else node.params
    return (node.op, params, tuple(map(_form, node.args)))


def _variants(p: Program, id: str, changes: dict[str, Node | Moved], rank: int) -> Iterator[Candidate]:
    """A mistake at every step of this name, in one part of the model, and at one place alone."""
    yield Candidate(Cause("mistake", id, tuple(changes)), Versions(changes), rank)
    if len(changes) == 1:
        return
    parts: dict[Group, list[str]] = {}
    for step in changes:
        for group in p.steps[step].path:
            if group.branch not in ("time", "token"):
                parts.setdefault(group, []).append(step)
    single = list(changes) if len(changes) <= MOST_ROUNDS else [next(iter(changes)), list(changes)[-1]]
    for ids in (*(part for part in parts.values() if 1 < len(part) < len(changes)), *([step] for step in single)):
        yield Candidate(Cause("mistake", id, tuple(ids)), Versions({step: changes[step] for step in ids}), rank + 1)


# ---- another variable ----


def _wrong_variables(p: Program) -> Iterator[Candidate]:
    """A value read in place of another of its shape: the wrong name in a line of code, in every round."""
    places: dict[tuple[str, str, str], dict[str, Node]] = {}
    before: dict[tuple[Group, ...], list[str]] = {}
    for step in p.steps.values():
        read = names(step.expr)
        values = [name for name in read if name in p.steps or not p.inputs[name].trained]
        others = [*before.get(step.path, ()), *(x.id for x in p.inputs.values() if x.role in ("data", "state"))]
        for old in values:
            for new in others:
                if new not in read and tuple(map(int, p[new].shape)) == tuple(map(int, p[old].shape)):
                    if _skips(p, old, new):
                        continue  # told as the step left out
                    node = _exchanged(step, old, new, p)
                    if node is not None:
                        places.setdefault((step.name, p[old].name, p[new].name), {})[step.id] = node
        before.setdefault(step.path, []).append(step.id)
    for (_, old, new), changes in list(places.items())[:MOST_VARIABLES]:
        id = str(MisconceptionId(VARIABLE, (old, new)))
        yield Candidate(Cause("mistake", id, tuple(changes)), changes, 4)


def _exchanged(step: Step, old: str, new: str, p: Program) -> Node | None:
    try:
        return substituted(step.whole, {old: p.ref(new)})
    except ShapeError:
        return None


def _skips(p: Program, old: str, new: str) -> bool:
    """Whether reading `new` for `old` leaves the step `old` out: it is made of `new`, and one step alone reads it."""
    return old in p.steps and new in reads(p)[old] and sum(old in read for read in reads(p).values()) == 1


# ---- mistakes that change shapes ----


@lru_cache(maxsize=64)
def reshaping(program: Program) -> tuple[tuple[Cause, Program], ...]:
    """Mistakes that change the shape of a step and yet run, as programs of their own; at every step of that name.

    A cache that does not grow is one.
    """
    places: dict[tuple[str, Hashable], dict[str, Node]] = {}
    like = likenesses(program)
    for step in program.steps.values():
        first, shift = like.get(step.id, (step.id, None))
        for id, node in wrong_versions(program, first):
            if tuple(map(int, node.shape)) != tuple(map(int, step.shape)):
                made = node if shift is None else Moved(pattern(node), shift).node
                places.setdefault((id, _form(step.expr)), {})[step.id] = made
    found = []
    for (id, _), changes in list(places.items())[:MOST_RESHAPING]:
        try:
            other = with_mistake(program, changes)
        except ShapeError:
            continue
        found.append((Cause("mistake", id, tuple(changes)), other))
    return tuple(found)
