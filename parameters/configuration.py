"""The configuration of a checkpoint, config.json: what it says of a model's blocks, each number checked to be one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loading.errors import Refused

CONFIG = "config.json"
KNOWN = ("bert", "gpt2")  # model_type of config.json
ACTIVATIONS = {"gelu": "gelu_exact", "gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh", "relu": "relu"}
LARGEST_CONFIG = 2**20
HEADS, LAYERS = ("num_attention_heads", "n_head"), ("num_hidden_layers", "n_layer")
EPSILON, ACTIVATION = ("layer_norm_eps", "layer_norm_epsilon"), ("hidden_act", "activation_function")


def configuration(folder: Path) -> Mapping[str, Any]:
    """What a folder says of its model, nothing without config.json.

    Raises Refused for a damaged file and for another kind of model than BERT and GPT-2, OSError for an unreadable one.
    """
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


def heads(config: Mapping[str, Any]) -> int | None:
    """The number of heads, None where it is not said. Raises Refused for what is no whole number."""
    return _whole(config, HEADS)


def layers(config: Mapping[str, Any]) -> int | None:
    """The number of layers, None where it is not said. Raises Refused for what is no whole number."""
    return _whole(config, LAYERS)


def activation(config: Mapping[str, Any]) -> str | None:
    """The activation as the engine names it, None for one that is not said or not known."""
    return ACTIVATIONS.get(str(_either(config, ACTIVATION)))


def epsilon(config: Mapping[str, Any]) -> float | None:
    """The norms' ε, None where it is not said. Raises Refused for what is no number from 0 to below 1."""
    found = _either(config, EPSILON)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found < 1:
        raise _refused(config, EPSILON, found)
    return float(found)


def _whole(config: Mapping[str, Any], names: tuple[str, str]) -> int | None:
    found = _either(config, names)
    if found is None or type(found) is int:
        return found
    raise _refused(config, names, found)


def _either(config: Mapping[str, Any], names: tuple[str, str]) -> Any:
    """What stands under BERT's or GPT-2's name; None where neither is there."""
    return next((config[name] for name in names if config.get(name) is not None), None)


def _refused(config: Mapping[str, Any], names: tuple[str, str], found: Any) -> Refused:
    name = next(name for name in names if config.get(name) is not None)
    return Refused("config_number", file=CONFIG, setting=name, value=str(found)[:40])
