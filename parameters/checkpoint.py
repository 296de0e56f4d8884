"""Checkpoints: a learner's own model on the disk, its layers, its embeddings and its tokenizer, read where they lie.

A checkpoint is a folder as the transformers library saves it (config.json, model.safetensors, tokenizer.json), or a
file of weights alone, .safetensors or PyTorch's. Nothing of it is copied, nothing in it is executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from loading.errors import Refused
from loading.files import mapped
from parameters import configuration
from parameters.embeddings import Embeddings, embeddings
from parameters.recognise import of_torch
from parameters.recognised import Recognised

WEIGHTS, TOKENIZER = ("model.safetensors", "pytorch_model.bin"), "tokenizer.json"


@dataclass(frozen=True)
class Fingerprint:
    """What tells whether a file is still the one that was opened: its size in bytes and when it was written."""

    size: int
    written: int


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A model on the disk: its `layers`, of which one is opened at a time, and what turns a text into vectors.

    `embeddings` and `tokenizer` are None where there are none, as in a file of one layer's weights.
    """

    path: Path
    layers: tuple[Recognised, ...]
    embeddings: Embeddings | None = None
    tokenizer: Path | None = None


def weights_of(path: Path) -> Path:
    """The file of weights that a path means: itself, or the one in its folder. Raises Refused where there is none."""
    if path.is_dir():
        there = next((path / name for name in WEIGHTS if (path / name).is_file()), None)
        if there is None:
            raise Refused("no_weights_in_folder", path=str(path))
        return there
    if not path.is_file():
        raise Refused("no_such_file", path=str(path))
    return path


def fingerprint(path: Path) -> Fingerprint:
    """The fingerprint of the weights at a path. Raises Refused where there are none or they cannot be read."""
    try:
        found = weights_of(path).stat()
    except OSError as error:
        raise Refused("unreadable_file", path=str(path)) from error
    return Fingerprint(found.st_size, found.st_mtime_ns)


def opened(path: Path) -> Checkpoint:
    """The checkpoint at a path, read once for as long as its weights stay the same. Raises Refused."""
    return _opened(path, fingerprint(path))


@lru_cache(maxsize=4)
def _opened(path: Path, _read: Fingerprint) -> Checkpoint:
    try:
        arrays = mapped(weights_of(path))
        config = configuration.configuration(path) if path.is_dir() else {}
    except OSError as error:
        raise Refused("unreadable_file", path=str(path)) from error
    found = of_torch(arrays)
    if not found:
        raise Refused("no_layer", found=tuple(arrays))
    if not config:
        return Checkpoint(path, tuple(one for whole in found for one in _apart(whole)))
    stack = next((one for one in found if one.mechanism == "encoder_block"), None)
    if stack is None:
        raise Refused("no_layer", found=tuple(arrays))
    layers = _apart(_configured(stack, config))
    tokenizer = path / TOKENIZER
    return Checkpoint(path, layers, embeddings(arrays, config), tokenizer if tokenizer.is_file() else None)


def _configured(stack: Recognised, config: Mapping[str, Any]) -> Recognised:
    """The layers with what the configuration says of them; what it does not say is still asked.

    Raises Refused where it says another number of layers: one that is missing would change all after it.
    """
    said, got = configuration.layers(config), stack.sizes.get("layers", 1)
    if said is not None and said != got:
        raise Refused("other_layers", want=said, got=got)
    answers = {"heads": configuration.heads(config), "activation": configuration.activation(config)}
    epsilon = configuration.epsilon(config)
    options = stack.options if epsilon is None else {**stack.options, "epsilon": epsilon}
    given = {name: value for name, value in answers.items() if value is not None}
    return replace(stack, options=options).answered(**given)


def _apart(found: Recognised) -> tuple[Recognised, ...]:
    """The layers of a stack one by one; a single layer is itself."""
    count = found.sizes.get("layers", 1)
    if found.mechanism != "encoder_block" or count == 1:
        return (found,)
    return tuple(_layer(found, number) for number in range(1, count + 1))


def _layer(found: Recognised, number: int) -> Recognised:
    path = f"layer={number}/"
    inputs = {id.removeprefix(path): x for id, x in found.inputs.items() if id.startswith(path)}
    notes = tuple(note for note in found.notes if note.code != "layers")
    return replace(
        found,
        prefix=f"{found.prefix}{number - 1}.",
        inputs=inputs,
        sizes={**found.sizes, "layers": 1},
        notes=notes,
    )


def answered(layer: Recognised, answers: Mapping[str, Any]) -> Recognised:
    """A layer with answers to what it asks; others are ignored. Raises Refused for a value that is not offered."""
    return layer.answered(**{name: value for name, value in answers.items() if name in layer.asks})
