"""The paper that is open in this session: its questions as attempts, and the moves that change it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from content import NotFound, Question, question, questions
from db.errors import StoreError
from db.records import Paper, PaperItem
from presentation.translate import _
from quiz import paper as papers
from quiz.attempt import Attempt
from quiz.kinds.spoken import PART, PosedSpoken
from quiz.paper import PaperSpecification
from quiz.posed import Posed, Rows
from quiz.stored_instances import taken_up, to_keep
from ui.session import paper_time, persistence
from ui.session.attempt_records import record_of
from ui.session.callbacks import whole
from ui.session.open_paper import OpenPaper
from ui.session.practise import reveal
from ui.session.restored_attempts import answers_of
from ui.session.state import session, set_address
from ui.session.unsaved import pending, report, retry

LARGEST = 999_999  # a number that can be told on the telephone


def compose(wanted: PaperSpecification, number: int | None = None) -> Paper | None:
    """A new paper, kept; nothing where no question is suitable. The same number and wish give the same questions."""
    seed = drawn(number)
    chosen = papers.compose(wanted, questions(), seed)
    if not chosen:
        return None
    return file(papers.pose_all(chosen, seed), seed, wanted.minutes, asdict(wanted))


def drawn(number: int | None) -> int:
    """The number that a paper is drawn from: this one, or any."""
    return 1 + secrets.randbelow(LARGEST) if number is None else number


def file(posed: Sequence[Posed[Any]], seed: int, minutes: int, wanted: dict[str, Any]) -> Paper:
    """A new paper of these questions, kept. Raises StoreError."""
    items = tuple(PaperItem(str(uuid.uuid4()), p.question.id, p.seed, to_keep(p)) for p in posed)
    possible = sum(p.possible for p in posed)
    made = Paper(str(uuid.uuid4()), seed, minutes, possible, persistence.local_now(), wanted, items=items)
    persistence.store().compose_paper(made)
    return made


def opened(paper_id: str) -> OpenPaper | None:
    """The paper with this id, kept in the session while it is open; another window may have gone on with it."""
    kept = session().exam
    kept = kept if kept and kept.paper.paper_id == paper_id else None
    try:
        found = persistence.store().paper(paper_id)
    except StoreError:
        if kept is None:
            raise
        return kept
    if found and kept and _stage(found) == _stage(kept.paper):
        _catch_up(kept, found)
        return kept
    session().exam = exam = _exam(found) if found else None
    return exam


def _stage(paper: Paper) -> tuple[datetime | None, datetime | None]:
    return paper.started_at, paper.handed_in_at


def _catch_up(exam: OpenPaper, found: Paper) -> None:
    """Take over what stands in the store."""
    for item in found.items:
        if attempt := exam.attempt(item.attempt_id):
            attempt.answers = _texts(item, attempt)


def _exam(found: Paper) -> OpenPaper:
    attempts = tuple(a for item in found.items if (a := _attempt(found, item)))
    records = persistence.store().paper_attempts(found.paper_id) if found.handed_in_at else ()
    return OpenPaper(found, attempts, {record.attempt_id: record for record in records})


def reopen(paper_id: str) -> OpenPaper | None:
    """The paper as the store has it now."""
    session().exam = None
    return opened(paper_id)


def _attempt(paper: Paper, item: PaperItem) -> Attempt | None:
    asked = _known(item.question_id)
    if asked is None:
        return None
    posed = taken_up(asked, item.seed, item.inputs)
    if posed is None:
        return None  # the question was changed since
    attempt = Attempt(posed, item.attempt_id, paper.started_at or paper.composed_at, paper=paper.paper_id)
    attempt.answers = _texts(item, attempt)
    attempt.handed_in = attempt.recorded = paper.handed_in_at is not None
    return attempt


def _texts(item: PaperItem, attempt: Attempt) -> dict[str, Rows]:
    """What was entered: as it stands in the store, but for what still has to be saved.

    The key points of an answer in words count although they are ticked when the time is over: they only mark it.
    """
    persistence.learn(item, attempt)
    spoken = isinstance(attempt.posed, PosedSpoken)
    late = answers_of(replace(item, answers=item.late)) if spoken else {}
    ticked = {part: rows for part, rows in late.items() if part == PART}
    return {**answers_of(item), **ticked, **pending().answers(item.attempt_id)}


def _known(id: str) -> Question | None:
    try:
        return question(id)
    except NotFound:
        return None


# ---- moves ----


@whole
def start(paper_id: str) -> None:
    """Let the time run."""
    try:
        persistence.store().start_paper(paper_id, persistence.local_now())
        reopen(paper_id)
    except StoreError as error:
        report(error)


def hand_in(paper_id: str) -> bool:
    """Mark what the store has of the answers, record every question, close the paper; whether it is closed now.

    As long as answers wait to be saved the paper stays open.
    """
    retry(at_once=True)
    if pending().has_answers(paper_id):
        session().news = True
        return False
    try:
        exam = reopen(paper_id)
        if exam is None or not exam.running:
            return True
        exam = _put_right(exam)
        now = persistence.local_now()
        done = min(now, exam.ends or now)
        paper_time.note(paper_id, "", done)
        persistence.store().hand_in_paper(paper_id, [record_of(attempt, done) for attempt in exam.counted], now)
        reopen(paper_id)
    except StoreError as error:
        report(error)
        return False
    return True


@whole
def go_on(paper_id: str) -> None:
    """Go on with the time that was left when the machine's clock was set."""
    try:
        if (exam := opened(paper_id)) and exam.running:
            _put_right(exam)
    except StoreError as error:
        report(error)


def _put_right(exam: OpenPaper) -> OpenPaper:
    """The paper, with the time that is left by the clock as it is set now."""
    if exam.paper.oral:
        return exam
    now = persistence.local_now()
    left = exam.left(now)
    if not left or not exam.clock_was_set(now):
        return exam
    persistence.store().give_time(exam.paper.paper_id, timedelta(seconds=left), now)
    return reopen(exam.paper.paper_id) or exam


@whole
def end(paper_id: str) -> None:
    """The learner hands in, or the time is over: what was answered in words is marked first, by the learner."""
    try:
        exam = opened(paper_id)
    except StoreError as error:
        report(error)
        return
    if exam is None or not exam.running:
        return
    if not exam.to_mark or exam.being_marked:
        hand_in(paper_id)
        return
    for attempt in exam.to_mark:
        reveal(attempt.id, PART)


def settle() -> None:
    """Hand in what was left running until its time was over, unless the learner has to mark something in it."""
    for paper in persistence.store().papers():
        exam = OpenPaper(paper, ())
        if exam.running and not paper.oral and not exam.left(persistence.local_now()):
            if "spoken" in paper.wanted.get("kinds", ()) and (found := opened(paper.paper_id)) and found.to_mark:
                continue
            hand_in(paper.paper_id)
            session().exam = None


@whole
def discard(paper_id: str) -> None:
    """Throw away a paper that was not handed in."""
    try:
        persistence.store().discard_paper(paper_id)
    except StoreError as error:
        report(error)
        return
    session().exam = None
    set_address()
    st.toast(_("The paper is thrown away."))
