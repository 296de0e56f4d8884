"""The networks that keep a country: right at any distance, by the gates named, equal to PyTorch's own layers."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from content import topic
from content.presets import trace
from content.schema import Trained
from content.trained import inputs, read
from engine import MECHANISMS, Trace, run
from engine.program import Program
from models.country.sentences import LANGUAGES, sentences
from tests.oracle import torch

CLAIMS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[2] / "models/country/claims.toml").read_text(encoding="utf-8")
)["claims"]
NAMES = [claim["weights"] for claim in CLAIMS]
OPTIONS: dict[str, dict[str, str]] = {"lstm": {}, "gru": {"reset": "after_product"}}
TOPICS = {"lstm": "lstm-sequence", "gru": "gru-sequence"}
WIDTH, UNITS, COUNT = 6, 4, 200


def built(kind: str, words: int) -> Program:
    mechanism = MECHANISMS[kind]
    options = mechanism.choose(product="fused", biases="two", output="softmax", **OPTIONS[kind])
    return mechanism.build(options, {"T": words, "d": WIDTH, "k": UNITS, "c": 6})


@cache
def seen(weights: str, gap: int) -> tuple[Trace, Any]:
    """200 drawn sentences in one run, and their answers."""
    kind, language = weights.split(".")
    tokens, answers = sentences(np.random.default_rng(7), language, COUNT, gap)
    program = built(kind, tokens.shape[1])
    arrays = read(Trained(model="country", weights=weights))
    states: dict[str, Any] = {id: np.zeros((1, UNITS)) for id in ("h_0", "c_0") if id in program.inputs}
    given = {id: arrays[id] for id in program.inputs if id in arrays}
    return run(program, {**states, **given, "X": arrays["embedding"][tokens]}), answers


def gates(found: Trace, step: str, time: int) -> Any:
    """A gate at a time step, from 1: sentences×units."""
    return found[f"t={time}/{step}"][:, 0]


@pytest.mark.parametrize("weights", NAMES)
@pytest.mark.parametrize("gap", [0, 1, 10, 30, 60])
def test_the_country_is_answered_at_any_distance(weights: str, gap: int) -> None:
    found, answers = seen(weights, gap)
    assert (found["predictions"][:, -1].argmax(-1) == answers).mean() == 1


@pytest.mark.parametrize("claim", CLAIMS, ids=NAMES)
def test_the_gates_write_at_the_country_and_keep_it(claim: dict[str, Any]) -> None:
    found, _ = seen(claim["weights"], 10)
    language = LANGUAGES[claim["weights"].split(".")[1]]
    country, unit = len(language.before) + 1, claim["unit"] - 1
    between = range(country + 1, country + 11)
    keeps, writes = claim["keeps"], claim.get("writes")
    kept = np.mean([gates(found, keeps["step"], t)[:, unit] for t in between])
    assert kept >= keeps["between"]
    if "at_country" in keeps:
        assert gates(found, keeps["step"], country)[:, unit].mean() <= keeps["at_country"]
    if writes:
        assert gates(found, writes["step"], country)[:, unit].mean() >= writes["at_country"]
        assert np.mean([gates(found, writes["step"], t)[:, unit] for t in between]) <= writes["between"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_forget_gate_held_at_a_half_loses_the_country(language: str) -> None:
    """Ten words in between: of what was written, 0.5^10 is left."""
    weights = f"lstm.{language}"
    found, answers = seen(weights, 10)
    country = len(LANGUAGES[language].before) + 1
    held = {f"t={t}/forget_gate": np.full((COUNT, 1, UNITS), 0.5) for t in range(country + 1, country + 11)}
    cut = run(found.program, {id: found[id] for id in found.program.inputs}, carried=held)
    assert (cut["predictions"][:, -1].argmax(-1) == answers).mean() < 0.5


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
