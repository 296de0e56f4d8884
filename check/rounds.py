"""The rounds of a long program: what can go wrong in one is worked out once, and moved to the rounds that are like it.

The rounds of a sequence are alike from the third on: the first reads the initial state, and in the second what is a
time step old is that state. So the wrong versions of a step in the third round are those of all later ones, read a
number of rounds later. They are not written out: each is evaluated where it stands, on the arrays of its own round.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from engine import Program, Step
from engine.expression.functions import row
from engine.expression.node import Node, names, nodes, rebuilt, ref, substituted
from engine.ids import written
from engine.program import Group

ALIKE_FROM = 2  # rounds, counted from 0, of which the wrong versions are alike


class PatternOperand(NamedTuple):
    """What a pattern reads: an input or a step by id, or one row of it."""

    id: str
    row: int | None = None


@dataclass(frozen=True, eq=False)
class Pattern:
    """A wrong version of one round whose operands are open: in `node` each has its name in `operands`."""

    node: Node
    operands: Mapping[str, PatternOperand]


@dataclass(eq=False)
class RoundShift:
    """From one round to another of the same loop: by how much its index changes, and the row of its input."""

    program: Program
    group: Group
    by: int
    rows: int
    known: dict[str, str] = field(default_factory=dict)

    def __call__(self, operand: PatternOperand) -> PatternOperand:
        """What is read there in place of an operand here."""
        id = self.known.get(operand.id) or self.known.setdefault(operand.id, self._moved(operand.id))
        return PatternOperand(id, None if operand.row is None else operand.row + self.rows)

    def _moved(self, id: str) -> str:
        """The value in the other round; itself where it belongs to none of these rounds."""
        thing = self.program[id]
        path = [
            Group(other.kind, (other.index or 0) + self.by) if _of_one_loop(other, self.group) else other
            for other in thing.path
        ]
        return written(path, thing.name) if path else id

    def node(self, operand: PatternOperand) -> Node:
        """An operand as an expression."""
        found = self.program.ref(operand.id)
        return found if operand.row is None else row(found, operand.row)


@dataclass(frozen=True, eq=False, slots=True)
class Moved:
    """A pattern in another round than the one it was found in."""

    pattern: Pattern
    shift: RoundShift

    @property
    def operands(self) -> dict[str, PatternOperand]:
        """What it reads there, by the pattern's own names."""
        shift = self.shift
        return {name: shift(operand) for name, operand in self.pattern.operands.items()}

    @property
    def node(self) -> Node:
        """The expression written out."""
        return substituted(self.pattern.node, {name: self.shift.node(x) for name, x in self.operands.items()})


class Versions(Mapping[str, Node]):
    """Wrong expressions by step, some of them patterns that are written out when they are asked for."""

    def __init__(self, made: Mapping[str, Node | Moved]) -> None:
        """`made` are the expressions or patterns, by step."""
        self.made = made

    def __getitem__(self, step: str) -> Node:
        """The wrong expression of a step; raises KeyError where it is not changed."""
        made = self.made[step]
        return made.node if isinstance(made, Moved) else made

    def __iter__(self) -> Iterator[str]:
        """The changed steps."""
        return iter(self.made)

    def __len__(self) -> int:
        """How many steps are changed."""
        return len(self.made)

    def __contains__(self, step: object) -> bool:
        """Whether a step is changed; nothing is written out for the answer."""
        return step in self.made


# ---- which rounds are alike ----


