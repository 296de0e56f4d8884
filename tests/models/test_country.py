"""The networks that keep a country: right at any distance, by the gates named, equal to PyTorch's own layers."""

from __future__ import annotations

import numpy as np
import pytest

from content import topic
from content.claims import UnitClaim, claims
from content.presets import trace
from content.schema import Trained
from content.trained import inputs, read
from engine.readings.interventions import Hold, intervened
from models.country.measures import in_between, opened, right, right_when_held, seen
from models.country.sentences import LANGUAGES
from tests.oracle import torch

NAMES = ["lstm.en", "lstm.zh", "gru.en", "gru.zh"]
CLAIMS = claims("country").units
CLOSE = 0.015  # of a claimed figure, which has two decimals
TOPICS = {"lstm": "lstm-sequence", "gru": "gru-sequence"}
WIDTH, UNITS = 6, 4


@pytest.mark.parametrize("weights", NAMES)
@pytest.mark.parametrize("gap", [0, 1, 10, 30, 60])
def test_the_country_is_answered_at_any_distance(weights: str, gap: int) -> None:
    assert right(weights, gap) == 1


def called(claim: UnitClaim) -> str:
    return f"{claim.weights} {claim.unit}"


@pytest.mark.parametrize("claim", CLAIMS, ids=called)
def test_the_gates_write_at_the_country_and_keep_it(claim: UnitClaim) -> None:
    for gate in filter(None, (claim.writes, claim.keeps)):
        assert opened(claim, gate) == pytest.approx((gate.at, gate.between), abs=CLOSE)


@pytest.mark.parametrize("claim", CLAIMS, ids=called)
def test_a_unit_that_forgets_half_at_every_word_costs_what_is_claimed(claim: UnitClaim) -> None:
    assert right_when_held(claim) == pytest.approx(claim.right_when_held, abs=CLOSE)


def test_every_unit_has_its_claim_and_each_network_one_that_keeps() -> None:
    for weights in NAMES:
        units = claims("country").units_of(weights)
        assert [claim.unit for claim in units] == list(range(1, UNITS + 1))
        assert any(claim.keeps.between > 0.99 and claim.right_when_held < 0.9 for claim in units)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_forget_gates_held_at_a_half_lose_the_country(language: str) -> None:
    """Ten words in between: of what was written, 0.5^10 is left."""
    weights = f"lstm.{language}"
    steps = tuple(f"t={t}/forget_gate" for t in in_between(weights)[1])
    assert right(weights, 10, intervened(seen(weights, 10)[0], [Hold(steps, 0.5)])) < 0.5


@pytest.mark.torch
@pytest.mark.parametrize("weights", NAMES)
def test_the_engine_is_pytorch_to_twelve_digits(weights: str) -> None:
    kind = weights.split(".")[0]
    found, _ = seen(weights, 10)
    layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind](WIDTH, UNITS, batch_first=True, dtype=torch.float64)
    arrays = read(Trained(model="country", weights=weights))
    biases = ("b_x", "b_h") if kind == "lstm" else ("b_ih", "b_hh")
    state = {"weight_ih_l0": arrays["W"].T, "weight_hh_l0": arrays["U"].T}
    state |= {"bias_ih_l0": arrays[biases[0]][0], "bias_hh_l0": arrays[biases[1]][0]}
    layer.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in state.items()})
    with torch.no_grad():
        expected = layer(torch.from_numpy(found["X"]))[0].numpy()
    assert np.abs(found["outputs"] - expected).max() < 1e-12


@pytest.mark.parametrize("weights", NAMES)
def test_the_example_on_explain_shows_it(weights: str) -> None:
    kind, language = weights.split(".")
    here = topic(TOPICS[kind])
    preset = here.preset(f"trained-{language}")
    found, words = trace(here, preset.id), LANGUAGES[language]
    assert preset.labels["c"].of(language) == words.spoken
    assert found["predictions"][-1].argmax() == 0
    assert found["predictions"][-1, 0] > 0.99
    assert preset.speaks(language)


def test_a_word_that_the_model_does_not_know_is_named() -> None:
    from engine import InputError

    trained = Trained(model="country", weights="lstm.en")
    with pytest.raises(InputError, match="zebra"):
        inputs(trained, ["I", "zebra"])
    with pytest.raises(InputError, match=r"models/country/no-such\.npz"):
        inputs(Trained(model="country", weights="no-such"), ["I"])


@pytest.mark.torch
@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_training_anew_gives_a_network_that_is_right_as_often(kind: str) -> None:
    from models.country.recipe import right_by_gap, train

    torch.set_num_threads(1)
    assert min(right_by_gap(train(kind, "en"), "en").values()) > 0.99
