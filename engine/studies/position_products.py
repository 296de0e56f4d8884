"""Positional encodings measured: what a score says about the distance of two tokens, and what their order changes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.execution.run import run
from engine.mechanism import MECHANISMS

Kind = Literal["sinusoidal", "learned_positions", "rope", "alibi"]
KINDS: tuple[Kind, ...] = ("sinusoidal", "learned_positions", "rope", "alibi")
Matrix = NDArray[np.float64]


def products_by_distance(kind: Kind, length: int, width: int, seed: int = 0) -> list[float]:
    """What position alone gives the score of the first token with the token at distance 0 … `length` − 1.

    Sinusoidal and learned: the product of both position vectors, the learned ones as they are before training
    (independent, N(0, 1)), divided by its value at distance 0. RoPE: the product of a vector drawn from N(0, 1) with
    itself, both rotated, divided likewise; with pairs of equal norm it would be the sinusoidal product. ALiBi: the bias
    of the first head with the largest distance as 1.
    """
    return [float(x) for x in MEASURED[kind](length, width, np.random.default_rng(seed))]


def _relative(products: Matrix) -> Matrix:
    return np.asarray(products / products[0])


def _sinusoidal(length: int, width: int, rng: np.random.Generator) -> Matrix:
    mechanism = MECHANISMS["sinusoidal"]
    program = mechanism.build(mechanism.choose(), {"n": length, "d": width})
    return _relative(run(program, {"X": np.zeros((length, width))})["position_products"][0])


def _learned(length: int, width: int, rng: np.random.Generator) -> Matrix:
    table = rng.standard_normal((length, width))
    return _relative(table @ table[0])


def _rope(length: int, width: int, rng: np.random.Generator) -> Matrix:
    mechanism = MECHANISMS["rope"]
    program = mechanism.build(mechanism.choose(), {"n": length, "d_k": width, "d_v": 1})
    same = np.tile(rng.standard_normal(width), (length, 1))
    return _relative(run(program, {"Q": same, "K": same, "V": np.zeros((length, 1))})["scores"][0])


def _alibi(length: int, width: int, rng: np.random.Generator) -> Matrix:
    mechanism = MECHANISMS["alibi"]
    program = mechanism.build(mechanism.choose(), {"n": length, "h": 2, "d_k": 1, "d_v": 1})
    nothing = np.zeros((length, 2))
    bias = run(program, {"Q": nothing, "K": nothing, "V": nothing})["bias"][0, -1, ::-1]
    return np.asarray(bias / max(1, length - 1) / abs(bias[1] if length > 1 else 1.0))


MEASURED = {"sinusoidal": _sinusoidal, "learned_positions": _learned, "rope": _rope, "alibi": _alibi}


def exchanged(length: int, width: int, *, positions: bool, seed: int = 0) -> float:
    """How far the outputs of self-attention are from those of the same tokens in reverse order, each token held against
    itself: the largest difference of any number. 0 without positions: self-attention is permutation equivariant.

    `positions` adds the sinusoidal encoding to the tokens.
    """
    rng = np.random.default_rng(seed)
    mechanism = MECHANISMS["self_attention"]
    program = mechanism.build(mechanism.choose(), {"n": length, "d": width, "d_k": width, "d_v": width})
    shapes = {id: tuple(map(int, one.shape)) for id, one in program.inputs.items()}
    inputs = {id: rng.standard_normal(shape) / shape[0] ** 0.5 for id, shape in shapes.items()}
    tokens = rng.standard_normal((length, width))
    places = _places(length, width) if positions else np.zeros((length, width))
    forward = run(program, {**inputs, "X": tokens + places})["context"]
    backward = run(program, {**inputs, "X": tokens[::-1] + places})["context"][::-1]
    return float(np.abs(forward - backward).max())


def _places(length: int, width: int) -> Matrix:
    mechanism = MECHANISMS["sinusoidal"]
    program = mechanism.build(mechanism.choose(), {"n": length, "d": width})
    return np.asarray(run(program, {"X": np.zeros((length, width))})["positions"])
