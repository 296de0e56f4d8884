"""Every page of the app for a learner who has a history, with what it shows then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from content import headings, question, questions
from db.records import Draft, Exam, Paper, PaperItem
from db.store import Store, open_store
from quiz.kinds import pose
from quiz.oral import ASKED
from quiz.review_session import Item, ReviewSession
from tests.answered import unscaled
from tests.browser.server import Server
from tests.db.attempts import attempt

NEWCOMER, MISTAKE, PAPER, RESULT, ORAL = "newcomer", "places-mistake", "places-paper", "places-result", "places-oral"
STEPS, CHOICE, NUMBER = "self-attention/by-hand", "self-attention/why-root-d-k", "next-sentence/parameters"
SPOKEN = "multi-head/steps-and-shapes"
LONG = ("self-attention", "gru", "lstm-sequence", "multi-head", "decoder-block")  # wide formulas, many steps


@dataclass(frozen=True)
class Place:
    """A page: its path, what its address says, and the session that is open there, if one has to be."""

    path: str
    query: dict[str, str] = field(default_factory=dict)
    session: tuple[Item, ...] = ()

    def __str__(self) -> str:
        return "&".join([self.path, *(f"{name}={value}" for name, value in self.query.items()), *self._first])

    @property
    def _first(self) -> list[str]:
        return [f"{self.session[0].why} {self.session[0].question_id}"] if self.session else []


def places() -> Iterator[Place]:
    """Every page, those with the widest contents several times."""
    yield from map(Place, ("/", "/learn", "/papers", "/progress", "/mistakes", "/glossary", "/settings", "/laboratory"))
    yield Place("/learn", {"topic": "lstm"})
    yield Place("/learn", {"topic": "self-attention"})
    yield Place("/laboratory", {"lab": "gradients"})
    for topic in LONG:
        yield Place("/explain", {"topic": topic})
    yield Place("/check", {"topic": "self-attention"})
    for id in one_of_each_kind():
        yield Place("/practise", {"q": id})
    yield Place("/papers", {"paper": PAPER})
    yield Place("/papers", {"paper": RESULT})
    yield Place("/papers", {"paper": ORAL})
    yield Place("/mistakes", {"attempt": MISTAKE})
    yield Place("/session", session=(Item(CHOICE, "due"), Item(NUMBER, "new")))
    yield Place("/session", session=(Item("lstm", "lesson"), Item("lstm/one-step", "new")))
    yield Place("/session")


def one_of_each_kind() -> list[str]:
    """The first question of every kind."""
    found: dict[str, str] = {}
    for one in questions():
        found.setdefault(one.kind, one.id)
    return list(found.values())


def furnish(server: Server) -> None:
    """A history in the server's database: answers of days before, mistakes, papers, exams, a lesson read."""
    store = open_store(f"sqlite:///{server.database.as_posix()}")
    now = datetime.now(UTC)
    for n, one in enumerate(headings()):
        when = now - timedelta(days=1 + n)
        id = questions(one.id)[0].id
        store.record(attempt(id, when, points=float(n % 4), started_at=when - timedelta(minutes=3)), when)
    store.record(replace(unscaled(), attempt_id=MISTAKE, started_at=now, finished_at=now), now)
    store.keep_exam(Exam("written", now.date() + timedelta(days=30), "期末笔试", ("attention", "gated")))
    store.keep_exam(Exam("oral", now.date() + timedelta(days=41)))
    store.read_lesson("word-similarity", 5.0, now)
    _papers(store, now)
    store.close()


def _papers(store: Store, now: datetime) -> None:
    posed = [pose(question(q), 11) for q in (STEPS, CHOICE, NUMBER)]
    for id in (PAPER, RESULT):
        items = tuple(PaperItem(f"{id}-{n}", p.question.id, 11, p.drawn) for n, p in enumerate(posed))
        store.compose_paper(Paper(id, 11, 60, sum(p.possible for p in posed), now, {}, now, items=items))
    answers = [attempt(p.question.id, now, attempt_id=f"{RESULT}-{n}", points=1.0) for n, p in enumerate(posed)]
    store.hand_in_paper(RESULT, answers, now)
    asked = pose(question(SPOKEN), 11)
    items = (PaperItem(f"{ORAL}-0", SPOKEN, 11, asked.drawn, {ASKED: [[now.isoformat()]]}),)
    kept = {"form": "oral", "thinking": 60, "speaking": 120}
    store.compose_paper(Paper(ORAL, 11, 20, asked.possible, now, kept, now, items=items))


def take_up(server: Server, place: Place) -> None:
    """Open the session of a place, or none."""
    store, now = open_store(f"sqlite:///{server.database.as_posix()}"), datetime.now(UTC)
    if place.session:
        session = ReviewSession("today", now, place.session)
        store.save_draft(Draft("session/open", "session/open", now, state=session.plain), now)
    elif place.path == "/session":
        store.clear_draft("session/open")
    store.close()
