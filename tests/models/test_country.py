"""The networks that keep a country: right at any distance, by the gates named, equal to PyTorch's own layers."""

from __future__ import annotations

import numpy as np
import pytest

from content import topic
from content.claims import UnitClaim, claims
from content.presets import trace
from content.schema import TrainedWeights
from content.trained_weights import inputs, read
from engine.readings.interventions import Hold, intervened
from models.country.course import MARKS, STEPS, recorded
from models.country.measures import in_between, opened, right, right_when_held, right_with, seen
from models.country.reading import keeping_unit, read_sentence
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
    arrays = read(TrainedWeights(model="country", weights=weights))
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

    trained = TrainedWeights(model="country", weights="lstm.en")
    with pytest.raises(InputError, match="zebra"):
        inputs(trained, ["I", "zebra"])
    with pytest.raises(InputError, match=r"models/country/no-such\.npz"):
        inputs(TrainedWeights(model="country", weights="no-such"), ["I"])


# ---- the course of the training ----


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_recorded_training_ends_with_the_weights_that_are_shipped(language: str) -> None:
    course, shipped = recorded(language), read(TrainedWeights(model="country", weights=f"lstm.{language}"))
    assert tuple(course.weights) == MARKS
    assert course.ended
    for id, array in course.weights[STEPS].items():
        assert np.array_equal(array, shipped[id]), id
    assert np.mean(course.losses[:25]) == pytest.approx(np.log(6), abs=0.05)
    assert np.mean(course.losses[-25:]) < 0.02


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sentence_is_read_as_explain_reads_it(language: str) -> None:
    found, explained = (
        read_sentence(recorded(language).weights[STEPS], language),
        trace(topic("lstm-sequence"), f"trained-{language}"),
    )
    for gate, values in found.gates.items():
        for t, row in enumerate(values, 1):
            assert row == pytest.approx(explained[f"t={t}/{gate}"][0], abs=1e-12)
    assert found.words[found.country] == LANGUAGES[language].country[0]
    answer, probability = found.due
    assert answer == LANGUAGES[language].spoken[0]
    assert probability == pytest.approx(explained["predictions"][-1, 0])
    assert right_with("lstm", recorded(language).weights[STEPS], language) == right(f"lstm.{language}", 10)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_training_opens_the_forget_gate_of_the_unit_that_writes_the_country(language: str) -> None:
    """Where the forget gate begins is σ of its bias, which begins at 1 and two draws of at most 0.5."""
    course, unit = recorded(language), keeping_unit(language)
    kept = [read_sentence(weights, language).in_between("forget_gate", unit) for weights in course.weights.values()]
    assert 0.6 < kept[0] < 0.85
    assert kept[-1] > 0.99
    before, after = (read_sentence(course.weights[n], language) for n in (0, STEPS))
    assert abs(before.at_country("input_gate", unit) - before.in_between("input_gate", unit)) < 0.1
    assert after.at_country("input_gate", unit) > 0.8
    assert after.in_between("input_gate", unit) < 0.05
    found = [right_with("lstm", weights, language) for weights in course.weights.values()]
    assert found[0] < 0.3
    assert found[-1] == 1


@pytest.mark.torch
@pytest.mark.heavy
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_recorded_training_comes_again(language: str) -> None:
    """The figures do, not the bits: another processor rounds otherwise."""
    from models.country.recipe import Setting, followed, one_thread

    with one_thread():
        *_, (_model, course) = followed(Setting("lstm"), language)
    kept = recorded(language)
    assert [np.mean(part) for part in np.array_split(course.losses, 15)] == pytest.approx(
        [np.mean(part) for part in np.array_split(kept.losses, 15)], abs=0.15
    )
    for step in MARKS:
        found, before = (right_with("lstm", one.weights[step], language) for one in (course, kept))
        assert found == pytest.approx(before, abs=0.1)


@pytest.mark.torch
@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_training_anew_gives_a_network_that_is_right_as_often(kind: str) -> None:
    from models.country.recipe import right_by_gap, train

    torch.set_num_threads(1)
    assert min(right_by_gap(train(kind, "en"), "en").values()) > 0.99
