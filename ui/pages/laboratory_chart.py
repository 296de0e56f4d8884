"""A chart of a laboratory, with a title; a click on a point sets the slider whose numbers are its x."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from content.laboratories import Laboratory
from presentation.laboratories.model import Chart, Experiment, Slider
from presentation.translate import language
from ui.session.callbacks import whole


def control_key(laboratory: str, control: str) -> str:
    """The key of a control of a laboratory."""
    return f"laboratory_{laboratory}_{control}"


def show_chart(words: Laboratory, chart: Chart, experiment: Experiment) -> None:
    """A chart; a click on a point of it sets the slider whose numbers are its x."""
    from ui.components.charts import CHOSEN, drawn

    said = words.charts[chart.name]
    key = f"chart_{words.id}_{chart.name}"
    setting: dict[str, Any] = {"key": key}
    if chart.sets:
        slider = next(one for one in experiment.controls if one.name == chart.sets)
        assert isinstance(slider, Slider)
        setting |= {"on_select": partial(_clicked, key, words.id, slider), "selection_mode": CHOSEN}
    st.header(said.title.of(language()), anchor=False)
    st.altair_chart(drawn(chart, said, words.values, theme()), **setting)


def theme() -> str:
    """Whether the page is dark or light."""
    return "dark" if st.context.theme.type == "dark" else "light"


@whole
def _clicked(key: str, laboratory: str, slider: Slider) -> None:
    from ui.components.charts import CHOSEN

    points = st.session_state[key].selection.get(CHOSEN, [])
    if points and points[0].get("x") in slider.stops:
        st.session_state[control_key(laboratory, slider.name)] = points[0]["x"]
