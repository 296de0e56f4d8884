"""Events of an earlier session's page: the new session draws its page first, and then they happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from db.store import Store
from tests.ui.app import attempt_of, button, page, sound, state_of, workspace_of

NUMBER, CHOICE, BY_HAND = "next-sentence/parameters", "self-attention/why-root-d-k", "self-attention/by-hand"


def restarted(before: AppTest, act: Callable[[AppTest], Any], name: str, **query: str) -> AppTest:
    """What the browser of this page does, met by a session that is new: all widgets' states come with the event."""
    act(before)
    states: WidgetStates = before._tree.get_widget_states()
    at = before_its_first_run(name, **query)
    at._run(states)
    return sound(at)


def before_its_first_run(name: str, **query: str) -> AppTest:
    from tests.ui.app import PATIENCE, script

    at = AppTest.from_function(script, kwargs={"name": name}, default_timeout=PATIENCE)
    at.query_params["lang"] = "en"
    for key, value in query.items():
        at.query_params[key] = value
    return at


def test_a_text_is_kept(store: Store) -> None:
    before = page("practise", q=NUMBER)
    at = restarted(before, lambda seen: seen.text_input[0].set_value("12"), "practise", q=NUMBER)
    assert attempt_of(at).answers == {"number": (("12",),)}
    kept = store.draft(NUMBER)
    assert kept is not None
    assert kept.answers == {"number": [["12"]]}


def test_a_button_is_pressed_once(store: Store) -> None:
    before = page("practise", q=CHOICE)
    sound(before.radio[0].set_value(0).run())
    at = restarted(before, lambda seen: button(seen, "check").click(), "practise", q=CHOICE)
    assert attempt_of(at).id == attempt_of(before).id
    assert [record.attempt_id for record in store.attempts()] == [attempt_of(before).id]
    hints = page("practise", q=NUMBER)
    taken = restarted(hints, lambda seen: button(seen, "next_hint_0").click(), "practise", q=NUMBER)
    assert attempt_of(taken).hints == 1
    assert attempt_of(sound(taken.run())).hints == 1


def test_a_step_of_a_sheet_is_left_blank(store: Store) -> None:
    before = page("practise", q=BY_HAND)
    sitting = attempt_of(before).sitting
    assert sitting is not None
    first = sitting.sheet.asked[0]
    at = restarted(before, lambda seen: button(seen, f"blank_{first}").click(), "practise", q=BY_HAND)
    after = attempt_of(at).sitting
    assert after is not None
    assert (set(after.typed), after.sheet.inputs.keys()) == ({first}, sitting.sheet.inputs.keys())


def test_behind_a_chip_that_was_open(store: Store) -> None:
    """The chip is opened first, which draws the field; then what was typed in it counts."""
    before = page("explain", topic="self-attention", opened=False)
    state_of(before).chips = {"words_chip"}
    sound(before.run())
    known = before.session_state._state._state._new_widget_state.widget_metadata
    chip = WidgetState(id=next(id for id in known if "words_chip" in id), bool_value=True)
    at = before_its_first_run("explain", topic="self-attention")
    at._run(WidgetStates(widgets=[chip, before.text_input[0].set_value("a b c")._widget_state]))
    assert workspace_of(sound(at)).words == ("a", "b", "c")


def test_a_click_on_what_is_not_there_is_over(store: Store) -> None:
    before = page("practise", q=NUMBER)
    hint = [b for b in before.button if str(b.key).startswith("next_hint")]
    assert hint
    at = restarted(before, lambda _seen: hint[0].click(), "progress")
    assert not state_of(at).early


@pytest.mark.parametrize("rounds", [1, 3])
def test_nothing_is_set_aside_where_all_is_known(store: Store, rounds: int) -> None:
    at = page("practise", q=NUMBER)
    for k in range(rounds):
        sound(at.text_input[0].set_value(str(k)).run())
        assert not state_of(at).early
    assert attempt_of(at).answers == {"number": ((str(rounds - 1),),)}
