"""Expressions as formula trees: a step, a step in numbers, a whole computation, a size."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from engine.execution.run import Trace
from engine.expression.node import Node, is_indicator
from engine.expression.symbol import Symbol
from engine.program import Program
from engine.readings.formulas.indices import POSITION, elided, letter, listed, ranges, shifted
from engine.readings.formulas.sizes import constant, divided
from engine.readings.formulas.tree import (
    POWER,
    ROOT,
    SCRIPT,
    Braced,
    Brackets,
    Call,
    Dots,
    Equation,
    Exponential,
    Formula,
    FormulaList,
    Fraction,
    Infix,
    Line,
    Listed,
    Masked,
    Matrix,
    Name,
    Number,
    OfHead,
    Ones,
    Raised,
    Root,
    Sign,
    Slice,
    Style,
    Word,
    fitted,
    infix,
    minus,
)
from engine.readings.numbers import fixed_numeral

Leaf = Callable[[str], Formula]
Rule = Callable[..., Formula]  # style, the operation, its operands as trees
LINES: dict[int, Line] = {-1: "rows", -2: "columns"}
LOWEST_SCORE = -1e3  # what is put in place of a number below this is a mask
TRANSPOSE = Word("⊤")


def equation(program: Program, step: str, style: Style = "stacked") -> Equation:
    """The step by its symbols: S = Q Kᵀ; what is counted says from where to where. Raises KeyError if unknown."""
    found = program.steps[step]
    right = tree(found.expr, style, lambda name: Name(program[name].symbol))
    counts = tuple((index(name), tuple(map(_shown, listed(run)))) for name, run in ranges(found.expr))
    return Equation((Name(found.symbol), right), counts)


def in_numbers(trace: Trace, step: str, digits: int) -> Equation:
    """The step with its numbers in place of its symbols. Raises KeyError for an unknown step."""
    found = trace.program.steps[step]
    inside = tree(found.expr, "stacked", lambda name: matrix(trace[name], digits))
    return Equation((Name(found.symbol), inside, matrix(trace[step], digits)))


MOST_BRACES = 3


def written_out(
    program: Program, step: str, stops: Collection[str], order: Mapping[str, int] | None = None
) -> Equation:
    """The whole computation of a step in one line, each part in a brace with its number.

    `step` is an id, or a name: then the first step called that. Steps in `stops`, by id or by name, and inputs are
    left as symbols. `order` numbers the steps; without it they are counted. Braces lie over one another up to
    MOST_BRACES; what stands around those has none, or the line would be a tower. Raises KeyError for an unknown step.
    """
    order = order or {id: n for n, id in enumerate(program.steps, 1)}
    height = 0  # of the braces that lie over one another in what was built last
    if step not in program.steps:
        step = next((id for id, found in program.steps.items() if found.name == step), step)

    def leaf(name: str) -> Formula:
        if name not in program.steps or name in stops or program[name].name in stops:
            return Name(program[name].symbol)
        nonlocal height
        beside, height = height, 0
        inside = tree(program.steps[name].expr, "stacked", leaf)
        braced = height < MOST_BRACES
        height = max(beside, height + braced)
        return Braced(inside, order[name]) if braced else inside

    return Equation((Name(program.steps[step].symbol), tree(program.steps[step].expr, "stacked", leaf)))


def tree(node: Node, style: Style, leaf: Leaf) -> Formula:
    """The expression, each name in it as `leaf` has it."""
    if node.op == "ref":
        return leaf(node.params[0])
    if shifted(node):  # where a count begins is said behind the formula
        return tree(node.args[0], style, leaf)
    if style == "stacked" and _masks(node):  # the condition of a mask is not written there
        return Masked(Dots(), *(tree(_unspread(arg), style, leaf) for arg in node.args[1:]))
    operands = [tree(_unspread(arg), style, leaf) for arg in node.args]
    if node.op == "power":  # an exponent stands on one line
        operands[1] = tree(node.args[1], "line", leaf)
    return RULES[node.op](style, node, *operands)


def _unspread(node: Node) -> Node:
    """Beside a matrix, one row for all of its rows needs no word."""
    return _unspread(node.args[0]) if node.op == "spread" else node


def _shown(number: int | None) -> Formula:
    return Dots() if number is None else Number(str(number))


def index(name: str) -> Formula:
    """A counted index: a word for the position of a token, a letter for any other."""
    return Word(name) if name == POSITION else Name(Symbol(name))


def matrix(array: Any, digits: int) -> Formula:
    """Numbers in square brackets; more than two axes are shown block by block."""
    if array.ndim > 2:
        return FormulaList(tuple(matrix(block, digits) for block in array))
    return Matrix(tuple(tuple(Number.of(fixed_numeral(float(x), digits)) for x in row) for row in array))


# ---- one rule for each operation ----


def _call(function: str) -> Rule:
    return lambda style, n, *xs: Call(function, xs)


def _along(function: str) -> Rule:
    """Along rows or along columns; the axis is the first parameter."""
    return lambda style, n, x: Call(function, (x,), LINES.get(n.params[0], "heads"))


def _above(style: Style, n: Node, x: Formula, w: Formula) -> Formula:
    """The sum over what is larger; what is compared is named only where something else is added up."""
    return Call("above", (x,) if n.args[0] is n.args[1] or x == w else (x, w), LINES.get(n.params[0], "heads"))


def _signed(sign: Sign) -> Rule:
    return lambda style, n, a, b: infix(style, sign, a, b)


def _part(style: Style, n: Node, x: Formula) -> Formula:
    axis, start, stop = n.params
    return Slice(fitted(style, SCRIPT, 0, x), start + 1, int(stop), axis == -1 and int(n.args[0].shape[-2]) > 1)


def _transposed(style: Style, n: Node, x: Formula) -> Formula:
    """Only positions are counted both down and across; any other count is an index, which has no direction.

    What is turned twice is as it was, and so is a single number.
    """
    if isinstance(x, OfHead):
        return x
    if isinstance(x, Raised) and x.exponent == TRANSPOSE:
        return x.base.inside if isinstance(x.base, Brackets) and not x.base.square else x.base
    core = n.args[0]
    while core.op == "transpose":
        core = core.args[0]
    return x if core.op == "count" and letter(core) != POSITION else Raised(fitted(style, SCRIPT, 0, x), TRANSPOSE)


def _powered(style: Style, n: Node, base: Formula, exponent: Formula) -> Formula:
    return Raised(fitted(style, POWER[style], 0, base), fitted(style, POWER[style], 1, exponent))


def _quotient(style: Style, n: Node, a: Formula, b: Formula) -> Formula:
    """A derivative is a fraction already, and is no numerator of another."""
    if style == "stacked" and isinstance(a, Name) and a.symbol.by and not n.args[1].shape:
        return infix(style, "·", Fraction(Number("1"), b), a)
    return divided(style, a, b)


def _times(style: Style, n: Node, a: Formula, b: Formula) -> Formula:
    """Cell by cell; a number, and a number for each head, are simply written in front."""
    cells = n.args[0].shape and n.args[1].shape and not one_each(n.args[0])
    return infix(style, "⊙" if cells else "·", a, b)


def one_each(n: Node) -> bool:
    """Whether a row is split so that each head has one number."""
    while n.op == "transpose":
        n = n.args[0]
    return n.op == "split_heads" and all(int(size) == 1 for size in n.shape[-2:])


def _split(style: Style, n: Node, x: Formula) -> Formula:
    """Into groups, and each of them into heads, is one split; a row with one number a head is that head's number."""
    heads = int(n.params[0])
    if n.args[0].op == "split_heads" and isinstance(x, Call):
        return Call("split", x.arguments, sizes=(*x.sizes, heads))
    return (
        OfHead(fitted(style, SCRIPT, 0, x), Name(Symbol("h"))) if one_each(n) else Call("split", (x,), sizes=(heads,))
    )


