"""The model that fills in a hidden word: right on names never seen together, by the heads named, equal to PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from content import topic
from content.claims import HeadClaim, claims
from content.presets import trace
from content.trained_weights import weights
from models.names.masked_measures import TRAINED, looked, right, right_when_cut, seen
from models.names.sentences import HIDDEN, LANGUAGES, NOTHING
from tests.models.test_names import CLOSE, called
from tests.models.transformer import encoder_layer_state
from tests.oracle import torch

CLAIMS = claims("names")
HEADS = CLAIMS.heads_of("bert")


def test_a_hidden_word_of_a_known_name_is_filled_in() -> None:
    assert right() >= CLAIMS.right


@pytest.mark.parametrize("claim", [claim for claim in HEADS if claim.looks_at], ids=called)
def test_the_heads_look_where_it_is_claimed(claim: HeadClaim) -> None:
    assert looked(claim) == pytest.approx(claim.weight, abs=CLOSE)


@pytest.mark.parametrize("claim", HEADS, ids=called)
def test_cutting_a_head_costs_what_is_claimed(claim: HeadClaim) -> None:
    assert right_when_cut(claim) == pytest.approx(claim.right_when_cut, abs=CLOSE)


def test_every_head_has_its_claim() -> None:
    assert {(claim.step, claim.head) for claim in HEADS} == {
        (f"layer={layer}/attention/weights", head) for layer in (1, 2) for head in (1, 2)
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_on_explain_fills_the_gap(language: str) -> None:
    here = topic("masked-language-model")
    preset = here.preset(f"trained-{language}")
    words = preset.tokens.of(language)
    found = trace(here, preset.id)
    gap = words.index(HIDDEN)
    assert LANGUAGES[language].vocabulary[found["probabilities"][gap].argmax()] == words[2]
    assert found["probabilities"][gap].max() > 0.9
    assert preset.labels["v"].of(language) == LANGUAGES[language].vocabulary
    assert preset.speaks(language)


@pytest.mark.torch
def test_the_engine_is_pytorch_to_twelve_digits() -> None:
    found, tokens, _, _ = seen()
    given = {id: torch.from_numpy(array) for id, array in weights(TRAINED).items()}
    numbers = torch.from_numpy(tokens)
    X = normed(given["E"][numbers] + given["P"][:16], given, "input")
    for layer in (1, 2):
        X = block(given, f"layer={layer}", X, numbers == NOTHING)
    Y = torch.nn.functional.gelu(X @ given["transform/W_t"] + given["transform/b_t"])
    Y = normed(Y, given, "transform")
    expected = (Y @ given["E"].T + given["b"]).softmax(-1).numpy()
    there = tokens != NOTHING
    assert np.abs(found["probabilities"] - expected)[there].max() < 1e-12


def normed(X: Any, given: dict[str, Any], where: str) -> Any:
    return torch.nn.functional.layer_norm(X, (32,), given[f"{where}/gamma"][0], given[f"{where}/beta"][0])


def block(given: dict[str, Any], layer: str, X: Any, absent: Any) -> Any:
    """nn.TransformerEncoderLayer with the model's weights: post-norm, padding masked."""
    made = torch.nn.TransformerEncoderLayer(32, 2, 64, 0.0, "gelu", batch_first=True).double()
    made.load_state_dict(encoder_layer_state(given, layer))
    with torch.no_grad():
        return made.train()(X, src_key_padding_mask=absent)


@pytest.mark.torch
@pytest.mark.heavy
def test_training_anew_gives_a_model_that_is_right_as_often() -> None:
    from models.names import masked_recipe

    torch.set_num_threads(1)
    assert masked_recipe.right(masked_recipe.train()) >= CLAIMS.right - 0.03
