"""What textbooks say of attention and of recurrent networks, measured: on drawn numbers, or on a program's own shape.

How far scores spread with d_k and what that does to a softmax; how much of a gradient arrives many steps earlier; what
a cache of keys and values saves and spends; how far apart two tokens are, counted in steps.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import InputError
from engine.execution.run import Trace, run
from engine.expression.cell import Index, sources
from engine.expression.node import names
from engine.ids import BETWEEN
from engine.mechanism import MECHANISMS
from engine.program import Program, Step
from engine.readings.cost import cost
from engine.readings.gradient import gradient

# ---- why scores are divided by √d_k ----


@dataclass(frozen=True)
class Spread:
    """Many rows of scores: their variance (theory: d_k, or 1 once divided), and the softmax of each, in mean.

    `entropy` of the weights is in nats, ln m at most; `jacobian` is the Frobenius norm of diag(a) − aᵀa, through which
    every gradient passes.
    """

    d_k: int
    variance: float
    entropy: float
    largest: float
    jacobian: float


def score_spread(d_k: int, rng: np.random.Generator, *, scaled: bool, keys: int = 8, draws: int = 1000) -> Spread:
    """So many queries, each on keys of its own, all numbers independent with mean 0 and variance 1."""
    attention = MECHANISMS["scaled_dot_product"]
    options = attention.choose(scale="sqrt_d_k" if scaled else "none")
    program = attention.build(options, {"n": 1, "m": keys, "d_k": d_k, "d_v": 1})
    trace = run(program, {id: rng.standard_normal((draws, *map(int, x.shape))) for id, x in program.inputs.items()})
    weights = trace["weights"][:, 0]
    slopes = weights[:, :, None] * (np.eye(keys) - weights[:, None])
    return Spread(
        d_k,
        variance=float(trace["scaled" if scaled else "scores"].var()),
        entropy=float(-(weights * np.log(np.maximum(weights, np.finfo(float).tiny))).sum(-1).mean()),
        largest=float(weights.max(-1).mean()),
        jacobian=float(np.linalg.norm(slopes, axis=(-2, -1)).mean()),
    )


# ---- what arrives of a gradient ----


def arriving(trace: Trace, state: str = "hidden", place: str = "") -> list[float]:
    """‖∂s_T/∂s_t‖ for every t in the order of reading, the last being √k: Frobenius norms on this trace's numbers.

    `state` is a step's name, such as hidden or an LSTM's cell; `place` is the branch it hangs in, such as layer=2.
    What reaches s_t on ways that leave the state (from C_t over h_t to C_{t+1}) is counted. Raises InputError where the
    trace has no such state.
    """
    ids = [step.id for step in trace.program.steps.values() if step.name == state and _branch(step) == place]
    if not ids:
        raise InputError("There is no state called {name} here.", name=f"{place}/{state}".lstrip("/"))
    if len(ids) == 1:
        return [float(np.sqrt(trace[ids[0]].shape[-1]))]
    back = gradient(trace.program, ids[-1], ids[:1])
    width = int(trace.program.steps[ids[-1]].shape[-1])
    inputs = {id: trace[id] for id in trace.program.inputs}
    arrived = run(back, {**inputs, f"backward/{ids[-1]}": np.eye(width)[:, None]})
    earlier = [float(np.linalg.norm(arrived[f"backward/{id}"])) for id in ids[:-1]]
    return [*earlier, float(np.sqrt(width))]


def _branch(step: Step) -> str:
    """Where a sequence hangs whose steps are at t: layer=2 of layer=2/t=3/hidden."""
    return BETWEEN.join(map(str, step.path[:-1]))


# ---- what a cache saves, and what it spends ----


@dataclass(frozen=True)
class Decoding:
    """One more token after so many: multiply-adds with a cache and without one, and the bytes that the cache holds."""

    tokens: int
    cached: int
    recomputed: int
    bytes: int


def decoding(tokens: int, d: int, h: int, g: int, d_k: int, d_v: int, itemsize: int = 2) -> Decoding:
    """The last of so many tokens, in one layer of h heads that share g heads of keys and values (g = h: none shared).

    Without a cache, attention runs over all tokens again. A number has `itemsize` bytes. Raises ShapeError where h is
    no multiple of g.
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


# ---- how far apart two tokens are ----


def depth(program: Program) -> int:
    """The longest chain of steps that must wait for each other: what no number of processors shortens."""
    found: dict[str, int] = {}
    for id, step in program.steps.items():
        found[id] = 1 + max((found.get(name, 0) for name in names(step.expr)), default=0)
    return max(found.values(), default=0)


def distance(program: Program, step: str, cell: Index, source: str, at: Index) -> int | None:
    """The fewest steps from a cell of an input to a cell of a step; None where it does not depend on it."""
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
