"""All mistakes of a program as candidates: each a cause and the steps it changes.

A mistake in the text of a program is made in every round of its loop, and often in all of several like lines; one made
by hand, at one place. Both are candidates.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TypeVar

from check.findings import Cause
from check.rewritings import OWN, SIZE, by_operation
from check.rewritten import written_alike
from check.rounds import Moved, Pattern, Versions, likenesses, pattern
from check.variables import wrong_variables
from check.whole_program import rewritten_programs
from engine import Program, Step
from engine.errors import ShapeError
from engine.expression.functions import where
from engine.expression.node import Node, names
from engine.ids import MisconceptionId, misconception
from engine.program import Group
from engine.readings.misconceptions import (
    BIAS_OF,
    EXCHANGED,
    MISREAD,
    RARE,
    WEIGHTS_OF,
    Wrong,
    with_mistake,
    wrong_versions,
)

LEFT_OUT = "step"
MOST_ROUNDS = 6  # beyond it, a mistake at a single place is looked for in the first and the last round only
MOST_RESHAPING = 40
LONG, VERY_LONG = 300, 1000  # steps of a program beyond which rarer mistakes are not looked for
MOST_CHANGES = 20000  # steps that all candidates change together
MOST_ALIKE = 8  # places of one formula in which the same mistake is looked for
MOST_LINES = 4  # like lines, up to which a mistake is looked for in some of them: in keys and values, in two gates
UNLIKELY = ("added", "multiplied", "divided", "not_multiplied", "by_cells", "no_log", "cos", "sin")
Rarity = tuple[int, int]  # how rare a mistake is: the kind of list that has it, and its place in the list of its step
COMMON, SELDOM, BY_PROGRAMS = 0, 1, 2  # those of the examiner, those it looks for last, those that programs alone make


T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Candidate:
    """A mistake that may have been made: its cause, and the expressions of the steps it changes.

    `rank` is lower for what is made more often, and so is `rarity` among those of one rank, in the examiner's order;
    they decide the order in which those that fit are told.
    """

    cause: Cause
    changes: Mapping[str, Node]
    rank: int = 0
    rarity: Rarity = (COMMON, 0)

    @property
    def order(self) -> tuple[int, Rarity]:
        """What candidates are sorted by."""
        return self.rank, self.rarity


Key = tuple[str, str, int]  # name of the step, misconception, which one of that id in its formula


@lru_cache(maxsize=64)
def candidates(program: Program) -> tuple[Candidate, ...]:
    """All candidates of a program whose steps keep their shapes, the likelier first; cached."""
    found = [*_of_single_steps(program), *_of_the_program(program)]
    if len(program.steps) <= LONG:
        found += [Candidate(Cause("mistake", id, tuple(made)), made, 4) for id, made in wrong_variables(program)]
    different = {frozenset(_made(c.changes).items()): c for c in reversed(found)}
    return tuple(_affordable(sorted(different.values(), key=lambda c: c.order)))


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
    """Mistakes in several steps at once, each with the steps alone that it writes otherwise."""
    for id, changes in rewritten_programs(p):
        alike = {step for step, n in _made(changes).items() if isinstance(n, Node) and _as_it_was(n, p.steps[step])}
        made = {step: n for step, n in changes.items() if step not in alike} if alike else changes
        if made:
            yield Candidate(Cause("mistake", id, tuple(made)), made, 1)


def _as_it_was(n: Node, step: Step) -> bool:
    return n is step.whole or written_alike(n, step.whole)


# ---- mistakes in one formula ----


def _of_single_steps(p: Program) -> Iterator[Candidate]:
    places: dict[Key, dict[str, Node | Moved]] = {}
    alike: dict[tuple[str, int, Hashable], dict[str, Node | Moved]] = {}
    rarity: dict[tuple[str, int], Rarity] = {}
    for step, form, made in _versions_of_all(p):
        for place, (id, number, node) in enumerate(made):
            if (id, number) not in rarity:
                rarity[id, number] = (kind_of_list(id), place)
            places.setdefault((step.name, id, number), {})[step.id] = node
            alike.setdefault((id, number, form), {})[step.id] = node
    own = {frozenset(changes) for changes in places.values()}
    for (_, id, number), changes in places.items():
        rank = 2 * _unlikely(id) + (number > 2)
        yield from _variants(p, id, changes, rank, rarity[id, number])
    for (id, number, _), changes in alike.items():
        if misconception(id).kind not in (EXCHANGED, WEIGHTS_OF):
            for some in (changes, *(_in_some_lines(p, changes) if number == 0 and not _unlikely(id) else ())):
                if len(some) > 1 and frozenset(some) not in own:
                    rank = 2 + (some is not changes)
                    yield Candidate(Cause("mistake", id, tuple(some)), Versions(some), rank, rarity[id, number])


def kind_of_list(id: str) -> int:
    """Where a mistake made in one formula is listed: COMMON, SELDOM or BY_PROGRAMS."""
    if id in OWN or misconception(id).kind in (LEFT_OUT, SIZE):
        return BY_PROGRAMS
    return SELDOM if id in RARE else COMMON


def _unlikely(id: str) -> bool:
    return misconception(id).kind == LEFT_OUT or misconception(id).details[-1] in UNLIKELY


def _in_some_lines(p: Program, changes: dict[str, T]) -> Iterator[dict[str, T]]:
    """Of a mistake in several like lines, those in some of them: the biases of two gates out of four."""
    lines = list(dict.fromkeys(p.steps[id].name for id in changes))
    if len(lines) <= MOST_LINES:
        for size in range(2, len(lines)):
            for chosen in combinations(lines, size):
                yield {id: made for id, made in changes.items() if p.steps[id].name in chosen}


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
        if misconception(id).kind not in MISREAD - {BIAS_OF}  # wrong variables have candidates of their own
    ]
    if len(p.steps) <= VERY_LONG:
        made += [*_not_known(by_operation(step.expr, p), made), *_left_out(step, p)]
    for id, node in made:
        number = seen[id] = seen.get(id, -1) + 1
        if number < MOST_ALIKE and tuple(map(int, node.shape)) == tuple(map(int, step.shape)):
            yield id, number, node if step.defined is None else where(step.defined, node, 0)


def _not_known(found: Iterable[Wrong], known: list[tuple[str, Node]]) -> Iterator[Wrong]:
    """Without the root of another size that the examiner names itself."""
    for wrong in found:
        if misconception(wrong.id).kind != SIZE or not any(written_alike(wrong.expr, node) for _, node in known):
            yield wrong


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


def _variants(p: Program, id: str, changes: dict[str, Node | Moved], rank: int, rarity: Rarity) -> Iterator[Candidate]:
    """A mistake at every step of this name, in one part of the model, and at one place alone."""
    yield Candidate(Cause("mistake", id, tuple(changes)), Versions(changes), rank, rarity)
    if len(changes) == 1:
        return
    parts: dict[Group, list[str]] = {}
    for step in changes:
        for group in p.steps[step].path:
            if group.branch not in ("time", "token"):
                parts.setdefault(group, []).append(step)
    single = list(changes) if len(changes) <= MOST_ROUNDS else [next(iter(changes)), list(changes)[-1]]
    for ids in (*(part for part in parts.values() if 1 < len(part) < len(changes)), *([step] for step in single)):
        some = Versions({step: changes[step] for step in ids})
        yield Candidate(Cause("mistake", id, tuple(ids)), some, rank + 1, rarity)


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
        for some in (changes, *_in_some_lines(program, changes)):
            try:
                found.append((Cause("mistake", id, tuple(some)), with_mistake(program, some)))
            except ShapeError:
                continue
    return tuple(found)
