"""Cost of a program: multiply-adds, other operations, stored numbers and parameters, as counts and as formulas.

A multiply-add is one term of a matrix product. Any other operation counts once per number it computes, or per number it
reads in a reduction. Moving numbers costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from math import prod
from operator import mul
from typing import Any

from engine.expression.dim import Dim, Monomial, named
from engine.expression.node import Node, nodes
from engine.expression.shapes import Shape
from engine.program import Program


@dataclass(frozen=True)
class Amount:
    """A count and its formula: monomials in the named sizes, each a coefficient and powers, such as 2·n²·d_k."""

    number: int
    terms: tuple[tuple[int, Monomial], ...]

    def __int__(self) -> int:
        """The count as an int."""
        return self.number

    def __add__(self, other: Amount) -> Amount:
        """The sum of two counts, with like monomials collected."""
        return total((self, other))


def amount(shape: Iterable[int]) -> Amount:
    """Product of sizes, such as the number of cells of a shape; sizes without a name go into the coefficient."""
    product: Dim = reduce(mul, map(named, shape), Dim(1))
    powers = tuple((factor, n) for factor, n in product.monomial if not isinstance(factor, int))
    coefficient = prod(factor**n for factor, n in product.monomial if isinstance(factor, int) and n > 0)
    return Amount(int(product), ((coefficient, powers),))


def total(amounts: Iterable[Amount]) -> Amount:
    """Sum of counts with like monomials collected, in order of first appearance."""
    number, terms = 0, dict[frozenset[Any], tuple[int, Monomial]]()
    for one in amounts:
        number += one.number
        for coefficient, powers in one.terms:
            before, first = terms.get(frozenset(powers), (0, powers))
            terms[frozenset(powers)] = (before + coefficient, first)
    return Amount(number, tuple(terms.values()))


# ---- by operation ----

Count = Callable[[Node], Shape]


def _result(n: Node) -> Shape:
    return n.shape


def _operand(n: Node) -> Shape:
    return n.args[0].shape


def _free(n: Node) -> Shape:
    return (0,)


# number of operations other than multiply-adds, as sizes whose product it is
RULES: dict[str, Count] = {
    **dict.fromkeys(("add", "sub", "mul", "div", "power", "greater", "where", "neg", "square"), _result),
    **dict.fromkeys(("exp", "log", "erf", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu"), _result),
    **dict.fromkeys(("softmax", "sum", "max"), _operand),
    **dict.fromkeys(("transpose", "split_heads", "merge_heads", "part", "pad", "concat", "reshape", "spread"), _free),
    **dict.fromkeys(("matmul", "number", "causal", "count"), _free),
}


@dataclass(frozen=True)
class StepCost:
    """Cost of one step or of a whole program.

    `elements` is how many numbers its result holds, `bytes` the memory they take.
    """

    multiply_adds: Amount
    operations: Amount
    elements: Amount
    bytes: int


@dataclass(frozen=True)
class Cost:
    """Cost of a program: per step by id, in total, and its parameter counts, per input by id and in total."""

    steps: dict[str, StepCost]
    whole: StepCost
    parameters: dict[str, Amount]
    all_parameters: Amount


def cost(program: Program, itemsize: int = 8) -> Cost:
    """Cost of one forward run of a program; `itemsize` is bytes per number (8 is float64, 4 is float32)."""
    steps = {id: _work(step.expr, itemsize) for id, step in program.steps.items()}
    trained = {id: amount(x.shape) for id, x in program.inputs.items() if x.trained}
    whole = StepCost(
        total(work.multiply_adds for work in steps.values()),
        total(work.operations for work in steps.values()),
        total(work.elements for work in steps.values()),
        sum(work.bytes for work in steps.values()),
    )
    return Cost(steps, whole, trained, total(trained.values()))


def _work(expr: Node, itemsize: int) -> StepCost:
    inside = list(nodes(expr))
    products = (amount((*n.shape, n.args[0].shape[-1])) for n in inside if n.op == "matmul")
    counted = (RULES[n.op](n) for n in inside if n.op != "ref" and n.shape)
    operations = (amount(shape) for shape in counted if shape != (0,))
    elements = amount(expr.shape)
    return StepCost(total(products), total(operations), elements, int(elements) * itemsize)
