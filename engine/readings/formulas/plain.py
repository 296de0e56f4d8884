"""Formulas on one line of plain text, for spreadsheets and screen readers: S = Q Kᵀ."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.expression.node import Node
from engine.program import Program
from engine.readings.formulas.indices import POSITION, elided, letter, listed, ranges, shifted
from engine.readings.formulas.symbols import plain
from engine.readings.numbers import short


class Rule(NamedTuple):
    """How an operation is written and how tightly it binds: 1 sums, 2 products, 3 scripts, 9 never needs brackets."""

    binds: int
    write: Callable[..., str]


def _named(function: str) -> Rule:
    return Rule(9, lambda n, x: f"{function}({x})")


def _line(function: str) -> Rule:
    """Along rows or along columns; the axis is the first parameter."""
    lines = {-1: "rows", -2: "columns"}
    return Rule(9, lambda n, x: f"{function}_{lines.get(n.params[0], 'heads')}({x})")


def _number(n: Node) -> str:
    value, symbol = n.params
    return plain(symbol) if symbol else short(value)


def _part(n: Node, x: str) -> str:
    axis, start, stop = n.params
    place = str(start + 1) if stop - start == 1 else f"{start + 1}:{stop}"
    column = axis == -1 and int(n.args[0].shape[-2]) > 1
    return f"{x}[{'·, ' if column else ''}{place}]"


def _transposed(n: Node, x: str) -> str:
    """Only positions are counted both down and across; any other count is an index, which has no direction."""
    counts = n.args[0].op == "count" and letter(n.args[0]) != POSITION
    return x if counts else f"{x}ᵀ"


def _split(n: Node, x: str) -> str:
    """A row with one number a head is that head's number."""
    return f"{x}[h]" if _one_each(n) else f"split_{int(n.params[0])}({x})"


def _one_each(n: Node) -> bool:
    return n.op == "split_heads" and all(int(size) == 1 for size in n.shape[-2:])


def _times(n: Node, a: str, b: str) -> str:
    cells = n.args[0].shape and n.args[1].shape and not _one_each(n.args[0])
    return f"{a} ⊙ {b}" if cells else f"{a} · {b}"


def _reshape(n: Node, x: str) -> str:
    """An axis of one more or less is not worth a word."""
    old, new = ([int(k) for k in shape if k != 1] for shape in n.params)
    whole = n.args[0].op == "ref" or RULES[n.args[0].op].binds == 9
    return x if old == new and whole else f"reshape({x})"


def _root(n: Node, x: str) -> str:
    return f"√{x}" if n.args[0].op in ("ref", "number") else f"√({x})"


RULES: dict[str, Rule] = {
    "add": Rule(1, lambda n, a, b: a if shifted(n) else f"{a} + {b}"),
    "sub": Rule(1, lambda n, a, b: f"{a} − {b}"),
    "mul": Rule(2, _times),
    "div": Rule(2, lambda n, a, b: f"{a} / {b}"),
    "neg": Rule(2, lambda n, a: f"−{a}"),
    "matmul": Rule(2, lambda n, a, b: f"{a} {b}"),
    "transpose": Rule(3, _transposed),
    "square": Rule(3, lambda n, a: f"{a}²"),
    "power": Rule(3, lambda n, a, b: f"{a}^{b}"),
    "sqrt": Rule(9, _root),
    "exp": _named("exp"),
    "log": _named("ln"),
    "erf": _named("erf"),
    "sin": _named("sin"),
    "cos": _named("cos"),
    "tanh": _named("tanh"),
    "sigmoid": _named("σ"),
    "relu": _named("ReLU"),
    "greater": Rule(9, lambda n, a, b: f"[{a} > {b}]"),
    "where": Rule(9, lambda n, keep, a, b: f"where({keep}, {a}, {b})"),
    "softmax": _line("softmax"),
    "sum": _line("sum"),
    "max": _line("max"),
    "split_heads": Rule(9, _split),
    "merge_heads": _named("concat"),
    "part": Rule(3, _part),
    "pad": _named("pad"),
    "concat": Rule(9, lambda n, *xs: f"[{(', ' if n.params[0] == -1 else '; ').join(elided(xs))}]"),
    "reshape": Rule(9, _reshape),
    "spread": Rule(9, lambda n, x: x),
    "number": Rule(9, _number),
    "causal": Rule(9, lambda n: "[j ≤ i]"),
    "count": Rule(9, letter),
}


def inline(program: Program, step: str) -> str:
    """The step's formula in plain text: A = softmax_rows(S′); what is counted says from where to where: i = 0, 1.

    Raises KeyError for an unknown step.
    """
    found = program.steps[step]
    said = f"{plain(found.symbol)} = {written(found.expr, program)}"
    return ", ".join([said, *(f"{name} = {listed(numbers)}" for name, numbers in ranges(found.expr))])


def written(node: Node, program: Program) -> str:
    """An expression in plain text."""
    if node.op == "ref":
        return plain(program[node.params[0]].symbol)
    return RULES[node.op].write(node, *[_bracketed(node, k, program) for k in range(len(node.args))])


def _bracketed(node: Node, k: int, program: Program) -> str:
    arg, text = node.args[k], written(node.args[k], program)
    mine = RULES[node.op].binds
    its = RULES[arg.op].binds if arg.op in RULES and not shifted(arg) else 9
    if arg.op == "ref" and "/" in text and mine in (2, 3):  # ∂L/∂S is one name, but reads as a quotient
        return f"({text})"
    turned = k == 1 and node.op in ("sub", "div")
    if mine < 9 and (its < mine or (its == mine and (turned or mine == 3)) or (node.op == "neg" and its < 3)):
        return f"({text})"
    return text
