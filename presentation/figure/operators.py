"""What stands between the matrices of a figure's line: every operation of the formula, in signs and words."""

from __future__ import annotations

from collections.abc import Iterator

from engine.expression.node import Node, names
from engine.readings.formulas.pieces import Shift, merged
from presentation.figure.expressions import LINES, PREFIX, WORDS, chosen, inside, is_mask, sign, word
from presentation.figure.model import Name
from presentation.figure.operands import bare, is_matrix
from presentation.translate import _

BY_ARROW = frozenset((*PREFIX, *LINES, *WORDS, "softmax", "square"))


def line(expr: Node) -> list[Node | Name]:
    """The matrices of a step's line and the signs between them, from left to right."""
    return _joined([*_root(expr)])


def _root(expr: Node) -> Iterator[Node | Name]:
    """One operand under one operation reads as an arrow; a formula ends in an equals sign."""
    expr = bare(expr)
    operands = [n for n in expr.args if n.op != "number"]
    if expr.op == "part" and is_matrix(expr):
        yield expr.args[0]
        yield sign(f"{_taken(expr)} →")
    elif expr.op == "concat" and len(set(names(expr))) == 1:
        yield _whole(expr)
        yield sign(f"{_rearranged(expr)} →")
    elif expr.op == "where" and not is_mask(expr):
        yield from chosen(expr)
        yield sign("=")
    elif expr.op in BY_ARROW and all(map(is_matrix, operands)):
        yield from operands
        yield sign(f"{word(expr.op)} →")
    elif expr.op == "where":
        yield from _refs(expr)
        yield sign(f"{word(expr.op)} →")
    elif expr.op in ("split_heads", "merge_heads"):
        yield from inside(_innermost(expr))
        yield sign(f"{word(expr.op)} →")
    elif is_matrix(expr):
        yield expr
        yield sign("=")
    else:
        yield from inside(expr)
        yield sign("=")


def _innermost(node: Node) -> Node:
    """What is split, however often."""
    return _innermost(node.args[0]) if node.args[0].op == node.op else node.args[0]


def _taken(part: Node) -> str:
    """Which rows or columns are taken: rows 2–4."""
    axis, start, stop = part.params
    if stop - start == 1:
        return (_("row {a}") if axis == -2 else _("column {a}")).format(a=start + 1)
    return (_("rows {a}–{b}") if axis == -2 else _("columns {a}–{b}")).format(a=start + 1, b=int(stop))


def _whole(node: Node) -> Node:
    """The one matrix that an expression reads, all of it."""
    while node.op != "ref":
        node = next(arg for arg in node.args if names(arg))
    return node


def _rearranged(expr: Node) -> str:
    """What is done to the pieces of one matrix that are joined again: functions, signs, another order."""
    done = list(dict.fromkeys(op for arg in expr.args for op in _functions(arg)))
    said = ["−" if op == "neg" else word(op) for op in done]
    return _(", ").join(said if "sin" in said or "cos" in said else [_("exchange columns"), *said])


def _functions(node: Node) -> Iterator[str]:
    if not is_matrix(node):
        yield node.op
        for arg in node.args:
            yield from _functions(arg)


def _refs(node: Node) -> Iterator[Node]:
    if is_matrix(node):
        yield bare(node)
    else:
        for arg in node.args:
            yield from _refs(arg)


def _joined(pieces: list[Node | Name]) -> list[Node | Name]:
    """Neighbouring signs become one."""
    result: list[Node | Name] = []
    for piece in pieces:
        before = result[-1] if result else None
        if isinstance(piece, tuple) and isinstance(before, tuple):
            result[-1] = merged([*before, *(() if _tight(before, piece) else sign(" ")), *piece])
        else:
            result.append(piece)
    return result


def _tight(before: Name, after: Name) -> bool:
    """Whether no space stands between two signs."""
    last, first = before[-1], after[0]
    return last.text.endswith(("(", "[", "√")) or first.text in (")", "]", ",") or first.shift is Shift.SUP
