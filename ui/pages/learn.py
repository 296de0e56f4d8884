"""Learn: a topic's lesson, every number in it computed."""

from __future__ import annotations

from html import escape

import streamlit as st

from content import lesson, topic, topics
from engine.readings.explanation.explain import WorkedCell
from presentation.formulas import arithmetic, html
from presentation.translate import _, language


def page() -> None:
    """The lesson of the topic in the address, and the way on."""
    wanted = st.query_params.get("topic") or st.session_state.get("topic")
    known = {t.id for t in topics()}
    here = topic(wanted) if wanted in known else topics()[0]
    st.session_state["topic"] = st.query_params["topic"] = here.id
    with (
        st.container(key="recipe", horizontal=True, vertical_alignment="center"),
        st.popover(here.title.of(language())),
    ):
        for other in topics():
            if st.button(
                other.title.of(language()),
                key=f"lesson_{other.id}",
                type="tertiary",
                width="stretch",
                disabled=other.id == here.id,
            ):
                st.query_params["topic"] = other.id
                st.rerun()
    st.title(here.title.of(language()), anchor=False)
    with st.container(key="lesson"), st.container(key=f"in_{language()}"):
        for part in lesson(here.id, language()):
            if isinstance(part, WorkedCell):
                st.html(worked(part))
            elif part.strip():
                st.markdown(part)
    with st.container(key="lesson_next", horizontal=True):
        for name, label in (("explain", _("Compute it step by step")), ("practise", _("Practise"))):
            if st.button(label, key=f"to_{name}", type="primary" if name == "explain" else "secondary"):
                st.session_state.pop("attempt", None)
                st.switch_page(st.session_state["pages"][name], query_params={"topic": here.id})


def worked(cell: WorkedCell) -> str:
    """The arithmetic of one cell as HTML: whose it is, the formula, a line for each stage, the result in ink."""
    head = f"<div class=who>{html(arithmetic([cell.label]))}</div>"
    symbols = html(arithmetic(cell.symbols.tokens))
    formula = f"<div class=symbols>= {symbols}</div>" if symbols else ""
    stages = [f"<span>{'=' if line.exact else '≈'}</span> {escape(str(line))}" for line in cell.lines]
    stages[-1:] = [" ".join([*stages[-1:], f"<span>=</span> <b>{escape(cell.result)}</b>"])]
    rows = "".join(f"<div class=stage>{stage}</div>" for stage in stages)
    return f'<div class="worked-line">{head}{formula}{rows}</div>'
