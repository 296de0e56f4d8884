"""Formulas in LaTeX: a step by its symbols, a step by its numbers, and the whole computation in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from engine.execution.run import Trace
from engine.expression.node import Node
from engine.program import Program
from engine.readings.formulas.indices import POSITION, elided, letter, listed, ranges, shifted
from engine.readings.numbers import MINUS, fixed, short

SYMBOL = re.compile(r"(?:\\[a-z]+ ?\{?)?[A-Za-z]\}?(?:[_^](?:\{[^{}]*\}|\w))*|\\[a-z]+(?:[_^](?:\{[^{}]*\}|\w))*")
SUPERSCRIPT = re.compile(r"\^(?:\{([^{}]*)\}|(\w))")
SIGNED = ("-", r"\underbrace{-")  # how what begins with a minus is written

Leaf = Callable[[str], str]
Write = Callable[[Node, Leaf], str]


class Rule(NamedTuple):
    """How an operation is written and how tightly it binds: 1 sums, 2 products, 3 scripts, 9 never needs brackets."""

    binds: int
    write: Callable[..., str]


def _named(function: str) -> Rule:
    return Rule(9, lambda n, x: rf"{function}\left({x}\right)")


def _line(function: str) -> Rule:
    """Along rows or along columns; the axis is the first parameter."""
    lines = {-1: "rows", -2: "columns"}
    return Rule(9, lambda n, x: rf"{function}_{{\text{{{lines.get(n.params[0], 'heads')}}}}}\left({x}\right)")


def _number(n: Node) -> str:
    value, symbol = n.params
    return symbol or latex_number(short(value))


def _part(n: Node, x: str) -> str:
    """Rows as an index, X_{2:4}; columns behind a dot, X_{\\cdot 1}, unless there is only one row."""
    axis, start, stop = n.params
    place = str(start + 1) if stop - start == 1 else rf"{start + 1}:{stop}"
    whole = f"{{{x}}}" if "_" in x else x
    column = axis == -1 and int(n.args[0].shape[-2]) > 1
    return whole + (rf"_{{\cdot {place}}}" if column else f"_{{{place}}}")


def _concat(n: Node, *xs: str) -> str:
    if n.params[0] == -1:
        return r"\left[" + r",\; ".join(elided(xs, r"\dots")) + r"\right]"
    return r"\begin{bmatrix}" + r" \\ ".join(elided(xs, r"\vdots")) + r"\end{bmatrix}"


def _letter(n: Node) -> str:
    return _index(letter(n))


def _index(name: str) -> str:
    return name if len(name) == 1 else rf"\mathrm{{{name}}}"


def _transposed(n: Node, x: str) -> str:
    """Only positions are counted both down and across; any other count is an index, which has no direction."""
    counts = n.args[0].op == "count" and letter(n.args[0]) != POSITION
    return x if counts else _raised(x, r"\top")


def _raised(x: str, by: str) -> str:
    """What is raised stands at the symbol itself: over its index, K_1^{\\top}; behind a superscript, K^{(h)\\top}."""
    found = SUPERSCRIPT.search(x)
    if not SYMBOL.fullmatch(x) or "'" in x or (found and by != r"\top"):
        return f"{{{x}}}^{{{by}}}"
    if found is None:
        return f"{x}^{{{by}}}" if "_" in x else f"{{{x}}}^{{{by}}}"
    return f"{x[: found.start()]}^{{{found[1] or found[2]}{by}}}{x[found.end() :]}"


def _sum(n: Node, a: str, b: str) -> str:
    return a if shifted(n) else f"{a} + {b}"


def _divided(n: Node, a: str, b: str) -> str:
    """A fraction shows by itself how far it reaches: n − 1 needs no brackets below it."""
    below = b[1:-1] if n.args[1].op == "number" and b[:1] == "(" and b[-1:] == ")" else b
    if n.args[0].op == "ref" and a.startswith(r"\frac") and not n.args[1].shape:  # no fraction of a fraction
        return rf"\frac{{1}}{{{below}}}\, {a}"
    return rf"\frac{{{a}}}{{{below}}}"


def _sloped(node: Node, leaf: Leaf) -> str:
    """An exponent on one line: 2i/d."""
    if node.op != "div":
        return _by_rule(node, [_bracketed(node, k, leaf, _sloped) for k in range(len(node.args))], leaf)
    above, below = (_sloped(arg, leaf) for arg in node.args)
    return f"{_whole(node.args[0], above, 2)} / {_whole(node.args[1], below, 3)}"


def _whole(node: Node, text: str, binds: int) -> str:
    its = RULES[node.op].binds if node.op in RULES else 9
    return rf"\left({text}\right)" if its < binds and not shifted(node) else text


def _split(n: Node, x: str) -> str:
    """A row with one number a head is that head's number."""
    one_each = all(int(size) == 1 for size in n.shape[-2:])
    inner = n.args[0]
    if inner.op == "split_heads":  # into groups, and each into heads
        groups = f"_{{{inner.params[0]}"
        return x.replace(groups, rf"{groups} \times {n.params[0]}", 1)
    return rf"{{{x}}}_{{h}}" if one_each else rf"\operatorname{{split}}_{{{n.params[0]}}}\left({x}\right)"


