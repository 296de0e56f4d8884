"""A question with options to choose from, and a reason for every one of them."""

from __future__ import annotations

import streamlit as st

from content import ChoiceQuestion
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.choice import PART, PosedChoice
from quiz.posed import single_cell
from ui import elements
from ui.kinds import question_frame
from ui.session.browser_storage import hold_choice, hold_tick
from ui.session.callbacks import whole
from ui.session.practise import enter


def show(attempt: Attempt) -> None:
    """The question; after Check the reasons."""
    posed = attempt.posed
    assert isinstance(posed, PosedChoice)
    question_frame.head(attempt, _("More than one may be right.") if posed.question.multiple else "")
    if attempt.handed_in:
        question_frame.verdict(attempt)
        _reasons(posed, posed.ticked(attempt.answers))
        question_frame.onwards(attempt)
        return
    with st.container(key="choices"):
        _options(attempt, posed)
    question_frame.hints(attempt)
    question_frame.check(bool(posed.ticked(attempt.answers)))


def _options(attempt: Attempt, posed: PosedChoice) -> None:
    """The choices in the order drawn; what is ticked outlives a change of language."""
    ticked = posed.ticked(attempt.answers)
    name = f"{attempt.id}_{language()}"
    if posed.question.multiple:
        for k in posed.order:
            key = _tick(name, k)
            question_frame.as_kept(key, k in ticked)
            hold_tick(key, f"{attempt.id}/{PART}/{k}", k in ticked)
            text = posed.question.choices[k].text.of(language())
            st.checkbox(text, value=k in ticked, key=key, on_change=_ticked, args=(attempt.id, name, posed))
        return
    chosen = next((n for n, k in enumerate(posed.order) if k in ticked), None)
    question_frame.as_kept(f"radio_{name}", None if chosen is None else posed.order[chosen])
    hold_choice(f"radio_{name}", f"{attempt.id}/{PART}", chosen)
    st.radio(
        _("Your answer"),
        posed.order,
        index=chosen,
        format_func=lambda k: posed.question.choices[k].text.of(language()),
        key=f"radio_{name}",
        on_change=_chosen,
        args=(attempt.id, f"radio_{name}", posed),
        label_visibility="collapsed",
    )


def _tick(name: str, k: int) -> str:
    return f"tick_{name}_{k}"


@whole
def _ticked(id: str, name: str, posed: PosedChoice) -> None:
    enter(id, PART, (tuple(posed.names[k] for k in posed.order if st.session_state.get(_tick(name, k))),))


@whole
def _chosen(id: str, key: str, posed: PosedChoice) -> None:
    enter(id, PART, single_cell(posed.names[st.session_state[key]]))


def _reasons(posed: PosedChoice, ticked: set[int]) -> None:
    """Each choice as it stood, what became of it, and why."""
    question: ChoiceQuestion = posed.question
    with st.container(key="reasons", gap=None):
        for k in posed.order:
            choice = question.choices[k]
            with st.container(key=f"reason_{k}"):
                mine = _("your choice") if k in ticked else ""
                kind = "right" if choice.correct else "wrong" if k in ticked else "blank"
                st.html(elements.badge(kind, mine or (_("right") if choice.correct else _("not this one"))))
                st.markdown(f"**{choice.text.of(language())}**  \n{choice.reason.of(language())}")
