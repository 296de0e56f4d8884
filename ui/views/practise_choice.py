"""A question with options to choose from, and a reason for every one of them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from content import ChoiceQuestion
from quiz.questions import ChoiceMarking, mark_choice
from ui import memory, parts
from ui.attempt import Attempt
from ui.translate import _, language
from ui.views.practise_state import again


def show(attempt: Attempt) -> None:
    """The question; after Check the reasons."""
    asked = attempt.question
    assert isinstance(asked, ChoiceQuestion)
    st.title(asked.title.of(language()), anchor=False)
    st.markdown(asked.prompt.of(language()))
    done: dict[str, Answered] = st.session_state.setdefault("choices_answered", {})
    answered = done.get(attempt.id)
    if answered is None:
        ticked = _options(attempt, asked)
        if st.button(_("Check"), type="primary", disabled=not ticked):
            done[attempt.id] = Answered(ticked, mark_choice(asked, ticked))
            st.rerun()
        return
    memory.record_choice(attempt, answered.ticked, answered.marking)
    _reasons(asked, answered.ticked, answered.marking)


@dataclass(frozen=True)
class Answered:
    """What was ticked, and how it was marked."""

    ticked: list[int]
    marking: ChoiceMarking


def _options(attempt: Attempt, asked: ChoiceQuestion) -> list[int]:
    """The choices ticked so far; they outlive a change of language."""
    kept: dict[str, list[int]] = st.session_state.setdefault("choices_ticked", {})
    before = kept.get(attempt.id, [])
    texts = [choice.text.of(language()) for choice in asked.choices]
    name = f"{attempt.id}_{language()}"
    if asked.multiple:
        st.caption(_("More than one may be right."))
        ticked = [k for k, text in enumerate(texts) if st.checkbox(text, value=k in before, key=f"tick_{name}_{k}")]
    else:
        chosen = st.radio(
            _("Your answer"),
            range(len(texts)),
            index=before[0] if before else None,
            format_func=texts.__getitem__,
            key=f"radio_{name}",
            label_visibility="collapsed",
        )
        ticked = [] if chosen is None else [chosen]
    kept[attempt.id] = ticked
    return ticked


def _reasons(asked: ChoiceQuestion, ticked: list[int], marking: ChoiceMarking) -> None:
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