def _times(n: Node, a: str, b: str) -> str:
    """Cell by cell; a number, and a number for each head, are simply written in front."""
    single = n.args[0].op == "split_heads" and all(int(size) == 1 for size in n.args[0].shape[-2:])
    return rf"{a} \odot {b}" if n.args[0].shape and n.args[1].shape and not single else rf"{a}\, {b}"


def _where(n: Node, keep: str, x: str, y: str) -> str:
    """A mask by its value; any other choice by its condition."""
    if n.args[2].op == "number" and n.args[2].params[0] < -1e8:
        return rf"\operatorname{{mask}}_{{{y}}}\left({x}\right)"
    return rf"\operatorname{{where}}\left({keep},\, {x},\, {y}\right)"


def _shape(n: Node) -> str:
    return r" \times ".join(str(int(k)) for k in n.params[-1])


def _reshape(n: Node, x: str) -> str:
    """An axis of one more or less is not worth a word: one array for every head is written as it is."""
    old, new = ([int(k) for k in shape if k != 1] for shape in n.params)
    whole = n.args[0].op == "ref" or RULES[n.args[0].op].binds == 9
    return x if old == new and whole else rf"\operatorname{{reshape}}_{{{_shape(n)}}}\left({x}\right)"


RULES: dict[str, Rule] = {
    "add": Rule(1, _sum),
    "sub": Rule(1, lambda n, a, b: f"{a} - {b}"),
    "mul": Rule(2, _times),
    "div": Rule(9, _divided),
    "neg": Rule(2, lambda n, a: f"-{a}"),
    "matmul": Rule(2, lambda n, a, b: rf"{a}\, {b}"),
    "transpose": Rule(3, _transposed),
    "square": Rule(3, lambda n, a: _raised(a, "2")),
    "power": Rule(3, lambda n, a, b: f"{{{a}}}^{{{b}}}"),
    "sqrt": Rule(9, lambda n, a: rf"\sqrt{{{a}}}"),
    "exp": Rule(3, lambda n, a: f"e^{{{a}}}"),
    "log": _named(r"\ln"),
    "erf": _named(r"\operatorname{erf}"),
    "sin": _named(r"\sin"),
    "cos": _named(r"\cos"),
    "tanh": _named(r"\tanh"),
    "sigmoid": _named(r"\sigma"),
    "relu": _named(r"\operatorname{ReLU}"),
    "greater": Rule(9, lambda n, a, b: rf"\left[{a} > {b}\right]"),
    "where": Rule(9, _where),
    "softmax": _line(r"\operatorname{softmax}"),
    "sum": _line(r"\operatorname{sum}"),
    "max": _line(r"\max"),
    "split_heads": Rule(9, _split),
    "merge_heads": Rule(
        9, lambda n, x: x if n.args[0].op == "merge_heads" else rf"\operatorname{{concat}}\left({x}\right)"
    ),
    "part": Rule(3, _part),
    "pad": _named(r"\operatorname{pad}"),
    "concat": Rule(9, _concat),
    "reshape": Rule(9, _reshape),
    "spread": Rule(9, lambda n, x: rf"\mathbf{{1}}_{{{_shape(n)}}}\, {x}"),
    "number": Rule(9, _number),
    "causal": Rule(9, lambda n: r"\left[j \le i\right]"),
    "count": Rule(9, _letter),
}


