"""A PostgreSQL server that is stopped and started again while somebody answers: one sentence, kept, and it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db.records import Paper, PaperItem
from db.store import Store
from presentation.translate import escaped
from quiz.kinds import pose
from quiz.kinds.choice import PosedChoice
from tests.db.postgresql import Server, running
from tests.ui.app import attempt_of, button, page, posed_of
from tests.ui.test_unsaved import CHOICE, KEPT, NUMBER, SAVED, errors, page_question, toasts
from ui.session import pending_writes, persistence

SILENT = "{} does not answer: start its server and try again."

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("postgresql")]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that these tests stop and start."""
    with running() as started:
        yield started


@pytest.fixture(autouse=True)
def store(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The pages' store, in an empty database of the server; the server runs again afterwards."""
    monkeypatch.setattr(pending_writes, "PAUSE", 0.0)
    monkeypatch.setenv("DATABASE_URL", server.database())
    st.cache_resource.clear()
    yield persistence.store()
    if not (server.data / "postmaster.pid").exists():
        server.start()
    persistence.close()
    st.cache_resource.clear()


def silent(store: Store) -> str:
    """What the learner is told."""
    return f"{SILENT.format(escaped(store.location))} {KEPT}"


def test_practice_in_mid_answer(server: Server, store: Store) -> None:
    at = page("practise", q=CHOICE)
    server.stop()
    asked = posed_of(at, PosedChoice).question
    right = next(k for k, choice in enumerate(asked.choices) if choice.correct)
    at.radio[0].set_value(right).run()
    assert errors(at) == [silent(store)]
    button(at, "check").click().run()
    assert errors(at) == [silent(store)]
    assert any("badge right" in str(x.body) for x in at.html)  # marked all the same
    first = attempt_of(at).id
    server.start()
    assert errors(at.run()) == []
    assert toasts(at) == [SAVED]
    (kept,) = store.attempts()
    assert (kept.attempt_id, kept.fraction) == (first, 1.0)
    button(at, "onward").click().run()
    assert errors(at) == []
    assert attempt_of(at).id != first


def test_typed_while_it_was_stopped_and_reloaded(server: Server, store: Store) -> None:
    at = page("practise", q=NUMBER)
    at.text_input[0].set_value("1").run()
    server.stop()
    at.text_input[0].set_value("12").run()
    assert errors(at) == [silent(store)]
    again = page("practise", q=NUMBER)
    assert again.text_input[0].value == "12"
    assert errors(again) == [silent(store)]
    server.start()
    assert errors(again.run()) == []
    draft = store.draft(NUMBER)
    assert draft is not None
    assert draft.answers == {"number": [["12"]]}


def sitting(store: Store) -> AppTest:
    """A paper begun now; a long run of the tests outlasts one that was begun when they were collected."""
    posed = pose(page_question(), 11)
    item = PaperItem("a-0", NUMBER, 11, posed.drawn)
    now = datetime.now(UTC)
    store.compose_paper(Paper("p", 11, 30, posed.possible, now, {"marks": 40}, now, items=(item,)))
    return page("papers", paper="p")


def test_a_paper_in_mid_answer(server: Server, store: Store) -> None:
    at = sitting(store)
    server.stop()
    at.text_input[0].set_value("12").run()
    assert errors(at) == [silent(store)]
    button(at, "hand_in_paper").click().run()
    assert errors(at) == [silent(store)]
    assert at.text_input[0].value == "12"
    server.start()
    button(at, "hand_in_paper").click().run()
    assert errors(at) == []
    kept = store.paper("p")
    assert kept is not None
    assert kept.handed_in_at is not None
    assert kept.items[0].answers == {"number": [["12"]]}


def test_stopped_and_started_between_two_answers_nobody_notices(server: Server, store: Store) -> None:
    at = sitting(store)
    at.text_input[0].set_value("1").run()
    server.stop()
    server.start()
    at.text_input[0].set_value("12").run()
    assert errors(at) == []
    kept = store.paper("p")
    assert kept is not None
    assert kept.items[0].answers == {"number": [["12"]]}


def test_every_page_says_it_in_one_sentence_and_comes_back(server: Server, store: Store) -> None:
    for name in ("progress", "papers", "settings"):
        at = page(name)
        server.stop()
        (told,) = errors(at.run())
        assert "does not answer" in told
        server.start()
        assert errors(at.run()) == []
