"""Which question is open on Practise, and the moves that change it."""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from content import NotFound, Question, question, questions
from content.own_question import is_own
from content.question_base import topic_of
from db.errors import StoreError
from presentation.translate import _, filled
from quiz.attempt import Attempt
from quiz.kinds.spoken import NONE
from quiz.own_exercise import question_again
from quiz.posed import Posed, Rows, single_cell
from quiz.stored_instances import taken_up
from ui.session import aiming, persistence
from ui.session.callbacks import turning, whole
from ui.session.state import session, set_address
from ui.session.unsaved import report

LARGEST_SEED = 2**31
FIRST_TOPIC = "self-attention"


def current() -> Attempt:
    """The session's attempt; a question or topic in the address starts another one, or takes up one that aims."""
    kept, session().reviewing = session().attempt, ""
    kept = None if kept and kept.paper else kept  # an exam's question stays in the exam
    wanted, about = st.query_params.get("q"), st.query_params.get("topic")
    aims = "aim" in st.query_params
    other = bool(kept and about and about != kept.question.topic)
    if kept and wanted:
        other = wanted != kept.question.id or (kept.aim is not None) != aims
    if kept is None or other:
        kept = _of_address(wanted, about, aims)
    if st.query_params.get("q") != kept.question.id or about or aims != (kept.aim is not None):
        set_address(q=kept.question.id, **(aiming.QUERY if kept.aim else {}))
    session().topic = kept.question.topic
    return kept


def _of_address(id: str | None, topic_id: str | None, aims: bool) -> Attempt:
    """What the address asks for: the learner's own numbers, practice that aims, or a question of the content."""
    own = _own_begun(id)
    if own:
        return _open(own.question, own.seed, own.drawn)
    chosen = _wanted(id, topic_id or session().topic)
    return (_aimed_before(chosen) if aims else None) or start(chosen)


def _own_begun(id: str | None) -> Posed[Any] | None:
    """The question on the learner's own numbers that was begun, if the address asks for one."""
    if not id or not is_own(id):
        return None
    try:
        found = persistence.begun(id)
        return taken_up(question_again(id, found.inputs), found.seed or 0, found.inputs) if found else None
    except (NotFound, StoreError):
        return None


def _wanted(id: str | None, topic_id: str | None) -> Question:
    """The question of the address; else the first of its topic; else the first of all."""
    try:
        if id:
            return question(id)
    except NotFound:
        if is_own(id or ""):
            st.toast(_("That computation was answered: it is under My mistakes. Explain asks about another one."))
            return questions(topic_of(id or ""))[0]
        st.toast(filled(_("There is no question called {id}; here is the first one."), id=id))
    return ((questions(topic_id) if topic_id else ()) or questions(FIRST_TOPIC))[0]


def _aimed_before(chosen: Question) -> Attempt | None:
    try:
        return aiming.taken_up(chosen)
    except StoreError as error:
        report(error)
        return None


def start(chosen: Question, seed: int | None = None) -> Attempt:
    """The answer that was begun, or a new attempt on fresh numbers."""
    return _open(chosen, secrets.randbelow(LARGEST_SEED) if seed is None else seed)


def _open(chosen: Question, seed: int, drawn: dict[str, Any] | None = None) -> Attempt:
    session().attempt = attempt = persistence.opened(chosen, seed, drawn)
    persistence.forget_others(attempt)
    set_address(q=chosen.id)
    return attempt


def open_attempt() -> Attempt:
    """The session's attempt, in whose page a button was pressed."""
    attempt = session().attempt
    assert attempt is not None
    return attempt


@turning
def again() -> None:
    """The same question on other numbers; of practice that aims, another one with the same aim."""
    attempt = open_attempt()
    persistence.forget_draft(attempt)
    another = aiming.begin(attempt.aim, attempt.question.id) if attempt.aim else None
    if another:
        set_address(q=another.question.id, **aiming.QUERY)
    elif is_own(attempt.question.id):
        session().attempt = fresh = Attempt(attempt.posed)
        persistence.keep_numbers(fresh)
    else:
        start(question(attempt.question.id))


def following(question: Question) -> Question:
    """The next question of the topic; after the last one the first of the next topic, and so around."""
    if is_own(question.id):
        return questions(question.topic)[0]
    every = questions()
    return every[([q.id for q in every].index(question.id) + 1) % len(every)]


@turning
def onward() -> None:
    """To the next question."""
    attempt = open_attempt()
    start(following(attempt.question))


def still_open(id: str) -> Attempt | None:
    """This attempt, unless another has been opened since: what was typed last may arrive after the click that did.

    In an exam every question stays open until it is handed in.
    """
    attempt, exam = session().attempt, session().exam
    opened = [*([attempt] if attempt else []), *(a for a in (exam.attempts if exam else ()) if not a.recorded)]
    return next((a for a in opened if a.id == id), None)


# ---- a question of steps ----


@whole
def move(kind: str, step: str) -> None:
    """A button of the margin: a hint, a blank step, a second try."""
    attempt = open_attempt()
    assert attempt.sitting is not None
    if kind == "hint":
        attempt.sitting = attempt.sitting.take_hint(step)
    elif kind == "blank":
        attempt.sitting = attempt.sitting.leave_blank()
    else:
        attempt.sitting = attempt.sitting.try_again(step)
    persistence.keep(attempt)


# ---- every other kind ----


def enter(id: str, part: str, rows: Rows) -> None:
    """What stands in a part of this attempt's answer, kept while it is entered."""
    if attempt := still_open(id):
        attempt.answers = {**attempt.answers, part: rows}
        persistence.keep(attempt, part)


def reveal(id: str, part: str) -> None:
    """From here on the key points of a spoken answer are known; none is ticked yet."""
    enter(id, part, single_cell(NONE))


@whole
def take_hint() -> None:
    """One hint more."""
    attempt = open_attempt()
    attempt.hints += 1
    persistence.keep(attempt)


@whole
def hand_in() -> None:
    """The answer counts as it stands."""
    attempt = open_attempt()
    attempt.handed_in = True
    persistence.record(attempt)
