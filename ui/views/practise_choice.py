"""A question with options to choose from, and a reason for every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from content import ChoiceQuestion
from quiz.questions import ChoiceMarking, mark_choice
from ui import memory, parts
from ui.translate import _, language

if TYPE_CHECKING:
    from ui.views.practise import Attempt


def show(attempt: Attempt) -> None:
    """The question; after Check the reasons."""
    asked = attempt.question
    assert isinstance(asked, ChoiceQuestion)
    st.title(asked.title.of(language()), anchor=False)
    st.markdown(asked.prompt.of(language()))
    marking: ChoiceMarking | None = st.session_state.get("choice_marked", {}).get(attempt.id)
    ticked = _options(attempt, asked, locked=marking is not None)
    if marking is None:
        if st.button(_("Check"), type="primary", disabled=not ticked):
            st.session_state["choice_marked"] = {attempt.id: mark_choice(asked, ticked)}
            st.rerun()
        return
    memory.record_choice(attempt, ticked, marking)
    _reasons(asked, ticked, marking)


def _options(attempt: Attempt, asked: ChoiceQuestion, locked: bool) -> list[int]:
    texts = [choice.text.of(language()) for choice in asked.choices]
    order = range(len(texts))
    if not asked.multiple:
        chosen = st.radio(
            _("Your answer"),
            order,
            index=None,
            format_func=lambda k: texts[k],
            key=f"radio_{attempt.id}",
            disabled=locked,
            label_visibility="collapsed",
        )
        return [] if chosen is None else [chosen]
    st.caption(_("More than one may be right."))
    return [k for k in order if st.checkbox(texts[k], key=f"tick_{attempt.id}_{k}", disabled=locked)]


def _reasons(asked: ChoiceQuestion, ticked: list[int], marking: ChoiceMarking) -> None:
    from ui.views.practise import again

    points = _("{points} of {possible}").format(points=f"{marking.points:g}", possible=f"{marking.possible:g}")
    verdict = "right" if marking.right else "wrong"
    said = _("right") if marking.right else _("not quite")
    st.html(parts.badge(verdict, f"{said} · {points}"))
    for k, choice in enumerate(asked.choices):
        with st.container(key=f"reason_{k}"):
            mine = _("your choice") if k in ticked else ""
            kind = "right" if choice.correct else "wrong" if k in ticked else "blank"
            st.html(parts.badge(kind, mine or (_("right") if choice.correct else _("not this one"))))
            st.markdown(f"**{choice.text.of(language())}**  \n{choice.reason.of(language())}")
    st.button(_("Ask me again"), key="again", on_click=again)