def _chosen(style: Style, n: Node, keep: Formula, x: Formula, y: Formula) -> Formula:
    """A mask by its value; any other choice by its condition, which alone stands for 1 and 0."""
    if is_indicator(n):
        return keep
    return Masked(keep, x, y) if _masks(n) else Call("where", (keep, x, y))


def _masks(n: Node) -> bool:
    """Whether a choice puts a very low number in place of what does not hold."""
    return n.op == "where" and n.args[2].op == "number" and n.args[2].params[0] < LOWEST_SCORE


def _reshaped(style: Style, n: Node, x: Formula) -> Formula:
    """An axis of one more or less is not worth a word: one array for every head is written as it is."""
    old, new = ([int(k) for k in shape if k != 1] for shape in n.params)
    return x if old == new else Call("reshape", (x,), sizes=tuple(map(int, n.params[-1])))


def _joined(style: Style, n: Node, *xs: Formula) -> Formula:
    parts = elided(xs, Dots())
    return Listed(parts) if n.params[0] == -1 else Matrix(tuple((x,) for x in parts))


RULES: dict[str, Rule] = {
    "add": _signed("+"),
    "sub": _signed("−"),
    "mul": _times,
    "div": _quotient,
    "neg": lambda style, n, x: minus(style, x),
    "matmul": _signed(" "),
    "transpose": _transposed,
    "square": lambda style, n, x: Raised(fitted(style, SCRIPT, 0, x), Number("2")),
    "power": _powered,
    "sqrt": lambda style, n, x: Root(fitted(style, ROOT[style], 0, x)),
    "exp": lambda style, n, x: Exponential(x) if style == "stacked" else Call("exp", (x,)),
    "log": _call("ln"),
    "erf": _call("erf"),
    "floor": _call("floor"),
    "sin": _call("sin"),
    "cos": _call("cos"),
    "tanh": _call("tanh"),
    "sigmoid": _call("σ"),
    "relu": _call("ReLU"),
    "clip": lambda style, n, x: Call("min", (Number("1"), Call("max", (Number("0"), x)))),
    "greater": lambda style, n, a, b: Brackets(infix(style, ">", a, b), square=True),
    "larger": _call("max"),
    "equal": lambda style, n, a, b: Brackets(infix(style, "=", a, b), square=True),
    "where": _chosen,
    "softmax": _along("softmax"),
    "sum": _along("sum"),
    "max": _along("max"),
    **dict.fromkeys(("rank", "place"), _along("rank")),
    "above": _above,
    "split_heads": _split,
    "merge_heads": lambda style, n, x: x if n.args[0].op == "merge_heads" else Call("concat", (x,)),
    "part": _part,
    "pad": _call("pad"),
    "concat": _joined,
    "take": lambda style, n, x, index: Call("take", (x, index)),
    "reshape": _reshaped,
    "spread": lambda style, n, x: (
        infix(style, "·", Ones(tuple(map(int, n.params[-1]))), x) if style == "stacked" else x
    ),
    "number": lambda style, n: constant(n.params[0], n.params[1], style),
    "causal": lambda style, n: Brackets(Infix("≤", Name(Symbol("j")), Name(Symbol("i"))), square=True),
    "count": lambda style, n: index(letter(n)),
}
