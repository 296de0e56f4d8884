"""Expressions between the matrices of a figure's line, in signs and words, with the brackets that they need."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import N_
from engine.expression.node import Node, is_indicator, names
from engine.readings.formulas.build import tree
from engine.readings.formulas.indices import listed, shifted
from engine.readings.formulas.pieces import Piece, PieceWriter, Shift
from engine.readings.formulas.plain import Plain
from engine.readings.formulas.sizes import constant
from engine.readings.formulas.tree import SCRIPT, Formula, fitted
from engine.readings.precedence import CALL, Binding, loose
from presentation.figure.model import Name
from presentation.figure.operands import bare, is_matrix
from presentation.translate import _

PREFIX = {
    "tanh": "tanh",
    "sigmoid": "σ",
    "exp": "exp",
    "log": "ln",
    "sqrt": "√",
    "floor": "floor",
    "sin": "sin",
    "cos": "cos",
    "relu": "ReLU",
    "clip": "min(1, max(0, ·))",
}
BEFORE = {**PREFIX, "neg": "−"}
INFIX = {"add": "+", "sub": "−", "mul": "⊙", "div": "÷", "matmul": "·", "power": "^", "greater": ">", "equal": "="}
AFTER: dict[str, Name] = {"square": (Piece("2", Shift.SUP),), "transpose": (Piece("⊤", Shift.SUP),)}
LINES = {"sum": "Σ", "max": "max", "larger": "max"}
WORDS = {
    "where": N_("mask"),
    "split_heads": N_("split into heads"),
    "merge_heads": N_("merge the heads"),
    "concat": N_("join"),
    "pad": N_("pad with 0"),
    "take": N_("look up"),
    "reshape": N_("rearrange"),
    "rank": N_("rank"),
    "place": N_("rank"),
    "above": N_("sum of the larger ones"),
}
LOWEST_SCORE = -1e3  # what is put in place of a number below this is a mask

# 0 comparisons, 1 sums, 3 products and quotients, 4 functions in front of their operand, 5 scripts
BINDINGS = {
    **dict.fromkeys(("greater", "equal"), Binding(0, (1,))),
    "add": Binding(1, (1,)),
    "sub": Binding(1, (1, 2)),
    "neg": Binding(3, (3,)),
    "mul": Binding(3, (3,), "cell by cell"),
    "div": Binding(3, (3, 4), "cell by cell"),
    "matmul": Binding(3, (3,), "matrix product"),
    **dict.fromkeys((*PREFIX, "power", *AFTER), Binding(4, (5,))),
}
FUNCTION = Binding(4)  # a word with its operands in brackets: an exponent behind it would seem to be theirs
KEPT = Binding(3, (3,), "cell by cell")  # X ⊙ [z > 0]


def word(op: str) -> str:
    """What an operation is called between matrices."""
    if op in WORDS:
        return _(WORDS[op])
    return {"square": "( )²", "softmax": "softmax", **PREFIX, **LINES}.get(op, op)


def is_mask(where: Node) -> bool:
    """Whether a choice puts a very low number in place of scores."""
    put = where.args[2]
    return put.op == "number" and float(put.params[0]) < LOWEST_SCORE


def chosen(where: Node) -> Iterator[Node | Name]:
    """What is kept where a condition holds, 0 elsewhere, reads as a product: X ⊙ [z > 0]; 1 is not worth a factor."""
    keep, x, other = where.args
    if _is_zero(other):
        if not is_indicator(where):
            yield from _fitted(KEPT, 0, x)
            yield sign("⊙")
        yield sign("[")
        yield from inside(keep)
        yield sign("]")
    elif _is_zero(x):
        yield from _fitted(KEPT, 0, other)
        yield sign("⊙ (1 −")
        yield from _fitted(BINDINGS["sub"], 1, keep)
        yield sign(")")
    else:
        yield from inside(x)
        yield sign(_("if"))
        yield from inside(keep)
        yield sign(_("else"))
        yield from inside(other)


def _is_zero(node: Node) -> bool:
    return node.op == "number" and node.params[0] == 0


def inside(node: Node) -> Iterator[Node | Name]:
    """The matrices of an expression and the signs around them."""
    node = bare(node)
    if is_matrix(node):
        yield node
    elif numbers := _constant(node):
        yield numbers
    elif node.op == "power" and not names(node.args[1]):
        yield from _operand(node, 0)
        yield (Piece(Plain(tight=True)(tree(node.args[1], "line", no_names)), Shift.SUP),)
    elif node.op in INFIX:
        yield from _operand(node, 0)
        yield sign("·" if node.op == "mul" and _scaled(node) else INFIX[node.op])
        yield from _operand(node, 1)
    elif node.op in BEFORE:
        yield sign(BEFORE[node.op])
        yield from _operand(node, 0)
    elif node.op in AFTER:
        yield from _operand(node, 0)
        yield AFTER[node.op]
    else:
        yield from _called(node)


def _scaled(product: Node) -> bool:
    """Whether one factor is a number, the same for all cells or one for each head."""
    per_head = product.args[0].op == "split_heads" and all(int(n) == 1 for n in product.args[0].shape[-2:])
    return per_head or not all(arg.shape for arg in product.args)


def _called(node: Node) -> Iterator[Node | Name]:
    """What has no sign: [a, b] joined, a choice by its condition, anything else as a word before its operands."""
    if node.op == "where" and not is_mask(node):
        yield sign("(")
        yield from chosen(node)
        yield sign(")")
        return
    if node.op == "part":  # of what has no name: the same sign for fewer cells
        yield from inside(node.args[0])
        return
    yield sign("[" if node.op == "concat" else f"{word(node.op)}(")
    for k, arg in enumerate(arg for arg in node.args if arg.op != "number"):
        yield from [sign(",")] * bool(k)
        yield from inside(arg)
    yield sign("]" if node.op == "concat" else ")")


# ---- constants ----


def _constant(node: Node) -> Name | None:
    """A number, a mask that is a rule, numbers that are counted; None for what is computed."""
    match node.op:
        case "number":
            return PieceWriter()(fitted("line", SCRIPT, 0, constant(*node.params)))
        case "causal":
            return PieceWriter()(tree(node, "line", no_names))
    turned = node.op == "transpose"
    counted = node.args[0] if turned else node
    if counted.op != "count" and not shifted(counted):
        return None
    across = turned or (node.op == "add" and node.args[0].op == "transpose")
    return _numbers(counted) if across else (*_numbers(counted), *AFTER["transpose"])


def _numbers(node: Node) -> Name:
    """The numbers of a count as a row, (0, 1, 2), or (10, 11, 12) where it begins later."""
    count, start = shifted(node) or (node, 0)
    run = listed(range(start, start + int(count.params[0])))
    return sign("({})".format(", ".join("…" if n is None else str(n) for n in run)))


# ---- brackets ----


def _operand(node: Node, k: int) -> Iterator[Node | Name]:
    """An operand, in brackets if it needs them; what begins with a minus needs them behind any sign."""
    behind = k > 0 or node.op in BEFORE
    yield from _fitted(_needs(node), k, node.args[k], behind)


def _fitted(outer: Binding, k: int, arg: Node, behind: bool = False) -> Iterator[Node | Name]:
    arg = bare(arg)
    if not _bracketed(outer, k, arg, behind):
        yield from inside(arg)
        return
    yield sign("[" if arg.op in ("greater", "equal") else "(")
    yield from inside(arg)
    yield sign("]" if arg.op in ("greater", "equal") else ")")


def _bracketed(outer: Binding, k: int, arg: Node, behind: bool) -> bool:
    return loose(outer, k, binds(arg)) or (behind and _negative(arg))


def binds(node: Node) -> Binding:
    """How tightly an expression holds together; by a number, a product stays the product it is."""
    node = bare(node)
    if is_matrix(node) or _constant(node):
        return CALL
    if node.op == "part":
        return binds(node.args[0])
    if node.op not in BINDINGS:
        return CALL if node.op == "where" and not is_mask(node) else FUNCTION
    found = _needs(node)
    families = (binds(arg).family for arg in node.args if binds(arg).own == found.own and not found.family)
    return found._replace(family=next(filter(None, families), found.family))


def _needs(node: Node) -> Binding:
    """How an operation binds its operands; a number goes with a product of either kind."""
    by_number = (node.op == "mul" and _scaled(node)) or (node.op == "div" and not node.args[1].shape)
    return BINDINGS[node.op]._replace(family="") if by_number else BINDINGS[node.op]


def _negative(node: Node) -> bool:
    """Whether an expression begins with a minus."""
    node = bare(node)
    if node.op == "number":
        return bool(node.params[0] < 0)
    if is_matrix(node) or node.op not in INFIX or _constant(node):
        return node.op == "neg"
    return _negative(node.args[0]) and not _bracketed(_needs(node), 0, node.args[0], behind=False)


def sign(text: str) -> Name:
    """A sign or a word, set upright."""
    return (Piece(text, upright=True),)


def no_names(name: str) -> Formula:
    """Formula of a name in an expression of numbers alone: raises KeyError, as it has none."""
    raise KeyError(name)
