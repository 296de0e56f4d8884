"""Sampling of the next token: what temperature, top-k and top-p leave of the probabilities.

Temperature: Ackley, Hinton & Sejnowski 1985. Top-k: Fan et al. 2018. Top-p (nucleus): Holtzman et al. 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError


@dataclass(frozen=True)
class Truncated:
    """Distribution of the next token: `before` is softmax of the logits, `after` what is drawn from; a token that was
    cut off has probability 0. Both sum to 1.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]

    @property
    def kept(self) -> int:
        """Number of tokens that can still be drawn."""
        return int((self.after > 0).sum())


def truncated(logits: Sequence[float], temperature: float = 1.0, top_k: int = 0, top_p: float = 1.0) -> Truncated:
    """Distribution from which the next token is drawn, as in Transformers: temperature, then top-k, then top-p.

    Temperature 0 is greedy decoding: the largest logit has probability 1, the first of equals. `top_k` 0 keeps all.
    Top-p keeps the fewest most probable tokens whose probabilities reach it. Raises InputError outside the domains.
    """
    if temperature < 0 or top_k < 0 or not 0 < top_p <= 1:
        raise InputError("Temperature and top-k are at least 0, top-p is above 0 and at most 1.")
    scores = np.asarray(logits, dtype=float)
    before = probabilities(scores)
    if temperature == 0:
        return Truncated(before, np.eye(len(scores))[int(scores.argmax())])
    warm = probabilities(scores / temperature)
    order = np.argsort(-warm, kind="stable")
    kept = order[: top_k or len(order)]
    shares = warm[kept] / warm[kept].sum()
    enough = int(np.searchsorted(np.cumsum(shares), top_p - 1e-12)) + 1
    after = np.zeros_like(warm)
    after[kept[:enough]] = shares[:enough] / shares[:enough].sum()
    return Truncated(before, after)


def probabilities(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Softmax of a vector."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def entropy(distribution: NDArray[np.float64]) -> float:
    """Entropy of a distribution in nats."""
    drawn = distribution[distribution > 0]
    return float(-(drawn * np.log(drawn)).sum())
