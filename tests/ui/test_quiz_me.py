"""Quiz me on this: what stands on Explain is asked, survives a reload, is recorded, has no card, and opens again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content.own_question import is_own, own_id
from db.store import Store
from quiz.kinds.steps import PosedSteps
from tests.ui.app import attempt_of, button, page, posed_of, sound, state_of, workspace_of
from ui.session import persistence

OWN = own_id("self-attention")


def asked(monkeypatch: pytest.MonkeyPatch, *steps: str, lang: str = "en") -> AppTest:
    """Explain, on a sentence of the learner's own, with the question begun."""
    went: list[Any] = []
    monkeypatch.setattr("ui.pages.explain_quiz.go_to", lambda *page, **query: went.append((*page, query)))
    at = page("explain", lang, topic="self-attention")
    state_of(at).workspace = workspace_of(at).with_sentence("zebra quagga okapi").with_options(mask="causal")
    state_of(at).chips.add("quiz_chip")
    sound(at.run())
    if steps:
        at.multiselect(key=f"quiz_steps_self-attention_{lang}").set_value(list(steps)).run()
    sound(button(at, "begin_quiz").click().run())
    assert went == [("practise", {"q": OWN})]
    return at


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_learners_own_numbers_are_asked_and_survive_a_reload(
    store: Store, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    at = asked(monkeypatch, "scores", "scaled", lang=lang)
    space, posed = workspace_of(at), posed_of(at, PosedSteps)
    assert posed.parts == ("scores", "scaled")
    assert posed.options["mask"] == "causal"
    assert (posed.sheet.inputs["X"] == space.trace["X"]).all()
    fresh = sound(page("practise", lang, q=OWN))
    assert posed_of(fresh, PosedSteps).drawn == posed.drawn
    assert attempt_of(fresh).id == attempt_of(at).id
    begun = "On these numbers" if lang == "en" else "在这组数上"
    assert [c.value for c in fresh.caption if c.value.startswith(begun)]
    assert not [b for b in fresh.button if b.key == "new_numbers"]


def test_it_is_recorded_without_a_card_and_opens_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(monkeypatch, "scores")
    at = page("practise", q=OWN)
    attempt = attempt_of(at)
    sound(button(at, "blank_scores").click().run())
    (record,) = store.attempts()
    assert (record.question_id, record.attempt_id) == (OWN, attempt.id)
    assert is_own(record.question_id)
    assert store.cards() == []
    seen = sound(page("mistakes"))
    assert "Self-attention · On your own numbers" in "\n".join(h.body for h in seen.html)
    one = sound(page("mistakes", attempt=record.attempt_id))
    assert one.title[0].value == "On your own numbers"
    assert [b.key for b in one.button if str(b.key).startswith("again_")] == ["again_same"]
    again = sound(button(at, "again").click().run())
    assert posed_of(again, PosedSteps).drawn == attempt.posed.drawn
    assert attempt_of(again).id != attempt.id


def test_an_answered_one_in_the_address_is_said_to_be_under_my_mistakes(store: Store) -> None:
    at = sound(page("practise", q=OWN))
    assert attempt_of(at).question.topic == "self-attention"
    assert "My mistakes" in at.toast[0].value


@pytest.mark.exhaustive
def test_the_next_question_is_one_of_the_topic(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(monkeypatch, "scores")
    at = page("practise", q=OWN)
    sound(button(at, "blank_scores").click().run())
    sound(button(at, "onward").click().run())
    assert attempt_of(at).question.topic == "self-attention"
    assert not is_own(attempt_of(at).question.id)


def test_what_is_too_large_is_said_so(store: Store) -> None:
    at = page("explain", topic="self-attention")
    space = workspace_of(at)
    large = dict.fromkeys(space.all_sizes(), 40)
    state_of(at).workspace = space.with_sizes(**large)
    state_of(at).chips.add("quiz_chip")
    sound(at.run())
    assert [c for c in at.caption if c.value.startswith("No step of this computation has 64 cells or fewer")]


def test_a_damaged_draft_of_it_is_no_reason_to_fail(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(monkeypatch, "scores")
    found = store.draft(OWN)
    assert found is not None
    for inputs in ({}, {"question": {"ask": 3}}, {"question": found.inputs["question"], "numbers": {"X": "x"}}):
        store.save_draft(replace(found, inputs=inputs), persistence.local_now())
        assert not is_own(attempt_of(sound(page("practise", q=OWN))).question.id)
