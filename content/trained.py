"""Weights of trained models, by reference: read from their files, with the words of a sentence looked up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from content.schema import Trained
from engine import InputError
from engine.arrays import Array

MODELS = Path(__file__).parents[1] / "models"
EMBEDDING, WORDS, ANSWERS = "embedding", "words", "answers"
NOT_INPUTS = (EMBEDDING, WORDS, ANSWERS)


@lru_cache(maxsize=32)
def read(trained: Trained) -> dict[str, Array]:
    """Every array of a model's file by name; nothing in it is unpickled. Raises InputError if there is no such file."""
    file = MODELS / trained.model / f"{trained.weights}.npz"
    if not file.is_file():
        raise InputError("There is no file {file} of a trained model.", file=f"models/{trained.model}/{file.name}")
    with np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def inputs(trained: Trained, words: Sequence[str]) -> dict[str, Array]:
    """Inputs of the mechanism for a sentence: X (words×d) and all weights. Raises InputError for an unknown word."""
    known = vocabulary(trained)
    for word in words:
        if word not in known:
            raise InputError("“{word}” is not a word of the model.", word=word)
    weights = {name: array for name, array in read(trained).items() if name not in NOT_INPUTS}
    return {"X": np.array([known[word] for word in words]), **weights}


def vocabulary(trained: Trained) -> dict[str, Array]:
    """The vector of every word that the model knows, in the order of its embedding."""
    arrays = read(trained)
    return {str(word): vector for word, vector in zip(arrays[WORDS], arrays[EMBEDDING], strict=True)}


def answers(trained: Trained) -> tuple[str, ...]:
    """The classes that the model tells apart, in the order of its outputs."""
    return tuple(map(str, read(trained)[ANSWERS]))
