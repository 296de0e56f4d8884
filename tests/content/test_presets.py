"""Examples: recipes and what they draw."""

from __future__ import annotations

import re

import numpy as np
import pytest

from content import arrays, topic, topics, trace
from content.check.recipes import drawn
from content.schema import Preset, Recipe
from engine import InputError, OptionError
from tests.oracle import torch

RECIPE = Recipe.model_validate(
    {
        "seed": 7,
        "draws": [
            {"kind": "rand", "name": "W_q", "shape": [3, 2]},
            {"kind": "randn", "name": "W_k", "shape": [3, 2]},
            {"kind": "linear", "name": "W_v", "shape": [3, 2]},
        ],
    }
)


@pytest.mark.torch
def test_a_recipe_draws_what_torch_draws_in_its_order() -> None:
    torch.manual_seed(7)
    first, second, layer = torch.rand(3, 2), torch.randn(3, 2), torch.nn.Linear(3, 2, bias=False)
    found = drawn(RECIPE)
    assert found["W_q"].tolist() == first.double().tolist()
    assert found["W_k"].tolist() == second.double().tolist()
    assert found["W_v"].tolist() == layer.weight.T.double().tolist()


@pytest.mark.torch
def test_a_recipe_leaves_the_random_state_alone_and_is_executed_once() -> None:
    drawn.cache_clear()
    torch.manual_seed(1)
    expected = torch.rand(3).tolist()
    torch.manual_seed(1)
    drawn(RECIPE)
    assert torch.rand(3).tolist() == expected
    assert drawn(RECIPE) is drawn(RECIPE)


@pytest.mark.torch
@pytest.mark.parametrize(("id", "preset"), [(t.id, p.id) for t in topics() for p in t.presets if p.recipe is not None])
def test_what_is_written_is_what_torch_draws(id: str, preset: str) -> None:
    example = topic(id).preset(preset)
    assert example.recipe is not None
    for name, by_torch in drawn(example.recipe).items():
        assert (arrays(example)[name].astype(np.float32) == by_torch.astype(np.float32)).all()


@pytest.mark.parametrize(
    ("id", "preset"), [(t, p.id) for t in ("self-attention", "lstm", "gru") for p in topic(t).presets]
)
def test_every_preset_computes_finite_numbers(id: str, preset: str) -> None:
    found = trace(topic(id), preset)
    assert all(np.isfinite(found[s]).all() for s in found.program.steps if s != "masked")


def test_options_that_do_not_fit_are_refused() -> None:
    with pytest.raises(OptionError, match="mask cannot be sideways"):
        trace(topic("self-attention"), "raschka-b", mask="sideways")
    with pytest.raises(InputError, match="real is missing"):
        trace(topic("self-attention"), "raschka-b", mask="padding")


def test_sizes_of_a_preset_reach_the_mechanism() -> None:
    attention = topic("self-attention")
    preset = Preset.model_validate({**attention.preset("small-integers").model_dump(), "sizes": {"n": 9}})
    found = trace(attention.model_copy(update={"presets": (preset,)}), "small-integers")
    assert found.program.dims["n"] == 3  # what the inputs show decides


# examples that are quoted from others, that are translated into English, or trained on English, and letters
IN_ENGLISH = {"self-attention", "masked-softmax", "cross-attention", "decoder-block", "lstm-sequence", "gru-sequence"}
IN_ENGLISH |= {"language-model", "masked-language-model", "rnn-attention"}


def test_in_chinese_the_words_of_an_example_are_chinese() -> None:
    english = {
        one.id
        for one in topics()
        for preset in one.presets
        if any(re.fullmatch("[A-Za-z]{2,}", word) for word in preset.tokens.of("zh"))
    }
    assert english <= IN_ENGLISH
