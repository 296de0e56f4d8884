"""The key points of a spoken answer: ticked by the learner, then counted; the model answer beside them."""

from __future__ import annotations

import streamlit as st

from content.lessons.sections import SectionLink
from content.questions import KeyPoint
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.spoken import NONE, PosedSpoken, Round
from ui import elements
from ui.components.to_section import to_section
from ui.kinds import question_frame
from ui.session.browser_storage import hold_tick
from ui.session.callbacks import whole
from ui.session.practise import enter


def checklist(attempt: Attempt, asked: Round, n: int = 0) -> None:
    """The key points; whoever made one ticks it. `n` tells the lists on a page apart."""
    st.caption(_("Which of these did you say? Tick what was really there."))
    made = asked.made(attempt.answers)
    with st.container(key=f"key_points_{n}", gap=None):
        for k, point in enumerate(asked.points):
            key = _key(attempt.id, asked.part, k)
            question_frame.as_kept(key, k in made)
            hold_tick(key, f"{attempt.id}/{asked.part}/{k}", k in made)
            words = "{} · {}".format(point.text.of(language()), f"{point.marks:g}")
            st.checkbox(words, value=k in made, key=key, on_change=_ticked, args=(attempt.id, asked))


def _key(id: str, part: str, k: int) -> str:
    return f"point_{id}_{part}_{language()}_{k}"


@whole
def _ticked(id: str, asked: Round) -> None:
    made = tuple(name for k, name in enumerate(asked.names) if st.session_state.get(_key(id, asked.part, k)))
    enter(id, asked.part, (made or (NONE,),))


def counted(attempt: Attempt, asked: Round, n: int | str = 0) -> None:
    """The key points of a round with what each brought; `n` tells the rounds on a page apart."""
    made = asked.made(attempt.answers)
    with st.container(key=f"key_points_counted_{n}", gap=None):
        for k, (point, where) in enumerate(zip(asked.points, asked.taught, strict=True)):
            _counted(point, k in made, where, f"counted_{n}_{k}")


def _counted(point: KeyPoint, made: bool, where: SectionLink | None, key: str) -> None:
    with st.container(key=key, horizontal=True, vertical_alignment="center"):
        points = f"{point.marks if made else 0:g} / {point.marks:g}"
        st.html(elements.badge("right" if made else "blank", points), width="content")
        st.markdown(point.text.of(language()), width="stretch")
        if where:
            to_section(where, f"taught_{key}")


def model_answer(asked: Round, n: int = 0) -> None:
    """One way to answer a round: in half a minute, if there is such an answer, then in full."""
    with st.container(key=f"model_answer_{n}"):
        if asked.brief:
            st.markdown("**{}**".format(_("In 30 seconds")))
            st.markdown(asked.brief.of(language()))
        st.markdown("**{}**".format(_("In full") if asked.brief else _("One way to put it")))
        st.markdown(asked.answer.of(language()))


def follow_up_head(posed: PosedSpoken, k: int) -> None:
    """Which follow-up this is, and its words."""
    n = _("Follow-up {n} of {count}").format(n=k, count=len(posed.rounds) - 1)
    st.markdown(f"#### {n}")
    st.markdown(posed.rounds[k].text.of(language()))
