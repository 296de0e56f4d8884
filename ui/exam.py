"""The paper that is open in this session: its questions as attempts, and the moves that change it."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

import streamlit as st

from content import NotFound, Question, question, questions
from db.errors import StoreError
from db.nouns import Paper, PaperItem
from quiz import paper as papers
from quiz.kinds import put_again
from quiz.paper import Wanted
from ui import memory
from ui.attempt import Attempt
from ui.translate import _, sentence

LARGEST_SEED = 2**31


@dataclass
class Exam:
    """A paper and its questions. One that the content no longer has is missing."""

    paper: Paper
    attempts: tuple[Attempt, ...]

    @property
    def running(self) -> bool:
        """Whether it was started and not handed in."""
        return self.paper.started_at is not None and self.paper.handed_in_at is None

    @property
    def ends(self) -> datetime:
        """When a started paper is handed in by itself."""
        assert self.paper.started_at is not None
        return papers.ends(self.paper.started_at, self.paper.minutes)

    def left(self, now: datetime) -> float:
        """Seconds left of a running paper."""
        return max(0.0, (self.ends - now).total_seconds())


def compose(wanted: Wanted, seed: int | None = None) -> Paper | None:
    """A new paper, kept; nothing where no question is suitable."""
    seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    chosen = papers.compose(wanted, questions(), seed)
    if not chosen:
        return None
    posed = papers.put(chosen, seed)
    items = tuple(PaperItem(str(uuid.uuid4()), p.question.id, p.seed, p.drawn) for p in posed)
    possible = sum(p.possible for p in posed)
    made = Paper(str(uuid.uuid4()), seed, wanted.minutes, possible, memory.local_now(), asdict(wanted), items=items)
    memory.store().compose_paper(made)
    return made


def opened(paper_id: str) -> Exam | None:
    """The paper with this id, kept in the session while it is open."""
    kept: Exam | None = st.session_state.get("exam")
    if kept and kept.paper.paper_id == paper_id:
        return kept
    found = memory.store().paper(paper_id)
    if found is None:
        return None
    exam = Exam(found, tuple(a for item in found.items if (a := _attempt(found, item))))
    st.session_state["exam"] = exam
    return exam


def reopen(paper_id: str) -> Exam | None:
    """The paper as the store has it now."""
    st.session_state.pop("exam", None)
    return opened(paper_id)


def _attempt(paper: Paper, item: PaperItem) -> Attempt | None:
    asked = _known(item.question_id)
    if asked is None:
        return None
    posed = put_again(asked, item.seed, dict(item.inputs))
    if posed is None:
        return None  # the question was changed since
    attempt = Attempt(posed, item.attempt_id, paper.started_at or paper.composed_at, paper=paper.paper_id)
    attempt.answers = {part: tuple(tuple(map(str, row)) for row in rows) for part, rows in item.answers.items()}
    attempt.handed_in = attempt.recorded = paper.handed_in_at is not None
    return attempt


def _known(id: str) -> Question | None:
    try:
        return question(id)
    except NotFound:
        return None


# ---- moves ----


def start(paper_id: str) -> None:
    """Let the time run."""
    try:
        memory.store().start_paper(paper_id, memory.local_now())
        reopen(paper_id)
    except StoreError as error:
        st.error(sentence(error))


def hand_in(paper_id: str) -> bool:
    """Mark what the store has of the answers, record every question, close the paper; whether it is closed now."""
    try:
        exam = reopen(paper_id)
        if exam is None or not exam.running:
            return True
        now = memory.local_now()
        done = min(now, exam.ends)
        memory.store().hand_in_paper(paper_id, [memory.noun(attempt, done) for attempt in exam.attempts], now)
        reopen(paper_id)
    except StoreError as error:
        st.error(sentence(error))
        return False
    return True


def settle() -> None:
    """Hand in what was left running until its time was over."""
    for paper in memory.store().papers():
        exam = Exam(paper, ())
        if exam.running and not exam.left(memory.local_now()):
            hand_in(paper.paper_id)
            st.session_state.pop("exam", None)


def discard(paper_id: str) -> None:
    """Throw away a paper that was not handed in."""
    try:
        memory.store().discard_paper(paper_id)
    except StoreError as error:
        st.error(sentence(error))
        return
    st.session_state.pop("exam", None)
    st.query_params.from_dict({})
    st.toast(_("The paper is thrown away."))
