"""One sentence through an RNN, an LSTM and self-attention: steps in sequence, work, path length, influence of words.

The comparison is that of Vaswani et al. 2017, table 1, counted on the programs themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.execution.run import run
from engine.ids import gradient_id
from engine.mechanism import MECHANISMS
from engine.program import Program
from engine.readings.cost import cost
from engine.readings.gradient import gradient
from engine.studies.measurements import depth, distance

Kind = Literal["rnn", "lstm", "self_attention"]
KINDS: tuple[Kind, ...] = ("rnn", "lstm", "self_attention")
OUTPUT: dict[Kind, str] = {"rnn": "outputs", "lstm": "outputs", "self_attention": "context"}
TOKENS: dict[Kind, str] = {"rnn": "T", "lstm": "T", "self_attention": "n"}


@dataclass(frozen=True)
class Complexity:
    """What a layer takes: `sequential` steps, `multiply_adds`, the `path` from the first word to the last output."""

    sequential: int
    multiply_adds: int
    path: int


@dataclass(frozen=True)
class Passage(Complexity):
    """A sentence's way through a layer: what it takes, and the `influence` of each word on the last output, as shares
    that sum to 1.
    """

    kind: Kind
    influence: tuple[float, ...]


def complexity(kind: Kind, words: int, width: int) -> Complexity:
    """Count one layer of `width` on a sentence of `words` words."""
    return _counted(_program(kind, words, width), kind, words)


def _counted(program: Program, kind: Kind, words: int) -> Complexity:
    way = distance(program, OUTPUT[kind], (words - 1, 0), "X", (0, 0))
    return Complexity(
        sequential=depth(program),
        multiply_adds=int(cost(program).whole.multiply_adds),
        path=0 if way is None else way,
    )


def passage(kind: Kind, words: int, width: int, keeping: float = 0.0, draws: int = 20) -> Passage:
    """Measure one layer of `width` on a sentence of `words` words.

    A word's influence is the Frobenius norm of the derivative of the last output by that word, averaged over `draws`
    drawn weights (standard deviation 1/√rows) and words (N(0, 1)). `keeping` is the bias of an LSTM's forget gate; the
    other biases are 0.
    """
    program = _program(kind, words, width)
    counted = _counted(program, kind, words)
    influence = _influence(program, OUTPUT[kind], {"b_f": keeping}, draws)
    return Passage(**vars(counted), kind=kind, influence=influence)


def _program(kind: Kind, words: int, width: int) -> Program:
    mechanism = MECHANISMS[kind]
    widths = {"d_k": width, "d_v": width} if kind == "self_attention" else {"k": width}
    return mechanism.build(mechanism.choose(), {TOKENS[kind]: words, "d": width, **widths})


def _influence(program: Program, output: str, biases: Mapping[str, float], draws: int) -> tuple[float, ...]:
    rng = np.random.default_rng(0)
    inputs = {}
    for id, one in program.inputs.items():
        shape = tuple(map(int, one.shape))
        spread = {"data": 1.0, "weight": shape[0] ** -0.5}.get(one.role, 0.0)
        inputs[id] = spread * rng.standard_normal((draws, 1, *shape)) + biases.get(id, 0.0)
    words, width = map(int, program.steps[output].shape)
    last = np.zeros((width, words, width))
    last[:, -1] = np.eye(width)  # one run for each number of the last output
    arrived = run(gradient(program, output, ["X"]), {**inputs, gradient_id(output): last})[gradient_id("X")]
    norms = np.sqrt((arrived**2).sum(axis=(1, 3))).mean(axis=0)
    return tuple(float(x) for x in norms / norms.sum())
