"""Weights of trained models, by reference: read from their files, with the words of a sentence looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from content.schema import TrainedWeights
from engine import InputError
from engine.arrays import Array

MODELS = Path(__file__).parents[1] / "models"
EMBEDDING, WORDS, ANSWERS = "embedding", "words", "answers"
TARGET = "target"  # of the vocabulary and the word vectors of a decoder


def path(trained: TrainedWeights) -> Path:
    """The file of a model's weights."""
    return MODELS / trained.model / f"{trained.weights}.npz"


@lru_cache(maxsize=32)
def read(trained: TrainedWeights) -> dict[str, Array]:
    """Every array of a model's file by name; nothing in it is unpickled. Raises InputError if there is no such file."""
    file = path(trained)
    if not file.is_file():
        raise InputError("There is no file {file} of a trained model.", file=f"models/{trained.model}/{file.name}")
    with np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def inputs(trained: TrainedWeights, words: Sequence[str], written: Sequence[str] = ()) -> dict[str, Array]:
    """Inputs of the mechanism for a sentence: its words and those `written` of its translation, and all weights.

    Raises InputError for a word that the model does not know.
    """
    found = {trained.reads: _rows(vocabulary(trained), words)}
    if trained.written:
        found[trained.written.reads] = _rows(target_vocabulary(trained), written)
    return {**found, **weights(trained)}


def _rows(known: Mapping[str, Array], words: Sequence[str]) -> Array:
    for word in words:
        if word not in known:
            raise InputError("“{word}” is not a word of the model.", word=word)
    return np.array([known[word] for word in words])


def weights(trained: TrainedWeights) -> dict[str, Array]:
    """The inputs of the mechanism that are the model's own, whatever the sentence."""
    return {name: array for name, array in read(trained).items() if _is_input(name)}


def _is_input(name: str) -> bool:
    return name.partition(".")[0] not in (EMBEDDING, WORDS, ANSWERS)


def vocabulary(trained: TrainedWeights) -> dict[str, Array]:
    """The vector of every word that the model knows; one-hot where the embedding is a part of the mechanism."""
    arrays = read(trained)
    words = arrays[f"{WORDS}.{trained.language}" if trained.language else WORDS]
    vectors = arrays[EMBEDDING] if EMBEDDING in arrays else np.eye(len(words))
    return {str(word): vector for word, vector in zip(words, vectors, strict=True)}


def target_vocabulary(trained: TrainedWeights) -> dict[str, Array]:
    """The vector of every word that the model can write, in the order of its outputs."""
    arrays = read(trained)
    words, vectors = arrays[f"{WORDS}.{TARGET}"], arrays[f"{EMBEDDING}.{TARGET}"]
    return {str(word): vector for word, vector in zip(words, vectors, strict=True)}


def answers(trained: TrainedWeights) -> tuple[str, ...]:
    """The classes that the model tells apart, in the order of its outputs."""
    return tuple(map(str, read(trained)[ANSWERS]))
