"""Mistakes that are the same wherever they are made: in a sum with a bias, in the choice of weights."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.quiz.families import Numbers
from tests.quiz.learners import Array
from tests.quiz.mistakes import Mistake, Step, table

OfGate = Callable[[Numbers, str], Array]


def biased(step: str, product: Step, bias: str, alone: bool = True) -> list[Mistake]:
    """A bias left out, multiplied on, or (where it has the shape of the whole) taken alone."""
    only_bias = table(step, add__without_left=lambda a: a[bias]) if alone else []
    return [*only_bias, *table(step, add__without_right=product, add__multiplied=lambda a: product(a) * a[bias])]


def other_gates(step: str, affine: OfGate, others: str) -> list[Mistake]:
    """The weights and biases of other gates."""
    return [
        mistake
        for gate in others
        for mistake in table(step, **{f"weights_of__{gate}": lambda a, gate=gate: affine(a, gate)})
    ]


def all_ones(before: str) -> Step:
    """A softmax along an axis of one."""
    return lambda a: np.ones_like(a[before])
