"""The words and weights of an example's trained model, as they are entered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from content import Topic
from content.schema import TrainedWeights
from content.trained_weights import vocabulary, weights
from presentation.workspaces.resizing import Texts
from presentation.workspaces.stored_rows import as_entered, entered_rows


def model_words(topic: Topic, preset: str) -> Mapping[str, tuple[str, ...]]:
    """Words that the trained model of an example knows, with their vectors as entered; none without a model."""
    trained = topic.preset(preset).trained if preset else None
    return _entered(trained) if trained else {}


@lru_cache(maxsize=8)
def _entered(trained: TrainedWeights) -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(as_entered(float(x)) for x in vector) for word, vector in vocabulary(trained).items()}


def model_weights(topic: Topic, preset: str) -> Mapping[str, Texts]:
    """The weights of an example's trained model by input; none without a model. Who keeps a workspace names them."""
    trained = topic.preset(preset).trained if preset else None
    return _weights(trained) if trained else {}


@lru_cache(maxsize=8)
def _weights(trained: TrainedWeights) -> Mapping[str, Texts]:
    return {id: entered_rows(array) for id, array in weights(trained).items()}
