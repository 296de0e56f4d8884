"""What pages tell the browser about the fields whose text it holds: whose it is, and what is kept of it."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from content import loader
from db.store import Store
from quiz.kinds.choice import PosedChoice
from tests.made import library
from tests.ui.app import attempt_of, page, posed_of, sound, state_of
from tests.ui.test_unsaved import NUMBER, filed, full_disk
from ui.components.held import component
from ui.session import pending_writes

Told = list[dict[str, Any]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What the browser is told, one after the other."""
    heard: Told = []
    monkeypatch.setattr(component, "_component", lambda key, data: heard.extend(data))
    return heard


def fields(told: Told) -> dict[str, int]:
    """What was told last: what is kept, as a fingerprint, by name."""
    return {name: kept for _key, name, kept in told[-1]["fields"]}


def kept(text: str) -> int:
    return zlib.crc32(text.encode())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_field_is_its_attempt_s_in_either_language(store: Store, told: Told, lang: str) -> None:
    at = page("practise", lang, q=NUMBER)
    name = f"1/{attempt_of(at).id}/number"
    assert fields(told) == {name: kept("")}
    sound(at.text_input[0].set_value("一百二十").run())
    assert fields(told) == {name: kept("一百二十")}


def test_what_waits_to_be_saved_is_not_kept(store: Store, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending_writes, "PAUSE", 0.0)
    filed(store)
    at = page("papers", paper="p")
    with full_disk(monkeypatch):
        at.text_input[0].set_value("12").run()
        assert told[-1]["waits"]
    sound(at.run())
    assert not told[-1]["waits"]
    assert fields(told) == {"1/a-0/number": kept("12")}


@pytest.mark.exhaustive
def test_choices_and_ticks_are_told_by_their_places(store: Store, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "library", library)
    at = page("practise", q="self-attention/made-choices")
    sound(at.checkbox[2].check().run())
    assert sorted(fields(told).values()) == sorted([kept("false")] * 3 + [kept("true")])
    at = page("practise", q="self-attention/made-choice")
    assert list(fields(told).values()) == [kept("-1")]
    second = posed_of(at, PosedChoice).order[1]
    sound(at.radio[0].set_value(second).run())
    assert list(fields(told).values()) == [kept("1")]


def test_a_paste_is_the_learner_s_and_the_topic_s(store: Store) -> None:
    at = page("check", topic="lstm")
    assert state_of(at).held["check_text_lstm"] == ("1/check/lstm", kept(""))
    sound(at.text_area[0].set_value("h = 1").run())
    assert state_of(at).held["check_text_lstm"] == ("1/check/lstm", kept("h = 1"))
    state_of(at).learner_id = store.add_learner("Li", "blue", datetime.now(UTC))
    state_of(at).results.clear()
    assert state_of(sound(at.run())).held["check_text_lstm"][0] == f"{state_of(at).learner_id}/check/lstm"
