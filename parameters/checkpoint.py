"""Checkpoints: a learner's own model on the disk, its layers, its embeddings and its tokenizer, read where they lie.

A checkpoint is a folder as the transformers library saves it (config.json, model.safetensors, tokenizer.json), or a
file of weights alone, .safetensors or PyTorch's. Nothing of it is copied, nothing in it is executed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from loading.errors import Refused
from loading.files import mapped
from parameters.embeddings import Embeddings, embeddings
from parameters.recognise import of_torch
from parameters.recognised import Recognised

CONFIG, WEIGHTS, TOKENIZER = "config.json", ("model.safetensors", "pytorch_model.bin"), "tokenizer.json"
KNOWN = ("bert", "gpt2")  # model_type of config.json
ACTIVATIONS = {"gelu": "gelu_exact", "gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh", "relu": "relu"}
LARGEST_CONFIG = 2**20


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
        config = _config(path) if path.is_dir() else {}
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


def _config(folder: Path) -> Mapping[str, Any]:
    """What a folder says of its model. Raises Refused for another kind of model than BERT and GPT-2."""
    file = folder / CONFIG
    if not file.is_file():
        return {}
    try:
        found = json.loads(file.read_bytes()[:LARGEST_CONFIG])
    except (ValueError, RecursionError) as error:
        raise Refused("damaged_config", file=CONFIG) from error
    if not isinstance(found, dict) or found.get("model_type") not in KNOWN:
        kind = str(found.get("model_type", "?"))[:40] if isinstance(found, dict) else "?"
        raise Refused("other_model", kind=kind, known=KNOWN)
    return found


def _configured(stack: Recognised, config: Mapping[str, Any]) -> Recognised:
    """The layers with what the configuration says of them; what it does not say is still asked."""
    answers: dict[str, Any] = {}
    heads = config.get("num_attention_heads", config.get("n_head"))
    activation = ACTIVATIONS.get(str(config.get("hidden_act", config.get("activation_function"))))
    if heads is not None:
        answers["heads"] = heads
    if activation:
        answers["activation"] = activation
    epsilon = config.get("layer_norm_eps", config.get("layer_norm_epsilon"))
    options = {**stack.options, **({"epsilon": float(epsilon)} if isinstance(epsilon, int | float) else {})}
    return replace(stack, options=options).answered(**answers)


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
