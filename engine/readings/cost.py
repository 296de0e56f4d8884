"""What a computation costs: multiply-adds, other operations, numbers kept, parameters; as numbers and as formulas.

One multiply-add is one term of a matrix product. Everything else counts one operation a number it computes, or a number
it reads along a line; moving numbers costs none.
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
    """A number and the monomials it is made of: coefficient by the powers of the sizes, such as 2·n²·d_k."""

    number: int
    terms: tuple[tuple[int, Monomial], ...]

    def __int__(self) -> int:
        return self.number

    def __add__(self, other: Amount) -> Amount:
        return total((self, other))


ZERO = Amount(0, ())


def amount(shape: Iterable[int]) -> Amount:
    """The product of sizes; a size without a name goes into the coefficient."""
    product: Dim = reduce(mul, map(named, shape), Dim(1))
    powers = tuple((factor, n) for factor, n in product.monomial if not isinstance(factor, int))
    coefficient = prod(factor**n for factor, n in product.monomial if isinstance(factor, int) and n > 0)
    return Amount(int(product), ((coefficient, powers),))


def total(amounts: Iterable[Amount]) -> Amount:
    """Their sum, like monomials put together, in the order they first appear."""
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


# how many operations that are not multiply-adds, as the sizes to be multiplied
RULES: dict[str, Count] = {
    **dict.fromkeys(("add", "sub", "mul", "div", "power", "greater", "where", "neg", "square"), _result),
    **dict.fromkeys(("exp", "log", "erf", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu"), _result),
    **dict.fromkeys(("softmax", "sum", "max"), _operand),
    **dict.fromkeys(("transpose", "split_heads", "merge_heads", "part", "pad", "concat", "reshape", "spread"), _free),
    **dict.fromkeys(("matmul", "number", "causal", "count"), _free),
}


@dataclass(frozen=True)
class StepCost:
    """What a step, or a whole program, costs; `elements` are the numbers it keeps."""

    multiply_adds: Amount
    operations: Amount
    elements: Amount
    bytes: int


@dataclass(frozen=True)
class Cost:
    """Each step by id, all steps together, and the trained numbers, each input by id and together."""

    steps: dict[str, StepCost]
    whole: StepCost
    parameters: dict[str, Amount]
    all_parameters: Amount


def cost(program: Program, itemsize: int = 8) -> Cost:
    """What one run of the program costs, with so many bytes a number (8 is float64, 4 is float32)."""
    steps = {id: _work(step.expr, itemsize) for id, step in program.steps.items()}
    trained = {id: amount(x.shape) for id, x in program.inputs.items() if x.role in ("weight", "bias")}
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
