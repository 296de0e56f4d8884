"""What an expression reads: from where, which row of it, and what is done to it before it is combined with anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from engine.expression.node import Node
from engine.program import Program

# what is done to one operand alone; 1 − x is called complement
ALONE = ("tanh", "sigmoid", "relu", "exp", "log", "sqrt", "square", "neg", "transpose")
COMPLEMENT = "complement"
AROUND = ("where", "transpose", "reshape")  # around what a step does: a mask, a turn, another arrangement


def last_operation(node: Node) -> str:
    """What an expression does last; a mask, a turn or another arrangement around it is passed over."""
    return last_operation(node.args[1 if node.op == "where" else 0]) if node.op in AROUND else node.op


@dataclass(frozen=True)
class Port:
    """What comes into a diagram: an input or a step that stands elsewhere, or one row of it, counted from 0."""

    source: str
    row: int | None = None

    @property
    def key(self) -> str:
        """What wires call it: no step is called so."""
        return f"{self.source}|in" if self.row is None else f"{self.source}|in|{self.row}"


@dataclass(frozen=True)
class OperandRead:
    """One reading of an input or a step: its id, the one row that is read, the operations `applied` to it alone."""

    id: str
    row: int | None = None
    applied: tuple[str, ...] = ()


def sources(node: Node) -> tuple[OperandRead, ...]:
    """What an expression reads, each once, in reading order; what its last operation does is not among `applied`.

    What is read twice, and differently, is listed with what both readings have in common.
    """
    found: dict[str, OperandRead] = {}
    for source in _sources(node, (), None, top=True):
        before = found.get(source.id, source)
        same_row, same_work = before.row == source.row, before.applied == source.applied
        found[source.id] = OperandRead(source.id, source.row if same_row else None, source.applied if same_work else ())
    return tuple(found.values())


def _sources(node: Node, applied: tuple[str, ...], row: int | None, top: bool = False) -> Iterator[OperandRead]:
    if node.op == "ref":
        yield OperandRead(node.params[0], row, applied)
        return
    done = "" if top else _alone(node)
    if done:
        yield from _sources(node.args[-1], (done, *applied), row)
    elif _is_row(node):
        yield from _sources(node.args[0], applied, int(node.params[1]), top)
    else:
        for arg in node.args:
            yield from _sources(arg, (), None)


def _alone(node: Node) -> str:
    """What is done to a single operand; "" where several come together."""
    if node.op in ALONE:
        return node.op
    one = node.op == "sub" and node.args[0].op == "number" and node.args[0].params[0] == 1
    return COMPLEMENT if one else ""


def _is_row(node: Node) -> bool:
    return node.op == "part" and node.params[0] == -2 and node.params[2] - node.params[1] == 1 < node.args[0].shape[-2]


def ports_of(program: Program, read: Iterable[OperandRead], own: Collection[str]) -> tuple[Port, ...]:
    """What comes in from outside: no parameters, and of an input a row by itself where only that is read."""
    found = dict.fromkeys(port_of(program, source) for source in read if source.id not in own)
    return tuple(port for port in found if port.source not in program.inputs or not program.inputs[port.source].trained)


def port_of(program: Program, source: OperandRead) -> Port:
    """The port through which something comes in."""
    return Port(source.id, source.row if source.id in program.inputs else None)
