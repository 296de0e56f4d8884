"""The address says what is open, so that a reload finds it: on every way, in every language."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.store import Store
from tests.ui.app import attempt_of, button, page, sound, state_of
from tests.ui.test_papers import CHOICE, NUMBER, SHAPES, filed


def address(at: AppTest) -> dict[str, Any]:
    """The parts of the address, each with its only value."""
    return {name: value[0] if isinstance(value, list) else value for name, value in at.query_params.items()}


def test_a_reload_in_a_paper_returns_to_the_same_question(store: Store) -> None:
    filed(store, (SHAPES, NUMBER, CHOICE))
    at = page("papers", paper="p")
    assert address(at) == {"lang": "en", "paper": "p", "n": "1"}
    sound(button(at, "exam_next").click().run())
    sound(button(at, "place_open_2").click().run())
    assert address(at) == {"lang": "en", "paper": "p", "n": "3"}
    again = page("papers", **address(at))
    assert again.title[0].value == at.title[0].value
    sound(button(again, "exam_back").click().run())
    assert (address(again)["n"], attempt_of(again).question.id) == ("2", NUMBER)


@pytest.mark.parametrize("wrong", ["", "0", "99", "-1", "x", "٣", "9" * 5000, "![x](http://example.test)"])
def test_a_place_that_is_none_is_the_first_or_last(store: Store, wrong: str) -> None:
    filed(store, (SHAPES, NUMBER))
    at = sound(page("papers", paper="p", n=wrong))
    assert address(at)["n"] in ("1", "2")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_question_stays_in_the_address_and_the_language_too(store: Store, lang: str) -> None:
    at = page("practise", lang, q=NUMBER)
    assert address(at) == {"lang": lang, "q": NUMBER}
    del at.query_params["q"]  # another page and back by the bar at the top
    assert address(sound(at.run())) == {"lang": lang, "q": NUMBER}
    sound(button(at, "new_numbers").click().run())
    assert address(at) == {"lang": lang, "q": NUMBER}
    at.query_params["topic"] = "gru"
    del at.query_params["q"]
    at.run()
    assert address(sound(at)) == {"lang": lang, "q": attempt_of(at).question.id}
    assert attempt_of(at).question.topic == "gru"


def test_the_language_stays_where_a_paper_is_thrown_away(store: Store) -> None:
    filed(store, (NUMBER,), started=None)
    at = page("papers", "zh", paper="p")
    sound(button(at, "discard_paper").click().run())
    assert address(at) == {"lang": "zh"}
    assert state_of(at).language == "zh"