def formula(program: Program, step: str) -> str:
    """The step by its symbols: S = Q\\, K^{\\top}; what is counted says from where to where: pos = 0, 1, 2.

    Raises KeyError for an unknown step.
    """
    expr = program.steps[step].expr
    said = f"{program.steps[step].symbol} = {written(expr, lambda name: program[name].symbol)}"
    return r",\quad ".join([said, *(_run(name, numbers) for name, numbers in ranges(expr))])


def _run(name: str, numbers: range) -> str:
    dots = r"\dots"
    return f"{_index(name)} = {listed(numbers, dots)}"


def written(node: Node, leaf: Leaf) -> str:
    """The expression, each name written by `leaf`."""
    if node.op == "ref":
        return leaf(node.params[0])
    return _by_rule(node, [_bracketed(node, k, leaf, written) for k in range(len(node.args))], leaf)


def _by_rule(node: Node, parts: list[str], leaf: Leaf) -> str:
    if node.op == "ref":
        return leaf(node.params[0])
    return RULES[node.op].write(node, *parts)


def _bracketed(node: Node, k: int, leaf: Leaf, write: Write) -> str:
    arg = node.args[k]
    while arg.op == "spread":  # beside a matrix, one row for all of its rows needs no word
        arg = arg.args[0]
    exponent = node.op in ("power", "exp") and k == len(node.args) - 1
    inside = (_sloped if exponent and node.op == "power" else write)(arg, leaf)
    mine, its = RULES[node.op].binds, _binds(arg, inside)
    changes = its == mine and (mine == 3 or (k == 1 and node.op == "sub"))
    changes = changes or (k == 1 and inside.startswith(SIGNED))
    if mine == 3 and inside.startswith(r"\frac"):
        return rf"\left({inside}\right)"
    if mine == 9 or exponent or not (its < mine or changes):
        return inside
    return rf"\left({inside}\right)"


def _binds(arg: Node, inside: str) -> int:
    """How tightly an operand binds; a step that `overview` has written out says it itself."""
    if arg.op == "ref":
        return inside.binds if isinstance(inside, Opened) else 9
    return 9 if shifted(arg) else RULES[arg.op].binds


class Opened(str):
    """A step written out in place of its symbol, and how tightly that binds."""

    binds: int

    def __new__(cls, text: str, binds: int) -> Opened:
        made = super().__new__(cls, text)
        made.binds = binds
        return made


def latex_number(text: str) -> str:
    """A printed number in LaTeX: a plain minus, \\infty."""
    return text.replace(MINUS, "-").replace("∞", r"\infty")


def matrix(array: Any, digits: int) -> str:
    """Numbers in square brackets; more than two axes are shown block by block."""
    if array.ndim > 2:
        return r",\; ".join(matrix(block, digits) for block in array)
    rows = (" & ".join(latex_number(fixed(float(x), digits)) for x in row) for row in array)
    return r"\begin{bmatrix}" + r" \\ ".join(rows) + r"\end{bmatrix}"


def numbers(trace: Trace, step: str, digits: int = 2) -> str:
    """The step with its numbers in place of its symbols. Raises KeyError for an unknown step."""
    found = trace.program.steps[step]
    inside = written(found.expr, lambda name: matrix(trace[name], digits))
    return f"{found.symbol} = {inside} = {matrix(trace[step], digits)}"


def overview(program: Program, step: str, stops: Collection[str], order: Mapping[str, int] | None = None) -> str:
    """The whole computation of a step in one line, each part in a brace with its number.

    `step` is an id, or a name: then the first step called that. Steps in `stops`, by id or by name, and inputs are
    left as symbols. `order` numbers the steps; without it they are counted. Raises KeyError for an unknown step.
    """
    order = order or {id: n for n, id in enumerate(program.steps, 1)}
    if step not in program.steps:
        step = next((id for id, found in program.steps.items() if found.name == step), step)

    def leaf(name: str) -> str:
        if name not in program.steps or name in stops or program[name].name in stops:
            return program[name].symbol
        expr = program.steps[name].expr
        braced = rf"\underbrace{{{written(expr, leaf)}}}_{{{order[name]}}}"
        return Opened(braced, RULES[expr.op].binds if expr.op in RULES else 9)

    return f"{program.steps[step].symbol} = {_low(written(program.steps[step].expr, leaf))}"


def _low(text: str) -> str:
    """Brackets as high as the formula, not as high as its braces and their numbers."""
    size = "Big" if r"\frac" in text else "big"
    return text.replace(r"\left", rf"\{size}l").replace(r"\right", rf"\{size}r")
