"""Presets: their inputs as arrays, and the computation on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from content.schema import Preset, Topic
from content.trained_weights import inputs
from engine import MECHANISMS, Trace, checked, run
from engine.arrays import Array


def arrays(preset: Preset) -> dict[str, Array]:
    """The inputs of a preset by name, as float64 arrays; those written in the preset take the place of a model's.

    Raises InputError if its trained model has no such file or does not know a word.
    """
    return _of_model(preset) | {name: np.array(rows, dtype=np.float64) for name, rows in preset.inputs.items()}


def _of_model(preset: Preset) -> dict[str, Array]:
    trained = preset.trained
    if trained is None:
        return {}
    written = preset.labels[trained.written.axis].en if trained.written else ()
    return inputs(trained, preset.tokens.en, written)


def trace(topic: Topic, preset: str, **options: Any) -> Trace:
    """A topic's computation on one of its presets; `options` override those of the preset.

    Raises NotFound for an unknown preset, OptionError or InputError if options or inputs do not fit the mechanism.
    """
    return trace_of(topic, preset, arrays(topic.preset(preset)), options)


def trace_of(topic: Topic, preset: str, inputs: Mapping[str, Array], options: Mapping[str, Any]) -> Trace:
    """The same with other numbers in the preset's inputs."""
    found = topic.preset(preset)
    mechanism = MECHANISMS[topic.mechanism]
    chosen = mechanism.choose(**{**found.options, **options})
    program, used = checked(mechanism, chosen, inputs, found.sizes)
    return run(program, used)
