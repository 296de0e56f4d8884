"""Laboratories: every setting of every slider gives charts and a sentence, in words of both languages."""

from __future__ import annotations

import math
import re
from itertools import combinations, product
from string import Formatter

import numpy as np
import pytest

from content import question, topic
from content.laboratories import laboratories
from engine.studies.recurrent_gradients import STATE, Weights
from models.country.course import STEPS, Course, recorded
from models.country.sentences import LANGUAGES
from presentation.laboratories import EXPERIMENTS, gradients, training
from presentation.laboratories.foretelling import compared
from presentation.laboratories.model import LaboratoryView, Pick, Slider, Value, sentence, size, small
from presentation.laboratories.sampling import LOGITS
from presentation.translate import speaking
from presentation.workspaces.workspace import opened

IDS = tuple(EXPERIMENTS)


def look(id: str, **set_to: Value) -> LaboratoryView:
    words, experiment = laboratories()[id], EXPERIMENTS[id]
    return experiment.look(experiment.first() | set_to, lambda name: words.values[name].en)


def test_every_laboratory_has_an_experiment_and_leads_somewhere() -> None:
    assert set(laboratories()) == set(EXPERIMENTS)
    for one in laboratories().values():
        assert question(one.question).id == one.question
        assert [topic(id).id for id in one.lessons] == list(one.lessons)


@pytest.mark.exhaustive
@pytest.mark.parametrize("id", IDS)
def test_every_stop_of_every_control_gives_numbers_and_a_sentence(id: str) -> None:
    words = laboratories()[id]
    for control in EXPERIMENTS[id].controls:
        for value in control.stops if isinstance(control, Slider) else control.choices:
            seen = look(id, **{control.name: value})
            for chart in seen.charts:
                assert {point.series for point in chart.points} <= set(words.values)
                assert all(math.isfinite(point.y) for point in chart.points), (control.name, value)
                assert not chart.logarithmic_y or all(point.y > 0 for point in chart.points)
                assert chart.name in words.charts
            for language in ("en", "zh"):
                said = sentence(words, seen, language)
                assert not re.search(r"nan\b|\binf\b|∞|\d{7}", said), said


@pytest.mark.parametrize("id", IDS)
def test_no_line_lies_on_another_when_a_laboratory_opens(id: str) -> None:
    for chart in look(id).charts:
        if chart.kind == "lines":
            named = dict.fromkeys(point.series for point in chart.points)
            lines = [[point.y for point in chart.points if point.series == one] for one in named]
            height = max(map(max, lines)) - min(map(min, lines))
            for one, other in combinations(lines, 2):
                assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.02 * height, (id, chart.name)


def test_a_sentence_first_goes_through_networks_that_differ() -> None:
    shares = [float(look("three_ways").numbers[f"{kind}_share"]) for kind in ("rnn", "lstm", "self_attention")]
    assert shares[0] + 1 < shares[1] < shares[2] - 1  # per cent of the influence


@pytest.mark.parametrize("id", IDS)
def test_no_word_is_left_over(id: str) -> None:
    words, experiment = laboratories()[id], EXPERIMENTS[id]
    assert set(words.controls) == {control.name for control in experiment.controls}
    for control in experiment.controls:
        assert not isinstance(control, Pick) or set(control.choices) <= set(words.values)
    assert set(words.charts) == {chart.name for chart in look(id).charts}
    numbers = look(id).numbers
    for text in words.seen.values():
        for language in ("en", "zh"):
            assert {name for _, name, _, _ in Formatter().parse(text.of(language)) if name} <= set(numbers)


@pytest.mark.parametrize("id", IDS)
def test_a_slider_that_charts_mark_is_one_of_the_controls(id: str) -> None:
    stops = {c.name: c.stops for c in EXPERIMENTS[id].controls if isinstance(c, Slider)}
    for chart in look(id).charts:
        if chart.sets:
            assert {point.x for point in chart.points} <= set(stops[chart.sets])
            assert chart.marked in stops[chart.sets]


