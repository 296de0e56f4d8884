"""Cost of a program: multiply-adds, stored numbers, parameters and memory traffic, as counts and as formulas.

A multiply-add is one term of a matrix product. Memory traffic is what is read from and written to a processor's memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import prod
from operator import mul
from typing import Any

from engine.expression.dim import Dim, Monomial, named
from engine.expression.node import Node, names, nodes
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
    """Product of sizes, such as the number of cells of a shape.

    Sizes without a name go into the coefficient; numbers that a size is divided by stay among the powers, as in d / 2.
    """
    product: Dim = reduce(mul, map(named, shape), Dim(1))
    powers = tuple((factor, n) for factor, n in product.monomial if not isinstance(factor, int) or n < 0)
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


@dataclass(frozen=True)
class StepCost:
    """Cost of one step or of a whole program; `elements` is how many numbers its result holds."""

    multiply_adds: Amount
    elements: Amount


@dataclass(frozen=True)
class Cost:
    """Cost of a program: per step by id, in total, and its parameters by input."""

    steps: dict[str, StepCost]
    whole: StepCost
    parameters: dict[str, Amount]


@lru_cache(maxsize=64)
def cost(program: Program) -> Cost:
    """Cost of one forward run of a program; cached."""
    steps = {id: _cost_of(step.expr) for id, step in program.steps.items()}
    trained = {id: amount(x.shape) for id, x in program.inputs.items() if x.trained}
    whole = StepCost(
        total(step.multiply_adds for step in steps.values()), total(step.elements for step in steps.values())
    )
    return Cost(steps, whole, trained)


def _cost_of(expr: Node) -> StepCost:
    products = (amount((*n.shape, n.args[0].shape[-1])) for n in nodes(expr) if n.op == "matmul")
    return StepCost(total(products), amount(expr.shape))


def traffic(program: Program, fused: bool = False) -> dict[str, Amount]:
    """How many numbers go between memory and processor in one forward run, by id.

    By default every step is a kernel of its own: it reads each array that it needs once, and writes its result. `fused`
    is one kernel for the whole program: every input is read once, and only results that no step reads are written.
    """
    if fused:
        read = {name for step in program.steps.values() for name in names(step.whole)}
        inputs = {id: amount(x.shape) for id, x in program.inputs.items()}
        return inputs | {id: amount(step.shape) for id, step in program.steps.items() if id not in read}
    return {id: total(map(amount, _moved(program, id))) for id in program.steps}


def _moved(program: Program, id: str) -> Iterator[Iterable[int]]:
    """The shapes that one step reads and writes; of a piece that it cuts out of an array, that of the piece."""
    step = program.steps[id]
    yield from (shape for _, shape in dict.fromkeys(_read(step.whole)))
    yield step.shape


def _read(node: Node) -> Iterator[tuple[str, Shape]]:
    """What an expression reads, each array or piece of one by its id with its shape."""
    piece = node.op == "part" and node.args[0].op == "ref"
    if piece or node.op == "ref":
        yield (node.args[0] if piece else node).params[0], node.shape
        return
    for arg in node.args:
        yield from _read(arg)
