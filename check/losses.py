"""A loss taken otherwise: summed where it is averaged, over other lines, of probabilities where logits are meant.

With a loss, each is the program with another one behind it; where ∂L/∂output is an input instead, each is another
factor of it, or a part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from check.outcomes import reads
from check.rewritten import Rewritten, mistake_id
from engine import EngineError, Program
from engine.expression.functions import log, mean, part, relu, softmax, sqrt, square, total
from engine.expression.node import Node, apply, substituted
from engine.ids import MisconceptionId
from engine.readings.training import LABELLED, Loss, trained_on

KIND, UPSTREAM = "loss", "upstream"


def _last(x: Node) -> Node:
    return part(x, -2, int(x.shape[-2]) - 1, int(x.shape[-2]))


def _whole_mean(x: Node) -> Node:
    return mean(mean(x), -2)


def _whole_sum(x: Node) -> Node:
    return total(total(x), -2)


# ---- of numbers ----

OF_NUMBERS: dict[str, Callable[[Node], Node]] = {
    "half_sum": lambda E: _whole_sum(square(E)) / 2,
    "sum": lambda E: _whole_sum(square(E)),
    "mean": lambda E: _whole_mean(square(E)),
    "half_mean": lambda E: _whole_mean(square(E)) / 2,
    "mean_of_rows": lambda E: mean(total(square(E)), -2),
    "half_mean_of_rows": lambda E: mean(total(square(E)), -2) / 2,
    "mean_of_columns": lambda E: total(mean(square(E)), -2),
    "root": lambda E: sqrt(_whole_mean(square(E))),
    "absolute": lambda E: _whole_mean(relu(E) + relu(-E)),
    "last_row": lambda E: _whole_mean(square(_last(E))),
    "last_row_sum": lambda E: _whole_sum(square(_last(E))) / 2,
}

# ---- of labels: what is picked for each row, and how the rows are put together ----


def _logarithms(Z: Node) -> Node:
    return log(softmax(Z))


OF_LABELS: dict[str, Callable[[Node, Node], Node]] = {
    "sum": lambda Z, T: _whole_sum(-(T * _logarithms(Z))),
    "mean_of_cells": lambda Z, T: _whole_mean(-(T * _logarithms(Z))),
    "last_row": lambda Z, T: _whole_sum(-(_last(T) * _logarithms(_last(Z)))),
    "over_rows": lambda Z, T: mean(total(-(T * log(softmax(Z, -2)))), -2),
    "softmax_twice": lambda Z, T: mean(total(-(T * _logarithms(softmax(Z)))), -2),
    "no_softmax": lambda Z, T: mean(total(-(T * log(Z))), -2),
    "likelihood": lambda Z, T: mean(total(-(T * softmax(Z))), -2),
    "squared": lambda Z, T: _whole_mean(square(softmax(Z) - T)),
}


@lru_cache(maxsize=64)
def other_losses(program: Program, output: str, loss: Loss, columns: bool) -> tuple[tuple[str, Program], ...]:
    """The program with each other loss on a step and its backward pass, by the mistake's id."""
    builders: dict[str, Callable[[Program, Node, Node], None]] = {}
    if loss in LABELLED:
        builders = {how: _of_labels(made) for how, made in OF_LABELS.items()}
    else:
        builders = {how: _of_numbers(made) for how, made in OF_NUMBERS.items()}
    found = []
    for how, build in builders.items():
        try:
            other = trained_on(program, output, build, loss in LABELLED, columns)
        except EngineError:
            continue
        found.append((str(MisconceptionId(KIND, (how,))), other))
    return tuple(found)


def _of_numbers(loss: Callable[[Node], Node]) -> Callable[[Program, Node, Node], None]:
    def build(p: Program, Y: Node, T: Node) -> None:
        p.step("loss", "L", loss(p.step("error", "E", Y - T)))

    return build


def _of_labels(loss: Callable[[Node, Node], Node]) -> Callable[[Program, Node, Node], None]:
    def build(p: Program, Z: Node, T: Node) -> None:
        p.step("loss", "L", loss(Z, T))

    return build


# ---- where ∂L/∂output is given ----

BEGUN: dict[str, Callable[[Node], Node]] = {
    "mean": lambda g: g / float(int(g.shape[-1]) * int(g.shape[-2])),
    "mean_of_rows": lambda g: g / float(int(g.shape[-2])),
    "mean_of_columns": lambda g: g / float(int(g.shape[-1])),
    "doubled": lambda g: g * 2.0,
    "halved": lambda g: g / 2.0,
    "negated": lambda g: -g,
    "last_row": lambda g: apply("pad", _last(g), params=(-2, int(g.shape[-2]) - 1, g.shape[-2])),
}


def begun_otherwise(p: Program) -> Iterator[Rewritten]:
    """The gradient that the backward pass begins with: of a mean where it is a sum, of the last row alone."""
    for x in p.inputs.values():
        if not x.gradient_of or len(x.shape) != 2:
            continue
        read = [id for id, names in reads(p).items() if x.id in names]
        for how, made in BEGUN.items():
            begun = {x.id: made(p.ref(x.id))}
            yield Rewritten(mistake_id(UPSTREAM, how), {id: substituted(p.steps[id].whole, begun) for id in read})
