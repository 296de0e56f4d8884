"""Checks recipes: inputs drawn by PyTorch are written out in the preset, and PyTorch draws the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from content.errors import Problem
from content.schema import Draw, Preset, Recipe
from content.toml.error_sentences import TomlSource
from engine.arrays import Array
from engine.readings.torch_check import installed

if TYPE_CHECKING:
    import torch

Where = tuple[Any, ...]


def recipe_problems(preset: Preset, source: TomlSource, where: Where) -> Iterator[Problem]:
    """Drawn inputs that are missing from the preset; if PyTorch is installed, also those with other numbers."""
    if preset.recipe is None:
        return
    for n, draw in enumerate(preset.recipe.draws):
        if draw.name not in preset.inputs:
            say = f"{draw.name} is drawn but not written out: add what PyTorch draws to the preset's inputs."
            yield source.problem((*where, "recipe", "draws", n), say)
    if installed():
        yield from _other_numbers(preset, drawn(preset.recipe), source, where)


@lru_cache(maxsize=64)
def drawn(recipe: Recipe) -> Mapping[str, Array]:
    """The arrays that PyTorch draws by this recipe, by input; PyTorch's global random state is left unchanged."""
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


def _other_numbers(preset: Preset, found: Mapping[str, Array], source: TomlSource, where: Where) -> Iterator[Problem]:
    """Inputs that differ from what the recipe draws, compared in single precision."""
    for name, numbers in found.items():
        written = preset.inputs.get(name)
        if written is not None and not np.array_equal(np.array(written, np.float32), numbers.astype(np.float32)):
            yield source.problem((*where, "inputs", name), f"{name} is not what the recipe draws: {numbers.tolist()}.")
