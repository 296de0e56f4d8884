"""Laboratories: sliders, charts of what is measured there and then, one sentence of what was seen, and a question."""

from __future__ import annotations

import csv
import io
from functools import partial

import streamlit as st

from content import question, topic
from content.laboratories import Laboratory, laboratories
from presentation.laboratories import EXPERIMENTS
from presentation.laboratories.model import LaboratoryView, Pick, Slider, Value, sentence
from presentation.translate import _, language
from ui.components.download import download
from ui.pages import laboratory_foretelling, laboratory_training
from ui.pages.laboratory_chart import control_key, show_chart, theme
from ui.session.callbacks import whole
from ui.session.language import fragment, key_of_words
from ui.session.state import go_to, session, set_address


def page() -> None:
    """The laboratory in the address; without one, all of them."""
    wanted = st.query_params.get("lab", "")
    found = laboratories()
    if wanted in found:
        _one(found[wanted])
    else:
        _all()


def _all() -> None:
    st.title(_("Laboratories"), anchor=False)
    st.markdown(_("Set the sliders and see what is measured at once, by the engine that computes everything here."))
    with st.container(key="laboratories", gap="small"):
        for one in laboratories().values():
            with st.container(key=f"laboratory_{one.id}", border=True):
                title = one.title.of(language())
                st.button(title, key=f"open_{one.id}", type="tertiary", on_click=_open, args=(one.id,))
                st.markdown(one.asks.of(language()))


@whole
def _open(id: str) -> None:
    set_address(lab=id)


@whole
def _leave() -> None:
    set_address()


def _one(words: Laboratory) -> None:
    with st.container(key="title_row", horizontal=True, vertical_alignment="center"):
        st.title(words.title.of(language()), anchor=False, width="content")
        st.button(_("All laboratories"), key="all_laboratories", type="tertiary", on_click=_leave)
    st.markdown(words.asks.of(language()))
    experiment = EXPERIMENTS[words.id]
    if laboratory_foretelling.show(words, experiment):
        laboratory_training.show(words, experiment)
        _experiment(words)
    _question(words)
    st.caption(words.assumed.of(language()))


@fragment
def _experiment(words: Laboratory) -> None:
    """The controls, the charts and the sentence: what changes while a slider moves."""
    experiment = EXPERIMENTS[words.id]
    with st.container(key="laboratory_controls", horizontal=True, vertical_alignment="bottom"):
        values = {control.name: _control(words, control) for control in experiment.controls}
    seen = laboratory_training.look(experiment)(values, lambda name: words.values[name].of(language()))
    charts = [chart for chart in seen.charts if not laboratory_training.shows(experiment, chart)]
    with st.container(key="laboratory_seen"):
        st.markdown(sentence(words, seen, language()))
    with st.container(key="laboratory_charts"), st.container(key=f"charts_{theme()}"):
        for first in range(0, len(charts), 2):
            pair = charts[first : first + 2]
            for column, chart in zip(st.columns(len(pair), gap="medium"), pair, strict=True):
                with column:
                    show_chart(words, chart, experiment)
    download(_("Data (CSV)"), partial(table, words, seen), f"{words.id}.csv", "text/csv", key="laboratory_data")


def _control(words: Laboratory, control: Slider | Pick) -> Value:
    label, key = words.controls[control.name].of(language()), control_key(words.id, control.name)
    if isinstance(control, Pick):
        chosen: str = st.selectbox(
            label,
            control.choices,
            format_func=lambda name: words.values[name].of(language()),
            key=key_of_words(key),
            width=220,
        )
        return chosen
    st.session_state.setdefault(key, control.start)
    set_to: float = st.select_slider(label, control.stops, format_func="{:,g}".format, key=key, width=220)
    return set_to


def table(words: Laboratory, seen: LaboratoryView) -> str:
    """All points of all charts as CSV, with the names of the charts and series in the session's language."""
    made = io.StringIO()
    rows = csv.writer(made)
    rows.writerow([_("chart"), _("series"), "x", "y"])
    for chart in seen.charts:
        title = words.charts[chart.name].title.of(language())
        rows.writerows([title, words.values[one.series].of(language()), one.x, one.y] for one in chart.points)
    return "\ufeff" + made.getvalue()  # the mark tells spreadsheets that it is UTF-8


def _question(words: Laboratory) -> None:
    """A question of the bank on what was seen, and the lessons it belongs to."""
    asked = question(words.question)
    with st.container(key="laboratory_question", border=True):
        st.header(_("And now?"), anchor=False)
        st.markdown(asked.prompt.of(language()))
        with st.container(key="laboratory_onward", horizontal=True):
            if st.button(_("Answer it"), key="laboratory_answer", type="primary"):
                session().attempt = None
                go_to("practise", q=asked.id)
            for lesson in map(topic, words.lessons[:3]):
                label = _("Lesson: {topic}").format(topic=lesson.title.of(language()))
                if st.button(label, key=f"laboratory_lesson_{lesson.id}", type="tertiary"):
                    go_to("learn", topic=lesson.id)
