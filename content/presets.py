"""A preset's numbers, and the computation on them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from content.schema import Draw, Preset, Recipe, Topic
from engine import MECHANISMS, Trace, checked, run
from engine.arrays import Array

if TYPE_CHECKING:
    import torch


def arrays(preset: Preset) -> dict[str, Array]:
    """The inputs by name. A recipe is executed, with PyTorch, only for inputs that are not given literally."""
    given = {name: np.array(rows, dtype=np.float64) for name, rows in preset.inputs.items()}
    if preset.recipe is None or all(draw.name in given for draw in preset.recipe.draws):
        return given
    return {**drawn(preset.recipe), **given}


@lru_cache(maxsize=64)
def drawn(recipe: Recipe) -> Mapping[str, Array]:
    """What PyTorch draws by this recipe; the caller's own random state is left as it was."""
    import torch

    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(recipe.seed)
        return {draw.name: _tensor(draw).double().numpy() for draw in recipe.draws}


def _tensor(draw: Draw) -> torch.Tensor:
    import torch

    rows, columns = draw.shape
    if draw.kind == "linear":
        return torch.nn.Linear(rows, columns, bias=False).weight.T
    return torch.rand(rows, columns) if draw.kind == "rand" else torch.randn(rows, columns)


def trace(topic: Topic, preset: str, **options: Any) -> Trace:
    """A topic's computation on one of its presets; `options` replace the preset's own conventions.

    Raises NotFound for an unknown preset, OptionError and InputError where options or inputs do not fit.
    """
    found = topic.preset(preset)
    mechanism = MECHANISMS[topic.mechanism]
    chosen = mechanism.choose(**{**found.options, **options})
    program, inputs = checked(mechanism, chosen, arrays(found), found.sizes)
    return run(program, inputs)
