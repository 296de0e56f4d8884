"""Formulas on one line of plain text, for spreadsheets and screen readers: S = Q Kᵀ."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.node import Node
from engine.program import Program
from engine.readings.numbers import short
from engine.readings.symbols import plain


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
    return f"{x}[{place if axis == -2 else ':,' + place}]"


def _root(n: Node, x: str) -> str:
    return f"√{x}" if n.args[0].op in ("ref", "number") else f"√({x})"


RULES: dict[str, Rule] = {
    "add": Rule(1, lambda n, a, b: f"{a} + {b}"),
    "sub": Rule(1, lambda n, a, b: f"{a} − {b}"),
    "mul": Rule(2, lambda n, a, b: f"{a} ⊙ {b}" if n.args[0].shape and n.args[1].shape else f"{a} · {b}"),
    "div": Rule(2, lambda n, a, b: f"{a} / {b}"),
    "neg": Rule(2, lambda n, a: f"−{a}"),
    "matmul": Rule(2, lambda n, a, b: f"{a} {b}"),
    "transpose": Rule(3, lambda n, a: f"{a}ᵀ"),
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
    "split_heads": Rule(9, lambda n, x: f"split_{int(n.params[0])}({x})"),
    "merge_heads": _named("concat"),
    "part": Rule(3, _part),
    "pad": _named("pad"),
    "concat": Rule(9, lambda n, *xs: f"[{(', ' if n.params[0] == -1 else '; ').join(xs)}]"),
    "reshape": _named("reshape"),
    "spread": Rule(9, lambda n, x: x),
    "number": Rule(9, _number),
    "causal": Rule(9, lambda n: "[j ≤ i]"),
    "count": Rule(9, lambda n: f"(0, …, {int(n.params[0]) - 1})ᵀ"),
}


def inline(program: Program, step: str) -> str:
    """The step's formula in plain text: A = softmax_rows(S′). Raises KeyError for an unknown step."""
    found = program.steps[step]
    return f"{plain(found.symbol)} = {_written(found.expr, program)}"


def _written(node: Node, program: Program) -> str:
    if node.op == "ref":
        return plain(program[node.params[0]].symbol)
    return RULES[node.op].write(node, *[_bracketed(node, k, program) for k in range(len(node.args))])


def _bracketed(node: Node, k: int, program: Program) -> str:
    arg, text = node.args[k], _written(node.args[k], program)
    mine = RULES[node.op].binds
    its = RULES[arg.op].binds if arg.op in RULES else 9
    if arg.op == "ref" and "/" in text and mine in (2, 3):  # ∂L/∂S is one name, but reads as a quotient
        return f"({text})"
    turned = k == 1 and node.op in ("sub", "div")
    if mine < 9 and (its < mine or (its == mine and (turned or mine == 3)) or (node.op == "neg" and its < 3)):
        return f"({text})"
    return text
