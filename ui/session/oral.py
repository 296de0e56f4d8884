"""The oral exam that is open: composed, then asked question by question. It is kept as a paper with every move."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from content import questions
from db.errors import StoreError
from db.recordings import Recording
from db.records import Paper
from quiz import oral
from quiz.attempt import Attempt
from quiz.kinds import spoken
from quiz.oral import OralSpecification
from quiz.posed import first_cell, single_cell
from ui.session import exam, paper_clock, persistence
from ui.session.callbacks import whole
from ui.session.open_paper import OpenPaper
from ui.session.practise import enter, reveal
from ui.session.state import session
from ui.session.unsaved import report


def compose(wanted: OralSpecification, number: int | None = None) -> Paper | None:
    """A new oral exam, kept; nothing where no question is suitable. Number and wish decide which questions."""
    seed = exam.drawn(number)
    posed = oral.pose_all(oral.compose(wanted, questions(), seed), wanted, seed)
    if not posed:
        return None
    kept = asdict(wanted)
    return exam.file(posed, seed, oral.minutes(kept, posed), kept)


def place(found: OpenPaper) -> int:
    """The index of the question that is open; how many there are if none is."""
    closed = [oral.stage(a.posed, a.answers) == "closed" for a in found.attempts]
    return closed.index(False) if False in closed else len(closed)


def now(paper: Paper) -> datetime:
    """The time that holds in the exam, also if the machine's clock was set meanwhile."""
    return paper_clock.moment(paper, persistence.local_now())


def since(attempt: Attempt, k: int) -> datetime | None:
    """When the open round of a question was asked."""
    if k == 0 or not isinstance(attempt.posed, spoken.PosedSpoken):
        return oral.moment_of(attempt.answers, oral.ASKED)
    part = attempt.posed.rounds[k].part
    (first, *others) = attempt.answers.get(part, ((),))[0] or ("",)
    if first == spoken.ASKED and others:  # kept so by exams of before times had parts of their own
        return oral.read_moment(others[0])
    return oral.moment_of(attempt.answers, oral.time_of(part, oral.ASKED))


# ---- moves ----


def _moment() -> datetime:
    found = session().exam
    return now(found.paper) if found else persistence.local_now()


@whole
def ask(id: str) -> None:
    """Ask the question, or ask it anew, from the beginning of its time."""
    enter(id, oral.ASKED, oral.stamp(_moment()))
    enter(id, oral.SPEAKING, single_cell(""))


def speak(id: str) -> None:
    """The learner speaks before the time to think is over."""
    found = session().exam
    attempt = found.attempt(id) if found else None
    if attempt and not first_cell(attempt.answers, oral.SPEAKING):
        enter(id, oral.SPEAKING, oral.stamp(_moment()))


@whole
def answered(id: str, part: str | None) -> None:
    """The question, or the follow-up with this part, is answered; of a spoken one the key points are shown."""
    ended = oral.ENDED if part in (None, spoken.PART) else oral.time_of(str(part), oral.ENDED)
    enter(id, ended, oral.stamp(_moment()))
    if part is not None:
        reveal(id, part)


@whole
def ask_follow_up(id: str, part: str) -> None:
    """Ask the follow-up, or ask it anew."""
    enter(id, oral.time_of(part, oral.ASKED), oral.stamp(_moment()))
    enter(id, part, single_cell(spoken.ASKED))


@whole
def close(id: str) -> None:
    """Done with the question: the next one may be asked."""
    enter(id, oral.CLOSED, oral.stamp(_moment()))


@whole
def finish(paper_id: str) -> None:
    """The exam is over: what was asked is marked and recorded."""
    exam.hand_in(paper_id)


@whole
def finish_with(paper_id: str, id: str) -> None:
    """Done with the last question, and with the exam."""
    enter(id, oral.CLOSED, oral.stamp(_moment()))
    exam.hand_in(paper_id)


# ---- recordings ----


def keep_recording(id: str, sound: Recording) -> None:
    """Keep what was recorded for a question."""
    try:
        persistence.store().recordings.keep(id, sound)
    except StoreError as error:
        report(error)


@whole
def drop_recording(id: str) -> None:
    """Delete the recording of a question."""
    try:
        persistence.store().recordings.drop(id)
    except StoreError as error:
        report(error)
