"""What a number question counts: the length of an axis, trained numbers, multiply-adds, bytes kept or moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from content import NumberQuestion
from engine import Program
from engine.readings.cost import Amount, cost, total, traffic

Amounts = dict[str, Amount]
Miscounts = Iterator[tuple[str, int]]


@dataclass(frozen=True)
class Count:
    """One kind of count: the amounts it adds up by id, and the wrong counts that are known of it.

    `whole` is the count for one layer; `adds_up` says whether it is the sum of its amounts. `mistaken` takes the
    question, the program and the right count for one layer, and gives (misconception id, wrong number).
    """

    amounts: Callable[[NumberQuestion, Program], Amounts]
    whole: Callable[[NumberQuestion, Program], Amount]
    mistaken: Callable[[NumberQuestion, Program, int], Miscounts]
    adds_up: bool = True


def _sum_of(
    amounts: Callable[[NumberQuestion, Program], Amounts], mistaken: Callable[[NumberQuestion, Program, int], Miscounts]
) -> Count:
    return Count(amounts, lambda question, computed: total(amounts(question, computed).values()), mistaken)


def _steps(question: NumberQuestion, computed: Program) -> tuple[str, ...]:
    return question.count or tuple(computed.steps)


# ---- the length of an axis ----


def _length(question: NumberQuestion, computed: Program, rows: bool) -> int:
    return int(computed.steps[question.step or ""].shape[-2 if rows else -1])


def _size(question: NumberQuestion, computed: Program) -> Amount:
    return Amount(_length(question, computed, question.axis == "rows"), ())


def _mistaken_size(question: NumberQuestion, computed: Program, _right: int) -> Miscounts:
    yield "count.other_axis", _length(question, computed, question.axis != "rows")


# ---- sums ----


def _parameters(_question: NumberQuestion, computed: Program) -> Amounts:
    return cost(computed).parameters


def _mistaken_parameters(question: NumberQuestion, computed: Program, _right: int) -> Miscounts:
    weights = (int(np.prod(x.shape)) for x in computed.inputs.values() if x.role == "weight")
    yield "count.without_biases", sum(weights) * question.times


def _multiply_adds(question: NumberQuestion, computed: Program) -> Amounts:
    whole = cost(computed)
    return {step: whole.steps[step].multiply_adds for step in _steps(question, computed)}


def _mistaken_multiply_adds(question: NumberQuestion, _computed: Program, right: int) -> Miscounts:
    yield "count.multiplications_and_additions", 2 * right * question.times


def _bytes(question: NumberQuestion, computed: Program) -> Amounts:
    whole = cost(computed)
    return {step: _times(whole.steps[step].elements, question.bytes_each) for step in _steps(question, computed)}


def _times(amount: Amount, factor: int) -> Amount:
    return Amount(amount.number * factor, tuple((coefficient * factor, powers) for coefficient, powers in amount.terms))


def _mistaken_bytes(question: NumberQuestion, _computed: Program, right: int) -> Miscounts:
    yield "count.numbers", right // question.bytes_each * question.times
    yield "count.bits", 8 * right * question.times


def _traffic(question: NumberQuestion, computed: Program) -> Amounts:
    moved = traffic(computed, question.fused)
    return {id: _times(found, question.bytes_each) for id, found in moved.items()}


def _mistaken_traffic(question: NumberQuestion, computed: Program, right: int) -> Miscounts:
    yield from _mistaken_bytes(question, computed, right)
    yield "count.other_kernels", _moved(question, computed, not question.fused)
    kept = cost(computed).whole.elements
    yield "count.only_written", kept.number * question.bytes_each * question.times


def _moved(question: NumberQuestion, computed: Program, fused: bool) -> int:
    return total(traffic(computed, fused).values()).number * question.bytes_each * question.times


COUNTS: Mapping[str, Count] = {
    "size": Count(lambda question, computed: {}, _size, _mistaken_size, adds_up=False),
    "parameters": _sum_of(_parameters, _mistaken_parameters),
    "multiply_adds": _sum_of(_multiply_adds, _mistaken_multiply_adds),
    "bytes": _sum_of(_bytes, _mistaken_bytes),
    "traffic": _sum_of(_traffic, _mistaken_traffic),
}


def counted(question: NumberQuestion, computed: Program) -> Amount:
    """The amount of a question for one layer, before it is multiplied by `times`."""
    return COUNTS[question.of].whole(question, computed)


def miscounts(question: NumberQuestion, computed: Program) -> Miscounts:
    """Wrong counts as (misconception id, number) pairs, such as one without biases or in bits instead of bytes.

    The ids have their texts in content/common.toml.
    """
    right = counted(question, computed).number
    if question.times > 1:
        yield "count.once", right
    yield from COUNTS[question.of].mistaken(question, computed, right)
