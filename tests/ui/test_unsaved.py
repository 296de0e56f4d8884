"""What the store could not keep: nothing is lost, it is said once, and it is tried again by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.errors import StoreError
from db.records import Paper, PaperItem
from db.store import Store
from quiz.kinds import pose
from quiz.kinds.choice import PosedChoice
from tests.ui.app import attempt_of, button, page, posed_of, sound, state_of
from ui.session import pending_writes
from ui.session.unsaved import pending

CHOICE, NUMBER = "self-attention/why-root-d-k", "next-sentence/parameters"
WRITES = ("record", "merge_draft", "clear_draft", "merge_answers", "hand_in_paper", "start_paper", "compose_paper")
FULL = "The disk is full."
KEPT = "What you entered is kept here and saved as soon as that is possible."
SAVED = "Everything you entered is saved now."
NOW = datetime.now(UTC)
AS_IT_RUNS = datetime.min.replace(tzinfo=UTC)  # a long run of the tests outlasts a paper begun when they were read


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is tried at every event, however quickly they follow."""
    monkeypatch.setattr(pending_writes, "PAUSE", 0.0)


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store that can be read and not written."""

    def refuse(*_given: Any, **_named: Any) -> None:
        raise StoreError(FULL)

    with monkeypatch.context() as broken:
        for name in WRITES:
            broken.setattr(Store, name, refuse)
        yield


def filed(store: Store, started: datetime = AS_IT_RUNS) -> None:
    """A running paper named p of one number."""
    started = datetime.now(UTC) if started is AS_IT_RUNS else started
    posed = pose(page_question(), 11)
    item = PaperItem("a-0", NUMBER, 11, posed.drawn)
    store.compose_paper(Paper("p", 11, 30, posed.possible, NOW, {"marks": 40}, started, items=(item,)))


def page_question() -> Any:
    from content import question

    return question(NUMBER)


def errors(at: AppTest) -> list[str]:
    return [str(error.value) for error in sound(at).error]


def toasts(at: AppTest) -> list[str]:
    return [str(toast.value) for toast in sound(at).toast]


def answers(store: Store) -> Any:
    kept = store.paper("p")
    assert kept is not None
    return kept.items[0].answers


def test_a_paper_is_not_closed_over_answers_that_could_not_be_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(store)
    at = page("papers", paper="p")
    with full_disk(monkeypatch):
        at.text_input[0].set_value("12").run()
        assert errors(at) == [f"{FULL} {KEPT}"]
        button(at, "hand_in_paper").click().run()
        assert errors(at) == [f"{FULL} {KEPT}"]
        assert at.text_input[0].value == "12"
    button(at, "hand_in_paper").click().run()
    assert (errors(at), answers(store)) == ([], {"number": [["12"]]})
    assert toasts(at) == [SAVED]
    assert store.papers()[0].handed_in_at is not None


def test_only_answering_fails_and_the_paper_stays_open(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(store)
    at = page("papers", paper="p")

    def refuse(*_given: Any, **_named: Any) -> bool:
        raise StoreError(FULL)

    with monkeypatch.context() as broken:
        broken.setattr(Store, "merge_answers", refuse)
        at.text_input[0].set_value("12").run()
        button(at, "hand_in_paper").click().run()
        assert errors(at) == [f"{FULL} {KEPT}"]
        assert store.papers()[0].handed_in_at is None
        sound(page("papers"))  # the list, which hands in what is over
    assert store.papers()[0].handed_in_at is None


def test_typed_in_time_and_saved_after_the_time_counts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.session import paper_clock, persistence

    filed(store, started=datetime.now(UTC) - timedelta(minutes=29))
    at = page("papers", paper="p")
    with full_disk(monkeypatch):
        sound(at.text_input[0].set_value("12").run())
        later, running = datetime.now(UTC) + timedelta(minutes=2), paper_clock.seconds() + 120
        monkeypatch.setattr(persistence, "local_now", lambda: later)
        monkeypatch.setattr(paper_clock, "seconds", lambda: running)
        assert errors(at.run()) == [f"{FULL} {KEPT}"]
        assert not at.text_input
        assert any("The time is over." in m.value for m in at.markdown)
    assert errors(at.run()) == []
    assert (store.papers()[0].handed_in_at is not None, answers(store)) == (True, {"number": [["12"]]})


def marked(at: AppTest) -> None:
    """Answer the open choice rightly and check it."""
    asked = posed_of(at, PosedChoice).question
    at.radio[0].set_value(next(k for k, choice in enumerate(asked.choices) if choice.correct)).run()
    button(at, "check").click().run()


def test_an_attempt_marked_on_a_full_disk_is_recorded_after_the_next_question(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page("practise", q=CHOICE)
    first = attempt_of(at).id
    with full_disk(monkeypatch):
        marked(at)
        assert errors(at) == [f"{FULL} {KEPT}"]
        assert not any("It is in your progress." in c.value for c in at.caption)
        button(at, "onward").click().run()
        assert errors(at) == [f"{FULL} {KEPT}"]
    assert attempt_of(at).id != first
    assert errors(at.run()) == []
    assert [record.attempt_id for record in store.attempts()] == [first]
    assert toasts(at) == [SAVED]
    assert toasts(at.run()) == []


def test_an_attempt_is_recorded_by_another_session_of_the_process(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page("practise", q=CHOICE)
    first = attempt_of(at).id
    with full_disk(monkeypatch):
        marked(at)
        again = page("practise", q=CHOICE)  # a reload: the answer is finished, so it is asked anew
        assert attempt_of(again).id != first
    sound(page("progress"))
    assert [record.attempt_id for record in store.attempts()] == [first]


def test_a_draft_that_could_not_be_kept_is_there_after_a_reload(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at = page("practise", q=NUMBER)
    with full_disk(monkeypatch):
        sound(at.text_input[0].set_value("12").run())
        assert page("practise", q=NUMBER).text_input[0].value == "12"
    sound(at.run())
    kept = store.draft(NUMBER)
    assert kept is not None
    assert kept.answers == {"number": [["12"]]}


def test_numbers_on_explain_that_could_not_be_kept_are_kept_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page("explain", topic="self-attention")
    with full_disk(monkeypatch):
        at.text_input[0].set_value("a b c").run()
        assert errors(at) == [f"{FULL} {KEPT}"]
        assert page("explain", topic="self-attention").text_input[0].value == "a b c"
    assert errors(at.run()) == []
    assert store.draft("explain/self-attention") is not None


@pytest.mark.parametrize("name", ["check", "explain"])
def test_what_was_taken_back_before_it_could_be_kept_does_not_come_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    at = page(name, topic="self-attention")
    before = line(at).value
    with full_disk(monkeypatch):
        sound(line(at).set_value("a b c").run())
        sound(line(at).set_value(before).run())
        assert line(page(name, topic="self-attention")).value == before
    assert errors(at.run()) == []
    assert len(pending()) == 0
    assert line(page(name, topic="self-attention")).value == before


def line(at: AppTest) -> Any:
    """The first field for a text."""
    return (at.text_area or at.text_input)[0]


def test_nothing_waits_for_a_learner_who_was_deleted_in_another_window(store: Store) -> None:
    gone = store.add_learner("Li", "red", NOW)
    at = page("practise", q=NUMBER)
    state_of(at).learner_id = gone
    at.text_input[0].set_value("1").run()
    assert errors(at) == []
    store.remove_learner(gone, NOW)
    assert store.delete_learner(gone)
    at.text_input[0].set_value("12").run()
    assert errors(at) == ["This learner was deleted for good: nothing more is kept for them."]
    assert len(pending()) == 0
    other = page("practise", q=NUMBER)
    other.text_input[0].set_value("7").run()
    assert errors(other) == []
    draft = store.draft(NUMBER)
    assert draft is not None
    assert draft.answers == {"number": [["7"]]}
