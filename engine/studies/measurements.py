"""Measurements of textbook claims about attention and recurrent networks.

Variance of attention scores by d_k and its effect on the softmax; gradient norms over time steps; cost of decoding with
and without a KV cache; path length between two tokens.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import InputError
from engine.execution.run import Trace, run
from engine.expression.cell import Index, sources
from engine.expression.node import names
from engine.ids import gradient_id, joined, written
from engine.mechanism import MECHANISMS
from engine.program import Program, Step
from engine.readings.cost import cost
from engine.readings.gradient import gradient

# ---- why scores are divided by √d_k ----


@dataclass(frozen=True)
class ScoreStatistics:
    """Statistics of attention scores at one key dimension d_k, averaged over many queries.

    `variance` of the scores is d_k in theory, 1 after scaling. `entropy` of the attention weights is in nats, at most
    ln m for m keys. `largest` is the largest weight. `jacobian` is the Frobenius norm of diag(a) − aᵀa, the softmax's
    Jacobian.
    """

    d_k: int
    variance: float
    entropy: float
    largest: float
    jacobian: float


def score_spread(
    d_k: int,
    rng: np.random.Generator,
    *,
    scaled: bool,
    keys: int = 8,
    draws: int = 1000,
    deviation: float = 1.0,
) -> ScoreStatistics:
    """Measure score variance and softmax saturation on `draws` random queries, each with `keys` random keys.

    All numbers are independent with mean 0 and this standard deviation, by default 1 (the assumption of Vaswani et al.
    2017, section 3.2.1, footnote). `scaled` divides the scores by √d_k.
    """
    attention = MECHANISMS["scaled_dot_product"]
    options = attention.choose(scale="sqrt_d_k" if scaled else "none")
    program = attention.build(options, {"n": 1, "m": keys, "d_k": d_k, "d_v": 1})
    shapes = {id: (draws, *map(int, x.shape)) for id, x in program.inputs.items()}
    trace = run(program, {id: deviation * rng.standard_normal(shape) for id, shape in shapes.items()})
    return _spread(d_k, float(trace["scaled" if scaled else "scores"].var()), trace["weights"][:, 0])


def weights_spread(weights: Array, d_k: int, *, scaled: bool) -> ScoreStatistics:
    """The same of attention weights that some model has, a row for each query, none of them 0.

    They come of scores divided by √d_k; without `scaled`, of the same scores undivided. Scores that differ by a
    constant of their row give the same weights, so the variance is that around each row's mean.
    """
    scores = np.log(weights) * (1.0 if scaled else np.sqrt(d_k))
    exponentials = np.exp(scores - scores.max(-1, keepdims=True))
    return _spread(d_k, float(scores.var(-1).mean()), exponentials / exponentials.sum(-1, keepdims=True))


def _spread(d_k: int, variance: float, weights: Array) -> ScoreStatistics:
    """What softmax has made of scores: `weights` has a row for each query."""
    jacobians = weights[:, :, None] * (np.eye(weights.shape[-1]) - weights[:, None])
    return ScoreStatistics(
        d_k,
        variance=variance,
        entropy=float(-(weights * np.log(np.maximum(weights, np.finfo(float).tiny))).sum(-1).mean()),
        largest=float(weights.max(-1).mean()),
        jacobian=float(np.linalg.norm(jacobians, axis=(-2, -1)).mean()),
    )


# ---- gradient norms over time steps ----


def arriving(trace: Trace, state: str = "hidden", place: str = "") -> list[float]:
    """Gradient norms ‖∂s_T/∂s_t‖ (Frobenius) of the last state with respect to each state s_1 … s_T; the last is √k.

    `state` is the name of a step, such as "hidden" or an LSTM's "cell", of width k; `place` is the branch it belongs
    to, such as "layer=2". All paths count, also those through other states (C_t → h_t → C_{t+1}). Raises InputError if
    the trace has no such state.
    """
    ids = [step.id for step in trace.program.steps.values() if step.name == state and _branch(step) == place]
    if not ids:
        raise InputError("There is no state called {name} here.", name=written([place] if place else [], state))
    if len(ids) == 1:
        return [float(np.sqrt(trace[ids[0]].shape[-1]))]
    back = gradient(trace.program, ids[-1], ids[:1])
    width = int(trace.program.steps[ids[-1]].shape[-1])
    inputs = {id: trace[id] for id in trace.program.inputs}
    arrived = run(back, {**inputs, gradient_id(ids[-1]): np.eye(width)[:, None]})
    earlier = [float(np.linalg.norm(arrived[gradient_id(id)])) for id in ids[:-1]]
    return [*earlier, float(np.sqrt(width))]


def _branch(step: Step) -> str:
    """Path of the sequence that a step belongs to: "layer=2" for layer=2/t=3/hidden."""
    return joined(step.path[:-1])


# ---- cost of decoding with a KV cache ----


@dataclass(frozen=True)
class Decoding:
    """Cost of decoding one token: multiply-adds with and without a KV cache, and the size of the cache in bytes.

    `tokens` counts the tokens including the new one.
    """

    tokens: int
    cached: int
    recomputed: int
    bytes: int


def decoding(tokens: int, d: int, h: int, g: int, d_k: int, d_v: int, itemsize: int = 2) -> Decoding:
    """Cost of decoding the last of `tokens` tokens in one attention layer with h query heads and g key-value heads.

    g = h is multi-head attention, g = 1 multi-query attention. Without a cache, attention is computed for all tokens
    again. `itemsize` is bytes per number (2 is float16). Raises ShapeError where h is not a multiple of g.
    """
    sizes = {"d": d, "h": h, "g": g, "d_k": d_k, "d_v": d_v}
    cache, whole = MECHANISMS["kv_cache"], MECHANISMS["grouped_query"]
    first = tokens == 1
    options = cache.choose(heads="grouped", prefix="none" if first else "given")
    program = cache.build(options, {**sizes, "n": 1, "m": 1 if first else tokens - 1})
    kept = (program.steps[f"token=1/{name}"].shape for name in ("key_cache", "value_cache"))
    return Decoding(
        tokens,
        cached=int(cost(program).whole.multiply_adds),
        recomputed=int(cost(whole.build(whole.choose(mask="causal"), {**sizes, "n": tokens})).whole.multiply_adds),
        bytes=itemsize * sum(int(rows) * int(columns) for rows, columns in kept),
    )


# ---- path lengths ----


def depth(program: Program) -> int:
    """Number of sequential steps: the longest chain of dependent steps, which no parallel hardware shortens."""
    found: dict[str, int] = {}
    for id, step in program.steps.items():
        found[id] = 1 + max((found.get(name, 0) for name in names(step.expr)), default=0)
    return max(found.values(), default=0)


def distance(program: Program, step: str, cell: Index, source: str, at: Index) -> int | None:
    """Path length: the fewest steps from an input cell (`source`, `at`) to a cell of a step (`step`, `cell`).

    None if the step's cell does not depend on the input cell. Indices count from 0.
    """
    queue: deque[tuple[str, Index, int]] = deque([(step, cell, 0)])
    seen: set[tuple[str, Any]] = {(step, cell)}
    while queue:
        id, index, steps = queue.popleft()
        if (id, index) == (source, at):
            return steps
        for further in sources(program.steps[id].expr[index]) if id in program.steps else ():
            if further not in seen:
                seen.add(further)
                queue.append((*further, steps + 1))
    return None
