"""Laboratories as pages: opened in both languages, set, read, taken along as a table."""

from __future__ import annotations

import csv
import io
import sys
from subprocess import run

import pytest

from content.laboratories import laboratories
from presentation.laboratories import EXPERIMENTS
from presentation.translate import speaking
from tests.ui.app import button, page, sound
from ui.pages.laboratory import table

IDS = tuple(EXPERIMENTS)


@pytest.mark.exhaustive
@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_laboratory_opens(id: str, lang: str) -> None:
    words = laboratories()[id]
    at = sound(page("laboratory", lang, lab=id))
    if words.foretells:
        assert not at.select_slider
        sound(button(at, "foretell_skip").click().run())
    assert at.title[0].value == words.title.of(lang)
    assert [one.label for one in at.select_slider] == [
        words.controls[c.name].of(lang) for c in EXPERIMENTS[id].controls if hasattr(c, "stops")
    ]
    assert [one.value for one in at.header][:-1] == [one.title.of(lang) for one in words.charts.values()]


def test_without_an_id_all_of_them_are_offered() -> None:
    for wanted in ("", "no-such"):
        at = sound(page("laboratory", lab=wanted))
        assert [b.label for b in at.button] == [one.title.en for one in laboratories().values()]
    sound(button(at, "open_caches").click().run())
    assert at.title[0].value == "What a KV cache costs"


def test_a_slider_changes_what_is_said() -> None:
    at = page("laboratory", lab="caches")
    sound(at.select_slider(key="laboratory_caches_tokens").set_value(8192).run())
    assert any("At 8,192 tokens the cache takes 4.00 GiB with multi-head attention" in m.value for m in at.markdown)


def test_the_table_has_every_point_in_the_learners_language() -> None:
    words, experiment = laboratories()["gradients"], EXPERIMENTS["gradients"]
    seen = experiment.look(experiment.first(), str)
    with speaking("zh"):
        rows = list(csv.reader(io.StringIO(table(words, seen).removeprefix("\ufeff"))))
    assert rows[0] == ["图", "曲线", "x", "y"]
    assert len(rows) == 1 + sum(len(chart.points) for chart in seen.charts)
    assert rows[1] == ["梯度范数与距离", "RNN", "0", "1.0"]


@pytest.mark.exhaustive
def test_charts_are_imported_by_laboratories_alone() -> None:
    """Altair takes a quarter of a second to import."""
    asked = "import sys, ui.navigation, ui.pages.learn, ui.pages.laboratory; print('altair' in sys.modules)"
    found = run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_counts_are_printed_whole_and_axes_without_powers_of_ten(lang: str) -> None:
    from ui.components.charts import drawn

    words, experiment = laboratories()["three_ways"], EXPERIMENTS["three_ways"]
    counted = [one for one in experiment.look(experiment.first(), str).charts if one.counted]
    assert [one.name for one in counted] == ["sequential", "path", "multiply_adds"]
    with speaking(lang):
        made = [drawn(one, words.charts[one.name], words.values, "light").to_dict() for one in counted]
    for one, chart in zip(made, counted, strict=True):
        assert [row["said"] for row in one["data"]["values"]] == [f"{p.y:,.0f}" for p in chart.points]
        assert one["layer"][0]["encoding"]["y"]["axis"]["format"] == ",~f"


def test_an_axis_with_small_numbers_is_labelled_in_powers_of_ten_from_end_to_end() -> None:
    from ui.components.charts import POWERS, drawn

    with speaking("en"):
        for id, experiment in EXPERIMENTS.items():
            words = laboratories()[id]
            for chart in experiment.look(experiment.first(), str).charts:
                made = drawn(chart, words.charts[chart.name], words.values, "light").to_dict()
                small = chart.logarithmic_y and min(point.y for point in chart.points) < 0.001
                axes = [layer["encoding"]["y"]["axis"] for layer in made["layer"] if "y" in layer["encoding"]]
                assert all((axis.get("labelExpr") == POWERS) is small for axis in axes)
    assert all(label in POWERS for label in ('"0": "1"', '"-7": "10⁻⁷"', '"3": "10³"'))


def test_as_many_entries_of_a_legend_stand_beside_each_other_as_fit_a_phone() -> None:
    from ui.components.charts import _beside

    def beside(*said: str) -> int:
        return _beside(dict(enumerate(said)))  # type: ignore[arg-type]

    assert beside("RNN", "LSTM", "自注意力") == 3
    assert beside("多头（MHA）", "分组查询（GQA）", "多查询（MQA）", "多头潜在（MLA）") == 1
    assert beside("除以 √dₖ", "不除") == 2
    assert beside("用缓存生成下一个词元") == 1
