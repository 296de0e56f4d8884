"""Learn: a topic's lesson, every number in it computed."""

from __future__ import annotations

import streamlit as st

from content import lesson, topic, topics
from ui.translate import _, language


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
    with st.container(key="lesson"):
        st.markdown(lesson(here.id, language()))
    with st.container(key="lesson_next", horizontal=True):
        for name, label in (("explain", _("Compute it step by step")), ("practise", _("Practise"))):
            if st.button(label, key=f"to_{name}", type="primary" if name == "explain" else "secondary"):
                st.session_state.pop("attempt", None)
                st.switch_page(st.session_state["pages"][name], query_params={"topic": here.id})
