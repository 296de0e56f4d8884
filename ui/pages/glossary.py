"""The glossary: every term in both languages, one sentence that defines it, and the lesson that teaches it."""

from __future__ import annotations

import streamlit as st

from content.glossary import Term
from presentation.glossary import found
from presentation.translate import _, language
from ui.components.to_section import to_section
from ui.session.state import go_to

SEARCH = "glossary_search"


def page() -> None:
    """What is looked for, and the terms that fit it."""
    st.title(_("Glossary"), anchor=False)
    label = _("Find a term: English, Chinese or pinyin initials")
    query = st.text_input(label, key=SEARCH, max_chars=60, live="300ms", autocomplete="off", width=420)
    terms = found(query or "")
    if not terms:
        st.caption(_("No term fits. Try a shorter word."))
    with st.container(key="glossary", gap=None):
        for term in terms:
            _term(term)
    if st.button(_("The route"), key="to_route", type="tertiary"):
        go_to("learn")


def _term(term: Term) -> None:
    other = "en" if language() == "zh" else "zh"
    also = [name for code in (language(), other) for name in term.also.of(code)]
    with st.container(key=f"term_{term.id}", horizontal=True, vertical_alignment="center"):
        words = f"**{term.term.of(language())}** &ensp; {term.term.of(other)}"
        if names := _(", ").join(dict.fromkeys(also)):
            words += f" &ensp; :gray[{_bracketed(names)}]"
        st.markdown(f"{words}  \n{term.definition.of(language())}", width="stretch")
        to_section(term.place, f"lesson_of_{term.id}")


def _bracketed(names: str) -> str:
    return names.replace("[", "\\[").replace("]", "\\]")