def test_the_division_is_seen_to_hold_the_variance() -> None:
    numbers = look("scaling", d_k=256).numbers
    assert float(numbers["variance"]) == pytest.approx(1, rel=0.1)
    assert float(numbers["variance_without"]) == pytest.approx(256, rel=0.1)
    assert look("scaling", deviation=2.0).sentence == "grown"


def test_trained_scores_are_read_off_the_models_own_heads_and_undivided_they_saturate() -> None:
    """Against the scores themselves, which the measurement does not look at."""
    spaces = [opened(topic("masked-language-model"), f"trained-{language}") for language in ("en", "zh")]
    seen = look("scaling")
    (bars,) = (chart for chart in seen.charts if chart.name == "trained_largest")
    found = {(point.series, point.x): point.y for point in bars.points}
    assert len(found) == 8
    variances = {"divided": list[float](), "undivided": list[float]()}
    for layer in (1, 2):
        for head in (1, 2):
            for series, step in (("divided", "scaled"), ("undivided", "scores")):
                largest = []
                for space in spaces:
                    scores = space.trace[f"layer={layer}/attention/{step}"][head - 1]
                    weights = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
                    largest.append(weights.max(1).mean())
                    variances[series].append(scores.var(1).mean())
                assert found[series, f"{layer}.{head}"] == pytest.approx(np.mean(largest))
            assert found["undivided", f"{layer}.{head}"] > found["divided", f"{layer}.{head}"] + 0.2
    assert seen.numbers["trained_variance"] == small(float(np.mean(variances["divided"])))
    assert seen.numbers["trained_variance_without"] == small(float(np.mean(variances["undivided"])))


def test_sampling_names_the_words_that_remain() -> None:
    assert look("sampling", top_k=2, top_p=1.0).numbers["kept"] == "2"
    assert look("sampling", top_p=0.1).sentence == "one"
    assert look("sampling", temperature=0.0).sentence == "greedy"
    assert {len(all) for all in LOGITS.values()} == {8}


def test_gradients_vanish_arrive_and_explode() -> None:
    assert look("gradients", distance=20, keeping=-2.0).sentence == "vanishes"
    assert look("gradients", distance=20, keeping=3.0).sentence == "only_gated"
    assert look("gradients", distance=0).sentence == "arrives"
    assert look("gradients", distance=4, scale=0.5, keeping=-2.0).sentence == "gates_close"
    assert look("gradients", distance=20, scale=3.0, keeping=3.0).sentence == "explodes"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_training_is_shown_as_far_as_it_has_come(language: str) -> None:
    whole = recorded(language)
    begun = Course(language, whole.losses[:130], {n: whole.weights[n] for n in (0, 100)})
    with speaking(language):
        words = laboratories()["training"]
        found = {n: training.looked(begun, {"step": n}, str) for n in (0, 100, 500)}
        assert [one.sentence for one in found.values()] == ["untrained", "on_the_way", "not_reached"]
        assert "130" in sentence(words, found[500], language)
    (loss,) = found[500].charts
    assert [point.x for point in loss.points] == [0, 25, 50, 75, 100, 125]
    assert loss.points[0].y == pytest.approx(math.log(6))
    assert loss.points[5].y == pytest.approx(np.mean(whole.losses[100:125]))


@pytest.mark.torch
def test_what_is_said_of_the_training_is_what_the_recipe_does() -> None:
    from models.country import recipe

    words = laboratories()["training"]
    figures = [f"{recipe.RATE}", f"{recipe.BATCH}", f"0 to {recipe.LONGEST}", f"{recipe.PRICE} times"]
    assert [figure for figure in figures if figure not in words.assumed.en] == []
    figures = [f"{recipe.RATE}", f"{recipe.BATCH} 个", f"0 到 {recipe.LONGEST}", f"{recipe.PRICE} 乘"]
    assert [figure for figure in figures if figure not in words.assumed.zh] == []
    for language in ("en", "zh"):
        assert words.foretells is not None
        assert f"{STEPS:,}" in words.foretells.question.of(language)
        assert f"{1 / len(LANGUAGES[language].spoken):.2f}" in words.seen["untrained"].of(language)
        assert str(training.WINDOW) in words.charts["loss"].y.of(language)


