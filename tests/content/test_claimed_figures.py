"""Figures of trained models in lessons and questions: those of the claims, which tests/models recompute."""

from __future__ import annotations

import re

import numpy as np
import pytest

from content import ChoiceQuestion, question, topic
from content.claims import claims
from content.lessons.arguments import Misuse
from content.lessons.tables import TABLES
from content.presets import trace

COUNTRY, TRANSLATOR = claims("country"), claims("translation")
GPT, BERT = (claims("names").heads_of(weights) for weights in ("gpt", "bert"))
LSTM, GRU = (COUNTRY.units_of(weights) for weights in ("lstm.zh", "gru.zh"))
CUT = {f"2.{head.head}": head.right_when_cut for head in GPT if head.step == "layer=2/attention/weights"}
QUOTED = {
    "multi-head/cut-a-head": [CUT["2.2"], CUT["2.1"]],
    "lstm-sequence/which-unit-keeps": [
        figure for unit in LSTM if unit.writes for figure in (unit.writes.at, unit.keeps.between)
    ],
    "gru-sequence/lost-on-the-way": [GRU[3].keeps.at, GRU[3].keeps.between, GRU[3].keeps.between],
    "masked-lm/one-head-cut": [head.right_when_cut for head in BERT],
    "rnn-attention/equal-weights-instead": [
        TRANSLATOR.alignments[0].right_with_equal_weights,
        TRANSLATOR.right_without_attention,
    ],
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("id", QUOTED)
def test_the_figures_of_a_prompt_are_those_claimed(id: str, language: str) -> None:
    written = re.findall(r"\d\.\d\d", question(id).prompt.of(language))
    assert written == [f"{figure:.2f}" for figure in QUOTED[id]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_called_the_right_choice_follows_from_the_figures(language: str) -> None:
    keeps = question("lstm-sequence/which-unit-keeps")
    assert isinstance(keeps, ChoiceQuestion)
    (letter,) = (choice.text.of(language)[0] for choice in keeps.choices if choice.correct)
    unit = LSTM["ABCD".index(letter)]
    assert unit.writes
    assert unit.writes.at < 0.01
    assert unit.keeps.between**10 < 0.001
    assert unit.right_when_held == 1
    lost = question("gru-sequence/lost-on-the-way")
    assert isinstance(lost, ChoiceQuestion)
    (left,) = (choice.text.of(language) for choice in lost.choices if choice.correct)
    assert left == f"{100 * GRU[3].keeps.between ** 10:.0f} %"


def test_a_table_of_heads_says_where_each_stands_and_what_cutting_it_leaves() -> None:
    rows = TABLES["heads"]({"model": "names", "weights": "gpt"}).splitlines()
    assert [row.split(" | ")[0] for row in rows] == ["| 1.1", "| 1.2", "| 2.1", "| 2.2"]
    assert [float(row.split(" | ")[2].rstrip(" |")) for row in rows] == [head.right_when_cut for head in GPT]
    assert rows[2].split(" | ")[1] == "–"  # of which no place is claimed


def test_a_table_of_units_has_a_pair_of_columns_for_each_gate() -> None:
    for weights, columns in (("lstm.en", 6), ("gru.en", 4)):
        rows = TABLES["units"]({"model": "country", "weights": weights}).splitlines()
        assert [len(row.strip("| ").split(" | ")) for row in rows] == [columns] * 4


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_table_of_distances_has_a_figure_for_each_seed(language: str) -> None:
    rows = TABLES["distance"]({"model": "country", "language": language}).splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows]
    assert [name for name, *_ in cells] == [claim.network.of(language) for claim in COUNTRY.distances]
    assert all(len(figure.split(" / ")) == 3 for _, *figures in cells for figure in figures)
    assert {len(figures) for _, *figures in cells} == {4}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_alignment_to_draw_is_that_of_the_weights(language: str) -> None:
    """Columns of the largest weights, and these weights, as the right choice and its reason say."""
    found = trace(topic("rnn-attention"), f"trained-{language}")
    rows = [found[f"decoder/t={t}/weights"][0] for t in range(1, 6)]
    asked = question("rnn-attention/draw-the-alignment")
    assert isinstance(asked, ChoiceQuestion)
    (right,) = (choice for choice in asked.choices if choice.correct)
    assert re.findall(r"\d", right.text.of(language)) == [str(row.argmax() + 1) for row in rows]
    assert re.findall(r"\d\.\d\d", right.reason.of(language)) == [f"{row.max():.2f}" for row in rows]
    assert min(row.max() for row in rows) > 0.8
    (transposed,) = (c for c in asked.choices if "transposed" in c.reason.en)
    places = np.argsort([row.argmax() for row in rows]) + 1
    assert re.findall(r"\d", transposed.text.of(language)) == [str(place) for place in places]


def test_a_table_of_alignments_has_the_claimed_figures_and_no_other_weights() -> None:
    (claim,) = TRANSLATOR.alignments
    figures = [claim.weight, claim.largest, TRANSLATOR.right, claim.right_with_equal_weights]
    row = TABLES["alignment"]({"model": "translation", "weights": "rnn"})
    assert [float(cell) for cell in row.strip("| ").split(" | ")] == [*figures, TRANSLATOR.right_without_attention]
    with pytest.raises(Misuse, match="alignment"):
        TABLES["alignment"]({"model": "names", "weights": "gpt"})


def test_a_model_of_which_nothing_is_claimed_is_named() -> None:
    with pytest.raises(Misuse, match="nobody"):
        TABLES["heads"]({"model": "nobody", "weights": "gpt"})


def test_the_unit_that_holds_a_bit_stays_and_passes_no_gradient() -> None:
    """The fixed point, the factor of a step and what five of them leave, as the lesson and its question say."""
    found = trace(topic("rnn-sequence"), "latch")
    states = found["outputs"][:, 0]
    assert states[-1] == pytest.approx(0.958, abs=0.0006)
    assert np.tanh(2 * states[-1]) == pytest.approx(states[-1], abs=1e-3)
    steps = 2 * (1 - states[1:] ** 2)
    assert steps[-1] == pytest.approx(0.17, abs=0.005)
    assert steps.prod() == pytest.approx(1e-4, abs=0.5e-4)
