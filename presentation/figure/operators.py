"""What stands between the matrices of a figure's line: every operation of the formula, in signs and words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.errors import N_
from engine.expression.node import Node, names
from engine.readings.formulas.build import tree
from engine.readings.formulas.indices import listed, shifted
from engine.readings.formulas.pieces import SUP, UPRIGHT, Writer, merged
from engine.readings.formulas.plain import Plain
from engine.readings.formulas.sizes import constant
from engine.readings.formulas.tree import SCRIPT, Formula, fitted
from presentation.figure.model import Name
from presentation.figure.operands import bare, is_matrix
from presentation.translate import _

PREFIX = {
    "tanh": "tanh",
    "sigmoid": "σ",
    "exp": "exp",
    "log": "ln",
    "sqrt": "√",
    "sin": "sin",
    "cos": "cos",
    "relu": "ReLU",
}
BEFORE = {**PREFIX, "neg": "−"}
INFIX = {"add": "+", "sub": "−", "mul": "⊙", "div": "÷", "matmul": "·", "power": "^", "greater": ">"}
AFTER: dict[str, Name] = {"square": (("2", SUP),), "transpose": (("⊤", SUP),)}
LINES = {"sum": "Σ", "max": "max"}
LOOSE = frozenset(("add", "sub"))
WORDS = {
    "where": N_("mask"),
    "split_heads": N_("split into heads"),
    "merge_heads": N_("merge the heads"),
    "concat": N_("join"),
    "pad": N_("pad with 0"),
    "reshape": N_("rearrange"),
}
BY_ARROW = frozenset((*PREFIX, *LINES, *WORDS, "softmax", "square"))
LOWEST_SCORE = -1e8  # what is put in place of a number below this is a mask


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
    elif expr.op == "where" and not _is_mask(expr):
        yield from _chosen(expr)
        yield sign("=")
    elif expr.op in BY_ARROW and all(map(is_matrix, operands)):
        yield from operands
        yield sign(f"{_word(expr.op)} →")
    elif expr.op == "where":
        yield from _refs(expr)
        yield sign(f"{_word(expr.op)} →")
    elif expr.op in ("split_heads", "merge_heads"):
        yield from _inside(_innermost(expr))
        yield sign(f"{_word(expr.op)} →")
    elif is_matrix(expr):
        yield expr
        yield sign("=")
    else:
        yield from _inside(expr)
        yield sign("=")


def _innermost(node: Node) -> Node:
    """What is split, however often."""
    return _innermost(node.args[0]) if node.args[0].op == node.op else node.args[0]


def _word(op: str) -> str:
    """What an operation is called between matrices."""
    if op in WORDS:
        return _(WORDS[op])
    return {"square": "( )²", "softmax": "softmax", **PREFIX, **LINES}.get(op, op)


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
    said = ["−" if op == "neg" else _word(op) for op in done]
    return ", ".join(said if "sin" in said or "cos" in said else [_("exchange columns"), *said])


def _functions(node: Node) -> Iterator[str]:
    if not is_matrix(node):
        yield node.op
        for arg in node.args:
            yield from _functions(arg)


def _is_mask(where: Node) -> bool:
    put = where.args[2]
    return put.op == "number" and float(put.params[0]) < LOWEST_SCORE


def _chosen(where: Node) -> Iterator[Node | Name]:
    """What is kept where a condition holds, 0 elsewhere, reads as a product: X ⊙ [z > 0]."""
    keep, x, other = where.args
    if _is_zero(other):
        yield from _inside(x)
        yield sign("⊙ [")
        yield from _inside(keep)
        yield sign("]")
    elif _is_zero(x):
        yield from _inside(other)
        yield sign("⊙ (1 −")
        yield from _inside(keep)
        yield sign(")")
    else:
        yield from _inside(x)
        yield sign(_("where"))
        yield from _inside(keep)
        yield sign(_("else"))
        yield from _inside(other)


def _is_zero(node: Node) -> bool:
    return node.op == "number" and node.params[0] == 0


def _inside(node: Node) -> Iterator[Node | Name]:
    node = bare(node)
    if is_matrix(node):
        yield node
    elif node.op in CONSTANTS or shifted(node):
        yield CONSTANTS.get(node.op, _counted)(node)
    elif node.op == "power" and not names(node.args[1]):
        yield from _bracketed(node, 0)
        yield ((Plain(tight=True)(tree(node.args[1], "line", no_names)), SUP),)
    elif node.op in INFIX:
        yield from _bracketed(node, 0)
        yield sign("·" if node.op == "mul" and _scaled(node) else INFIX[node.op])
        yield from _bracketed(node, 1)
    elif node.op in BEFORE:
        yield sign(BEFORE[node.op])
        yield from _bracketed(node, 0)
    elif node.op in AFTER:
        yield from _turned_or_squared(node)
    else:
        yield from _called(node)


def _scaled(product: Node) -> bool:
    """Whether one factor is a number, the same for all cells or one for each head."""
    per_head = product.args[0].op == "split_heads" and all(int(n) == 1 for n in product.args[0].shape[-2:])
    return per_head or not all(arg.shape for arg in product.args)


def _called(node: Node) -> Iterator[Node | Name]:
    """What has no sign: [a, b] joined, a choice by its condition, anything else as a word before its operands."""
    if node.op == "where" and not _is_mask(node):
        yield sign("(")
        yield from _chosen(node)
        yield sign(")")
        return
    if node.op == "part":  # of what has no name: the same sign for fewer cells
        yield from _inside(node.args[0])
        return
    yield sign("[" if node.op == "concat" else f"{_word(node.op)}(")
    for k, arg in enumerate(arg for arg in node.args if arg.op != "number"):
        yield from [sign(",")] * bool(k)
        yield from _inside(arg)
    yield sign("]" if node.op == "concat" else ")")


def _turned_or_squared(node: Node) -> Iterator[Node | Name]:
    """Numbers counted across are written as a row, those counted down as a row turned."""
    counted = node.args[0]
    if node.op == "transpose" and (counted.op == "count" or shifted(counted)):
        yield _numbers(counted)
        return
    yield from _bracketed(node, 0)
    yield AFTER[node.op]


def _counted(node: Node) -> Name:
    """The numbers of a count: (0, 1, 2) turned; (10, 11, 12) turned where it begins later."""
    across = node.op == "add" and node.args[0].op == "transpose"
    return _numbers(node) if across else (*_numbers(node), *AFTER["transpose"])


def _numbers(node: Node) -> Name:
    count, start = shifted(node) or (node, 0)
    run = listed(range(start, start + int(count.params[0])))
    return sign("({})".format(", ".join("…" if n is None else str(n) for n in run)))


CONSTANTS: dict[str, Callable[[Node], Name]] = {
    "number": lambda node: Writer()(fitted("line", SCRIPT, 0, constant(*node.params))),
    "causal": lambda node: Writer()(tree(node, "line", no_names)),
    "count": _counted,
}


def _bracketed(node: Node, k: int) -> Iterator[Node | Name]:
    arg = bare(node.args[k])
    loose = arg.op in LOOSE and (node.op not in LOOSE or (node.op == "sub" and k == 1))
    inner = (node.op in PREFIX or node.op in AFTER) and not is_matrix(arg) and arg.op not in CONSTANTS
    under = node.op == "div" and k == 1 and arg.op in ("mul", "div", "matmul")
    loose = loose or inner or under
    if not loose:
        yield from _inside(arg)
        return
    yield sign("(")
    yield from _inside(arg)
    yield sign(")")


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
    return before[-1][0].endswith(("(", "[", "√")) or after[0][0] in (")", "]", ",") or after[0][1] == SUP


def sign(text: str) -> Name:
    """A sign or a word, set upright."""
    return ((text, UPRIGHT),)


def no_names(name: str) -> Formula:
    """For expressions of numbers alone."""
    raise KeyError(name)
