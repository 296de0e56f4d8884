"""Learn: a topic's lesson, every number in it computed."""

from __future__ import annotations

from html import escape

import streamlit as st

from content import headings, topic
from content.lessons.render import lesson
from engine.readings.explanation.explain import WorkedCell
from presentation.formulas import html, line_pieces
from presentation.translate import _, language
from ui.components.topic_menu import topic_menu
from ui.session.state import go_to, session


def page() -> None:
    """The lesson of the topic in the address, and the way on."""
    wanted = st.query_params.get("topic") or session().topic
    ids = [heading.id for heading in headings()]
    here = topic(wanted if wanted in ids else ids[0])
    session().topic = st.query_params["topic"] = here.id
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        topic_menu("lesson_topic", here.id, _open)
    st.title(here.title.of(language()), anchor=False)
    with st.container(key="lesson"), st.container(key=f"in_{language()}"):
        for part in lesson(here.id, language()):
            if isinstance(part, WorkedCell):
                st.html(worked(part))
            elif part.strip():
                st.markdown(part)
    with st.container(key="lesson_next", horizontal=True):
        if st.button(_("Compute it step by step"), key="to_explain", type="primary"):
            go_to("explain", topic=here.id)
        if st.button(_("Practise"), key="to_practise"):
            session().attempt = None
            go_to("practise", topic=here.id)


def _open(id: str) -> None:
    st.query_params["topic"] = id


def worked(cell: WorkedCell) -> str:
    """The arithmetic of one cell as HTML: whose it is, the formula, a line for each stage, the result in ink."""
    head = f"<div class=who>{html(line_pieces([cell.label]))}</div>"
    symbols = html(line_pieces(cell.symbols.tokens))
    formula = f"<div class=symbols>= {symbols}</div>" if symbols else ""
    stages = [f"<span>{'=' if line.exact else '≈'}</span> {escape(str(line))}" for line in cell.lines]
    stages[-1:] = [" ".join([*stages[-1:], f"<span>=</span> <b>{escape(cell.result)}</b>"])]
    rows = "".join(f"<div class=stage>{stage}</div>" for stage in stages)
    return f'<div class="worked-line">{head}{formula}{rows}</div>'
