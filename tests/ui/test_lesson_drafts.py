"""A lesson as it was left: its numbers and answers come back in another session, and are forgotten when put back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.records import Draft
from db.store import Store
from tests.ui.app import button, page, sound, state_of
from ui.session.draft_places import LESSON

TOPIC, PRESET = "self-attention", "raschka-b"
NOW = datetime.now(UTC)


def text(at: AppTest) -> str:
    return " ".join(" ".join(one.value.split()) for one in at.markdown)


def answered(at: AppTest) -> AppTest:
    """The question in the middle answered with its second choice."""
    at.radio[0].set_value("smaller").run()
    return sound(button(at, "Check").click().run())


def kept(store: Store) -> Any:
    found = store.draft(LESSON + TOPIC)
    return found.state if found else None


def test_an_answer_comes_back_in_another_session(store: Store) -> None:
    at = answered(sound(page("learn", topic=TOPIC)))
    said = "It was 0.1500 and is now 0.3986."
    assert said in text(at)
    assert kept(store) == {"typed": {}, "predicted": {"mask": "smaller"}}
    assert said in text(sound(page("learn", topic=TOPIC)))
    assert said not in text(sound(page("learn", topic="gru")))


def test_numbers_come_back_in_another_session(store: Store) -> None:
    at = sound(page("learn", topic=TOPIC))
    numbers = state_of(at).lesson_numbers[TOPIC]
    mine = numbers.with_cell(PRESET, "X", 1, 0, "2")
    typed = {PRESET: {"X": [list(row) for row in mine.typed_in(PRESET).typed["X"]]}}
    store.save_draft(Draft(LESSON + TOPIC, "lesson", NOW, state={"typed": typed}), NOW)
    again = sound(page("learn", topic=TOPIC))
    assert "3.3958 becomes 2.4012" in text(again)
    assert "has your numbers" in text(again)


@pytest.mark.parametrize(
    "state", [{"typed": 7}, {"predicted": []}, {"opened": 7}, {"typed": {PRESET: {"X": None}}}, {}]
)
def test_a_damaged_draft_leaves_the_lesson_as_it_is_written(store: Store, state: dict[str, Any]) -> None:
    store.save_draft(Draft(LESSON + TOPIC, "lesson", NOW, state=state), NOW)
    assert "1.8524 becomes 1.3098" in text(sound(page("learn", topic=TOPIC)))


def test_open_figures_come_back_in_another_session_with_their_lesson_alone(store: Store) -> None:
    place = f"{TOPIC}/en/given.{PRESET}"
    sound(page("learn", topic=TOPIC))
    store.save_draft(Draft(LESSON + TOPIC, "lesson", NOW, state={"opened": {place: "open"}}), NOW)
    again = sound(page("learn", topic=TOPIC))
    assert state_of(again).lesson_figures == {place}
    answered(again)
    assert kept(store) == {"typed": {}, "predicted": {"mask": "smaller"}, "opened": {place: "open"}}
    assert not state_of(sound(page("learn", topic="gru"))).lesson_figures


def test_an_untouched_lesson_keeps_nothing(store: Store) -> None:
    sound(page("learn", topic=TOPIC))
    assert kept(store) is None