@lru_cache(maxsize=64)
def likenesses(program: Program) -> dict[str, tuple[str, RoundShift]]:
    """For each step of a round that is like an earlier one: the step there, and the shift from there."""
    series: dict[Hashable, list[Step]] = {}
    for step in program.steps.values():
        if _round(step) is not None:
            outer = tuple(group for group in step.path if group.branch not in ("time", "token"))
            series.setdefault((outer, step.name), []).append(step)
    found: dict[str, tuple[str, RoundShift]] = {}
    shifts: dict[Hashable, RoundShift] = {}
    for steps in series.values():
        first: dict[Hashable, Step] = {}
        for step in steps[ALIKE_FROM:]:
            if _at_an_end(step):
                continue
            like = first.setdefault(_form(program, step), step)
            if like is not step:
                shift = _shift(program, like, step)
                found[step.id] = (like.id, shifts.setdefault((shift.group, shift.by, shift.rows), shift))
    return found


def _round(step: Step) -> Group | None:
    """The round that a step is computed in; None outside of rounds and for rounds within rounds."""
    rounds = [group for group in step.path if group.branch in ("time", "token") and group.index is not None]
    return rounds[0] if len(rounds) == 1 else None


def _shift(program: Program, a: Step, b: Step) -> RoundShift:
    here, there = _round(a), _round(b)
    assert here
    assert there
    by = (there.index or 0) - (here.index or 0)
    rows = [place for place in (_first_row(a.whole), _first_row(b.whole)) if place is not None]
    return RoundShift(program, here, by, rows[1] - rows[0] if len(rows) > 1 else by)


def _at_an_end(step: Step) -> bool:
    """Whether a step reads the first or the last row of something: there is no row before, or after, to take for it."""
    taken = [node for node in nodes(step.whole) if _row_of(node)]
    return any(node.params[1] == 0 or node.params[2] == int(node.args[0].shape[-2]) for node in taken)


def _first_row(node: Node) -> int | None:
    return next((operand.row for inner in nodes(node) if (operand := _row_of(inner))), None)


def _row_of(node: Node) -> PatternOperand | None:
    """The row of a value that a node takes; None if it takes none."""
    if node.op != "part" or node.args[0].op != "ref" or node.params[0] != -2 or int(node.shape[-2]) != 1:
        return None
    return PatternOperand(node.args[0].params[0], int(node.params[1]))


def _form(program: Program, step: Step) -> Hashable:
    """A step's formula as every round like it has it: rounds counted from its own, rows from the first it reads."""
    group, first = _round(step), _first_row(step.whole) or 0
    assert group
    wrong = tuple((id, _relative(program, node, group, first)) for id, node in step.wrong)
    previous = _relative_id(program, step.previous, group) if step.previous else ""
    return _relative(program, step.whole, group, first), wrong, previous


def _relative(program: Program, node: Node, group: Group, first: int) -> Hashable:
    shape = tuple(map(int, node.shape))
    if node.op == "ref":
        return _relative_id(program, node.params[0], group), shape
    taken = _row_of(node)
    if taken and taken.row is not None:
        return _relative_id(program, taken.id, group), taken.row - first, shape
    return node.op, node.params, shape, tuple(_relative(program, arg, group, first) for arg in node.args)


def _relative_id(program: Program, id: str, group: Group) -> Hashable:
    return tuple(_relative_group(other, group) for other in program[id].path), program[id].name


def _relative_group(other: Group, group: Group) -> Hashable:
    return (other.kind, (other.index or 0) - (group.index or 0)) if _of_one_loop(other, group) else other


def _of_one_loop(a: Group, b: Group) -> bool:
    return (a.kind, a.axis) == (b.kind, b.axis)


# ---- patterns ----


def pattern(node: Node) -> Pattern:
    """An expression with its operands open."""
    operands: dict[str, PatternOperand] = {}
    opened = _opened(node, operands)
    return Pattern(opened, {name: operands[name] for name in names(opened)})


def _opened(node: Node, operands: dict[str, PatternOperand]) -> Node:
    taken = PatternOperand(node.params[0]) if node.op == "ref" else _row_of(node)
    if taken is None:
        return rebuilt(node, tuple(_opened(arg, operands) for arg in node.args))
    name = taken.id if taken.row is None else f"{taken.id}[{taken.row}]"
    operands[name] = taken
    return ref(name, node.shape)
