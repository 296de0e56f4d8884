"""The words of an example's trained model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from content import Topic
from content.schema import Trained
from content.trained import vocabulary
from presentation.resizing import as_entered


def model_words(topic: Topic, preset: str) -> Mapping[str, tuple[str, ...]]:
    """Words that the trained model of an example knows, with their vectors as entered; none without a model."""
    trained = topic.preset(preset).trained if preset else None
    return _entered(trained) if trained else {}


@lru_cache(maxsize=8)
def _entered(trained: Trained) -> Mapping[str, tuple[str, ...]]:
    return {word: tuple(as_entered(float(x)) for x in vector) for word, vector in vocabulary(trained).items()}