def test_a_number_said_before_is_near_within_a_tenth() -> None:
    experiment = EXPERIMENTS["training"]
    assert experiment.foretold is not None
    right = experiment.foretold()
    assert list(right) == list(laboratories()["training"].foretells.numbers)  # type: ignore[union-attr]
    for apart, near in ((0.09, True), (0.11, False)):
        said = {name: f"{value - apart:.4f}" for name, value in right.items()}
        assert {one.near for one in compared(experiment, said).values()} == {near}
    assert not compared(experiment, dict.fromkeys(right, ""))["at_first"].near


def test_a_cache_of_llama_2_7b_takes_half_a_mebibyte_a_token() -> None:
    """32 layers, 32 heads of 128, keys and values, two bytes each: 512 KiB a token, 2 GiB at 4,096."""
    assert look("caches", tokens=4096, groups=8).numbers["mha"] == "2.00 GiB"
    assert look("caches", tokens=4096, groups=8).numbers["gqa"] == "512 MiB"


def test_numbers_are_printed_for_reading() -> None:
    assert [small(x) for x in (0, 0.5, 66.24, 6144, 0.0301, 6.7e-6, -0.14)] == [
        "0.00",
        "0.500",
        "66.2",
        "6144",
        "0.0301",
        "6.7·10⁻⁶",
        "−0.140",
    ]
    assert size(144 * 2**20) == "144 MiB"


@pytest.mark.exhaustive
@pytest.mark.parametrize("steps", [10, 20])
def test_what_is_said_of_gradients_is_true_of_every_setting(steps: int) -> None:
    stops = {one.name: one.stops for one in EXPERIMENTS["gradients"].controls if isinstance(one, Slider)}
    told = set()
    for scale, keeping in product(stops["scale"], stops["keeping"]):
        norms = {kind: gradients.measured(kind, steps, Weights(16, scale, keeping)) for kind in STATE}
        for left in (dict(zip(STATE, norm, strict=True)) for norm in zip(*norms.values(), strict=True)):
            said = gradients.which(left, keeping)
            gone = {kind for kind, norm in left.items() if norm < gradients.WEAK}
            assert (said == "explodes") == any(norm > gradients.STRONG for norm in left.values())
            assert said != "vanishes" or gone == set(STATE)
            assert said != "arrives" or not gone
            assert said not in ("only_gated", "through_the_sum") or gone == {"rnn"}
            assert said != "one_gated" or (len(gone) == 2 and "rnn" in gone)
            assert said != "gates_close" or ("rnn" not in gone and min(left, key=left.__getitem__) != "rnn")
            assert said != "only_gated" or keeping > 0
            told.add(said)
    assert told >= {"explodes", "vanishes", "arrives", "only_gated", "through_the_sum", "gates_close"}


def test_curves_are_said_to_rise_again_only_where_they_do() -> None:
    for length, width in product((8, 16, 32, 64), (4, 8, 16, 32, 64)):
        seen = look("positions", length=length, width=width)
        rise = {}
        for kind in ("sinusoidal", "rope"):
            ys = [point.y for point in seen.charts[0].points if point.series == kind]
            rise[kind] = ys != sorted(ys, reverse=True)
        assert (seen.sentence == "seen") == all(rise.values()), (length, width)


def test_grouped_queries_at_both_ends_are_called_what_they_are() -> None:
    assert look("caches").sentence == "seen"
    assert look("caches", groups=1).sentence == "as_multi_query"
    for heads, groups in ((8, 8), (8, 64)):
        seen = look("caches", heads=heads, groups=groups)
        assert seen.sentence == "as_multi_head"
        assert seen.numbers["gqa"] == seen.numbers["mha"]
