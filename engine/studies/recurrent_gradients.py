"""Gradients through time in an RNN, an LSTM and a GRU: what of a gradient arrives so many steps earlier.

Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.execution.run import Trace, run
from engine.mechanism import MECHANISMS
from engine.studies.measurements import arriving

Kind = Literal["rnn", "lstm", "gru"]
STATE: dict[Kind, str] = {"rnn": "hidden", "lstm": "cell", "gru": "hidden"}
KEEPING: dict[Kind, str] = {"lstm": "b_f", "gru": "b_z"}  # the bias of the gate that keeps the old state
INPUT_WIDTH, INPUT_DEVIATION = 4, 0.3


@dataclass(frozen=True)
class Weights:
    """How the weights of a recurrent network are drawn.

    They have mean 0 and standard deviation `scale`/√(rows); all biases are 0 but `keeping`, that of the gate that keeps
    the old state (LSTM's forget gate, GRU's update gate). `width` is that of the state.
    """

    width: int = 16
    scale: float = 1.0
    keeping: float = 0.0
    seed: int = 0


def norms_by_distance(kind: Kind, steps: int, weights: Weights) -> list[float]:
    """Gradient norms ‖∂s_T/∂s_{T−j}‖ / √width for j = 0 … `steps` − 1, in the Frobenius norm; the first is 1.

    The state s is the hidden state, an LSTM's the cell state. All paths count. Inputs have mean 0 and
    standard deviation 0.3, so that the states stay where tanh is not flat.
    """
    found = arriving(random_run(kind, steps, weights), STATE[kind])
    return [norm / weights.width**0.5 for norm in reversed(found)]


def random_run(kind: Kind, steps: int, weights: Weights) -> Trace:
    """Run of a recurrent network over `steps` random inputs of width 4 on weights drawn that way."""
    mechanism = MECHANISMS[kind]
    program = mechanism.build(mechanism.choose(), {"T": steps, "d": INPUT_WIDTH, "k": weights.width})
    rng = np.random.default_rng(weights.seed)
    inputs = {}
    for id, one in program.inputs.items():
        shape = tuple(map(int, one.shape))
        drawn = rng.standard_normal(shape)
        spread = {"weight": weights.scale / shape[0] ** 0.5, "data": INPUT_DEVIATION}.get(one.role, 0.0)
        inputs[id] = drawn * spread + (weights.keeping if id == KEEPING.get(kind) else 0.0)
    return run(program, inputs)
