"""Token embeddings of BERT and GPT-2: from the numbers of a text's tokens to what enters the first block.

BERT adds a position and the first segment to every token and normalises the sum; GPT-2 adds positions only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import MECHANISMS, run
from loading.arrays import Array, said
from loading.errors import Refused
from parameters.configuration import epsilon
from parameters.recognised import Parameters, Recognised, prefixes

BERT, GPT2 = "embeddings.word_embeddings.weight", "wte.weight"
USUAL_EPSILON = 1e-12  # of BERT's norms


@dataclass(frozen=True, eq=False)
class Embeddings:
    """Tables of `tokens` (v×d) and `positions` (m×d), left on the disk, and what BERT alone has.

    That is the first `segment` (1×d), `gamma` and `beta` (1×d), which rescale the normalised sum, and the norm's ε.
    """

    tokens: Array
    positions: Array
    segment: Array | None = None
    gamma: Array | None = None
    beta: Array | None = None
    epsilon: float = USUAL_EPSILON

    def vectors(self, numbers: Sequence[int]) -> Array:
        """What enters the first block, n×d.

        Raises Refused for no tokens, for more than there are positions, and for one that has no vector.
        """
        n = len(numbers)
        self._check(numbers)
        X: Array = np.asarray(self.tokens[list(numbers)], float) + np.asarray(self.positions[:n], float)
        if self.segment is not None:
            X = X + self.segment
        return X if self.gamma is None else self._normalised(X)

    def _check(self, numbers: Sequence[int]) -> None:
        if not numbers:
            raise Refused("no_tokens")
        if len(numbers) > len(self.positions):
            raise Refused("positions", got=len(numbers), most=len(self.positions))
        if max(numbers) >= len(self.tokens):
            raise Refused("vocabulary", got=max(numbers), most=len(self.tokens))

    def _normalised(self, X: Array) -> Array:
        norm = MECHANISMS["layer_norm"]
        program = norm.build(norm.choose(epsilon=self.epsilon), {"n": len(X), "d": X.shape[1]})
        given = {"X": X, "gamma": np.asarray(self.gamma, float), "beta": np.asarray(self.beta, float)}
        found: Array = run(program, given)["rescaled"]
        return found


def embeddings(arrays: Mapping[str, Array], config: Mapping[str, Any]) -> Embeddings | None:
    """The embeddings among these arrays; None where there are none. Raises Refused where a part is missing."""
    for anchor, read in ((BERT, _bert), (GPT2, _gpt2)):
        for prefix in prefixes(tuple(arrays), anchor):
            return read(Parameters(arrays, prefix), config)
    return None


def _bert(found: Parameters, config: Mapping[str, Any]) -> Embeddings:
    tokens = found.matrix(BERT)
    d = tokens.shape[1]
    positions = _as_wide(found, "embeddings.position_embeddings.weight", d)
    segments = _as_wide(found, "embeddings.token_type_embeddings.weight", d)
    gamma, beta = found.norm("embeddings.LayerNorm", d)
    stored = epsilon(config)
    return Embeddings(
        tokens, positions, np.asarray(segments[:1], float), gamma, beta, USUAL_EPSILON if stored is None else stored
    )


def _gpt2(found: Parameters, _config: Mapping[str, Any]) -> Embeddings:
    tokens = found.matrix(GPT2)
    return Embeddings(tokens, _as_wide(found, "wpe.weight", tokens.shape[1]))


def _as_wide(found: Parameters, name: str, width: int) -> Array:
    """A table with a row or more, as wide as the tokens' vectors. Raises Refused for another shape."""
    table = found.matrix(name)
    wanted = (max(1, len(table)), width)
    if table.shape != wanted:
        raise Refused("shape", name=found.prefix + name, got=said(tuple(table.shape)), want=said(wanted))
    return table


def entering(vectors: Array, layers: Sequence[Recognised]) -> Array:
    """What leaves these blocks one after another, n×d, from what enters the first. Raises EngineError."""
    for layer in layers:
        block = MECHANISMS[layer.mechanism]
        sizes = {**layer.sizes, "n": len(vectors), "d": vectors.shape[1], "f": layer.inputs["feed_forward/b_1"].size}
        program = block.build(block.choose(**layer.options), sizes)
        inputs = {id: np.asarray(x, float) for id, x in layer.inputs.items()}
        vectors = run(program, {**inputs, "X": vectors})[list(program.steps)[-1]]
    return vectors
