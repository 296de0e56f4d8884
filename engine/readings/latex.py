"""Formulas in LaTeX: a step by its symbols, a step by its numbers, and the whole computation in one line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from engine.node import Node
from engine.program import Program
from engine.readings.numbers import MINUS, fixed, short
from engine.run import Trace

Leaf = Callable[[str], str]


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
    axis, start, stop = n.params
    place = str(start + 1) if stop - start == 1 else rf"{start + 1}:{stop}"
    whole = f"{{{x}}}" if "_" in x else x
    return rf"{whole}_{{[{place if axis == -2 else ':,' + place}]}}"


def _concat(n: Node, *xs: str) -> str:
    if n.params[0] == -1:
        return r"\left[" + r",\; ".join(xs) + r"\right]"
    return r"\begin{bmatrix}" + r" \\ ".join(xs) + r"\end{bmatrix}"


def _counted(n: Node) -> str:
    size = int(n.params[0])
    shown = map(str, range(size)) if size < 4 else ("0", "1", r"\dots", str(size - 1))
    return rf"\left({', '.join(shown)}\right)"


def _transposed(n: Node, x: str) -> str:
    """Counted numbers turned are a row, and a row is how they are written."""
    return _counted(n.args[0]) if n.args[0].op == "count" else rf"{{{x}}}^{{\top}}"


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
    "add": Rule(1, lambda n, a, b: f"{a} + {b}"),
    "sub": Rule(1, lambda n, a, b: f"{a} - {b}"),
    "mul": Rule(2, lambda n, a, b: rf"{a} \odot {b}" if n.args[0].shape and n.args[1].shape else rf"{a}\, {b}"),
    "div": Rule(9, lambda n, a, b: rf"\frac{{{a}}}{{{b}}}"),
    "neg": Rule(2, lambda n, a: f"-{a}"),
    "matmul": Rule(2, lambda n, a, b: rf"{a}\, {b}"),
    "transpose": Rule(3, _transposed),
    "square": Rule(3, lambda n, a: f"{{{a}}}^{{2}}"),
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
    "split_heads": Rule(9, lambda n, x: rf"\operatorname{{split}}_{{{n.params[0]}}}\left({x}\right)"),
    "merge_heads": _named(r"\operatorname{concat}"),
    "part": Rule(3, _part),
    "pad": _named(r"\operatorname{pad}"),
    "concat": Rule(9, _concat),
    "reshape": Rule(9, _reshape),
    "spread": Rule(9, lambda n, x: rf"\mathbf{{1}}_{{{_shape(n)}}}\, {x}"),
    "number": Rule(9, _number),
    "causal": Rule(9, lambda n: r"\left[j \le i\right]"),
    "count": Rule(9, lambda n: _counted(n) + r"^{\top}"),
}


def formula(program: Program, step: str) -> str:
    """The step by its symbols: S = Q\\, K^{\\top}. Raises KeyError for an unknown step."""
    expr = program.steps[step].expr
    return f"{program.steps[step].symbol} = {written(expr, lambda name: program[name].symbol)}"


def written(node: Node, leaf: Leaf) -> str:
    """The expression, each name written by `leaf`."""
    if node.op == "ref":
        return leaf(node.params[0])
    return RULES[node.op].write(node, *[_bracketed(node, k, leaf) for k in range(len(node.args))])


def _bracketed(node: Node, k: int, leaf: Leaf) -> str:
    arg, inside = node.args[k], written(node.args[k], leaf)
    mine, its = RULES[node.op].binds, RULES[arg.op].binds if arg.op in RULES else 9
    changes = its == mine and (mine == 3 or (k == 1 and node.op == "sub"))
    if mine == 3 and inside.startswith(r"\frac") and arg.op == "ref":
        return rf"\left({inside}\right)"
    if mine == 9 or (node.op in ("power", "exp") and k == len(node.args) - 1) or not (its < mine or changes):
        return inside
    return rf"\left({inside}\right)"


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
        return rf"\underbrace{{{written(program.steps[name].expr, leaf)}}}_{{{order[name]}}}"

    return f"{program.steps[step].symbol} = {written(program.steps[step].expr, leaf)}"
