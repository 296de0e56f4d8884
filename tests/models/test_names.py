"""The language model that completes names: right on names never seen together, by the heads named, equal to PyTorch."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from content import topic
from content.claims import HeadClaim, claims
from content.presets import trace
from content.trained_weights import vocabulary, weights
from models.names.measures import TRAINED, looked, right, right_when_cut, seen
from models.names.sentences import LANGUAGES, NUMBER, apart, texts
from tests.models.transformer import encoder_layer_state
from tests.oracle import torch

CLAIMS = claims("names")
HEADS = CLAIMS.heads_of("gpt")
CLOSE = 0.03  # of a claimed figure


def test_a_known_name_is_completed() -> None:
    assert right() >= CLAIMS.right


def called(claim: HeadClaim) -> str:
    return f"{claim.step} {claim.head}"


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


@pytest.mark.torch
def test_the_engine_is_pytorch_to_twelve_digits() -> None:
    found, tokens, _ = seen()
    given = {id: torch.from_numpy(array) for id, array in weights(TRAINED).items()}
    numbers = torch.from_numpy(tokens[:, :-1])
    X = given["E"][numbers] + given["P"][:15]
    for layer in (1, 2):
        X = block(given, f"layer={layer}", X)
    Y = torch.nn.functional.layer_norm(X, (X.shape[-1],), given["last/gamma"][0], given["last/beta"][0])
    expected = (Y @ given["E"].T + given["b"]).softmax(-1).numpy()
    assert np.abs(found["probabilities"] - expected).max() < 1e-12


def block(given: dict[str, Any], layer: str, X: Any) -> Any:
    """nn.TransformerEncoderLayer with the model's weights: pre-norm, causal."""
    d, f = given["E"].shape[1], given[f"{layer}/feed_forward/b_1"].shape[1]
    made = torch.nn.TransformerEncoderLayer(
        d, 2, f, 0.0, lambda x: torch.nn.functional.gelu(x, approximate="tanh"), batch_first=True, norm_first=True
    ).double()
    made.load_state_dict(encoder_layer_state(given, layer))
    mask = torch.nn.Transformer.generate_square_subsequent_mask(X.shape[1], dtype=torch.float64)
    with torch.no_grad():
        return made.train()(X, src_mask=mask)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_on_explain_completes_the_name(language: str) -> None:
    here = topic("language-model")
    preset = here.preset(f"trained-{language}")
    first, words = preset.tokens.of(language)[1], LANGUAGES[language]
    surname = preset.tokens.of(language)[2]
    found = trace(here, preset.id)
    assert apart(words.first.index(first), words.last.index(surname))
    assert words.vocabulary[found["probabilities"][-1].argmax()] == surname
    assert found["probabilities"][-1].max() > 0.9
    assert preset.labels["v"].of(language) == words.vocabulary
    assert preset.speaks(language)


def test_one_file_serves_both_languages() -> None:
    for language, said in LANGUAGES.items():
        known = vocabulary(TRAINED.model_copy(update={"language": language}))
        assert tuple(known) == said.vocabulary
        assert np.array_equal(np.array(list(known.values())), np.eye(len(known)))


def test_two_in_ten_names_are_held_out_of_training() -> None:
    tokens, marks = texts(np.random.default_rng(3), 500)
    assert sum(apart(a, b) for a, b in product(range(10), range(10))) == 20
    first, last = (NUMBER[LANGUAGES["en"].first[0]], NUMBER[LANGUAGES["en"].last[0]])
    for text, place in zip(*np.nonzero(marks), strict=True):
        assert not apart(int(tokens[text, place - 1]) - first, int(tokens[text, place]) - last)


@pytest.mark.torch
@pytest.mark.heavy
def test_training_anew_gives_a_model_that_is_right_as_often_and_one_layer_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from models.names import recipe

    torch.set_num_threads(1)
    assert recipe.right(recipe.train()) >= CLAIMS.right - 0.03
    monkeypatch.setitem(recipe.SIZES, "layers", 1)
    assert recipe.right(recipe.train()) <= CLAIMS.right_with_one_layer
