"""Two windows, or two servers, on one question or paper: kept cell by cell, the later wins, both show what is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.store import Store
from quiz.kinds.steps import PosedSteps
from tests.ui.app import attempt_of, button, page, posed_of, sound, state_of, workspace_of
from tests.ui.test_papers import NUMBER, SHAPES, filed
from tests.ui.test_unsaved import full_disk
from ui.session import persistence

BY_HAND = "self-attention/by-hand"
Grid = list[list[str]]


def answers(store: Store) -> Any:
    kept = store.paper("p")
    assert kept is not None
    return kept.items[0].answers


def typed(at: AppTest, monkeypatch: Any, rows: Grid) -> None:
    """What the figure of the open step sends while it is typed in; AppTest has no figures to type in."""
    attempt = attempt_of(at)
    assert attempt.sitting is not None
    step = attempt.sitting.open
    assert step is not None
    with monkeypatch.context() as here:
        here.setattr(persistence, "session", lambda: state_of(at))
        here.setattr("ui.session.unsaved.session", lambda: state_of(at))
        here.setattr("ui.session.contested_cells.session", lambda: state_of(at))
        here.setattr(persistence, "local_now", lambda: attempt.started)
        persistence.keep_draft(attempt, step, rows)


def open_cells(at: AppTest) -> Any:
    attempt = attempt_of(at)
    return next(iter(state_of(at).drafts[attempt.id].values()))


def test_two_windows_have_one_question_on_the_same_numbers(store: Store) -> None:
    first, second = page("practise", q=BY_HAND), page("practise", q=BY_HAND)
    assert attempt_of(first).id == attempt_of(second).id
    assert posed_of(first, PosedSteps).drawn == posed_of(second, PosedSteps).drawn


def test_cells_of_one_step_typed_in_two_windows(store: Store, monkeypatch: Any) -> None:
    first, second = page("practise", q=BY_HAND), page("practise", q=BY_HAND)
    typed(first, monkeypatch, [["1.11", "", ""], ["", "", ""], ["", "", ""]])
    typed(second, monkeypatch, [["", "2.22", ""], ["", "", ""], ["", "", ""]])
    assert open_cells(second)[0] == ("1.11", "2.22", "")
    typed(first, monkeypatch, [["1.11", "", "3.33"], ["", "", ""], ["", "", ""]])
    assert open_cells(first)[0] == ("1.11", "2.22", "3.33")
    typed(second, monkeypatch, [["9.99", "2.22", ""], ["", "", ""], ["", "", ""]])
    assert open_cells(second)[0] == ("9.99", "2.22", "3.33")
    reloaded = page("practise", q=BY_HAND)
    assert open_cells(reloaded)[0] == ("9.99", "2.22", "3.33")


def test_new_numbers_in_an_old_window_lose_nothing_typed_on_newer_ones(store: Store, monkeypatch: Any) -> None:
    first, second = page("practise", q=BY_HAND), page("practise", q=BY_HAND)
    sound(button(first, "New numbers").click().run())
    typed(first, monkeypatch, [["1.11", "", ""], ["", "", ""], ["", "", ""]])
    newer = attempt_of(first).id
    assert newer != attempt_of(second).id
    sound(button(second, "New numbers").click().run())
    kept = store.draft(BY_HAND)
    assert kept is not None
    assert kept.attempt_id == newer == attempt_of(second).id
    assert open_cells(second)[0] == ("1.11", "", "")
    assert second.toast[0].value == "Here is the answer you had begun."


def test_parts_of_a_paper_typed_in_two_windows(store: Store) -> None:
    filed(store, (SHAPES, NUMBER))
    first, second = page("papers", paper="p"), page("papers", paper="p")
    sound(first.text_input[0].set_value("1×768").run())
    sound(second.text_input[1].set_value("1×4").run())
    assert [field.value for field in second.text_input][:2] == ["1×768", "1×4"]
    sound(first.text_input[0].set_value("1×5").run())
    assert [field.value for field in first.text_input][:2] == ["1×5", "1×4"]
    sound(second.run())
    assert [field.value for field in second.text_input][:2] == ["1×5", "1×4"]
    assert answers(store) == {"preactivation": [["1×5"]], "pooled": [["1×4"]]}


def test_what_was_taken_back_after_a_full_disk_stays_taken_back(store: Store, monkeypatch: Any) -> None:
    """A window knows what is kept also where another event, or another window, has saved it."""
    monkeypatch.setattr("ui.session.pending_writes.PAUSE", 0.0)
    filed(store, (SHAPES, NUMBER))
    at = page("papers", paper="p")
    with full_disk(monkeypatch):
        sound(at.text_input[0].set_value("1×768").run())
    sound(page("papers", paper="p"))  # saves what waits
    assert answers(store) == {"preactivation": [["1×768"]]}
    sound(at.text_input[0].set_value("").run())
    assert answers(store) == {"preactivation": [[""]]}


def test_both_windows_wait_on_a_full_disk(store: Store, monkeypatch: Any) -> None:
    monkeypatch.setattr("ui.session.pending_writes.PAUSE", 0.0)
    filed(store, (SHAPES, NUMBER))
    first, second = page("papers", paper="p"), page("papers", paper="p")
    with full_disk(monkeypatch):
        sound(first.text_input[0].set_value("1×768").run())
        sound(second.text_input[1].set_value("1×4").run())
    sound(button(first, "hand_in_paper").click().run())
    assert answers(store) == {"preactivation": [["1×768"]], "pooled": [["1×4"]]}


def entered(at: AppTest, **changes: str) -> AppTest:
    """The first cells of some inputs of Explain typed over."""
    space = workspace_of(at)
    typed = {id: ((text, *space.typed[id][0][1:]), *space.typed[id][1:]) for id, text in changes.items()}
    state_of(at).workspace = space.with_typed(typed)
    return sound(at.run())


def first_cells(at: AppTest) -> list[str]:
    return [workspace_of(at).typed[id][0][0] for id in ("W_q", "W_k", "W_v")]


def test_numbers_of_a_computation_typed_in_two_windows(store: Store) -> None:
    first, second = (page("explain", topic="self-attention") for _ in range(2))
    entered(first, W_q="1.11")
    assert first_cells(entered(second, W_k="2.22"))[:2] == ["1.11", "2.22"]
    assert first_cells(entered(first, W_v="3.33")) == ["1.11", "2.22", "3.33"]
    assert first_cells(entered(second, W_q="9.99")) == ["9.99", "2.22", "3.33"]
    assert first_cells(page("explain", topic="self-attention")) == ["9.99", "2.22", "3.33"]


def test_a_convention_chosen_in_another_window_meanwhile_is_replaced(store: Store) -> None:
    first, second = (page("explain", topic="self-attention") for _ in range(2))
    entered(first, W_q="1.11")
    state_of(first).workspace = workspace_of(first).with_options(mask="causal")
    sound(first.run())
    entered(second, W_k="2.22")
    reloaded = page("explain", topic="self-attention")
    assert first_cells(reloaded)[1] == "2.22"
    assert workspace_of(reloaded).options == workspace_of(second).options


def test_what_cannot_be_computed_yet_is_there_after_a_reload(store: Store) -> None:
    at = page("explain", topic="self-attention")
    entered(at, W_q="abc", W_k="2.22")
    said = [error.value for error in at.error]
    reloaded = sound(page("explain", topic="self-attention"))
    assert first_cells(reloaded)[:2] == ["abc", "2.22"]
    assert [error.value for error in reloaded.error] == said != []
    assert not entered(reloaded, W_q="1").error


# ---- where both have changed the same ----


def told(at: AppTest) -> str:
    return "".join(warning.value for warning in at.warning).replace("\\", "")


def test_who_writes_over_another_window_s_text_is_told_and_can_put_it_back(store: Store, monkeypatch: Any) -> None:
    first, second = page("practise", q=BY_HAND), page("practise", q=BY_HAND)
    typed(first, monkeypatch, [["1.11", "", ""], ["", "", ""], ["", "", ""]])
    typed(second, monkeypatch, [["9.99", "2.22", ""], ["", "", ""], ["", "", ""]])
    typed(second, monkeypatch, [["9.99", "2.21", ""], ["", "", ""], ["", "", ""]])
    typed(second, monkeypatch, [["9.99", "2.22", ""], ["", "", ""], ["", "", ""]])
    assert "row 1, column 1: “1.11” → “9.99”" in told(sound(second.run()))
    assert "2.22" not in told(second)  # nobody else has typed there
    sound(button(second, "contested_back").click().run())
    assert told(second) == ""
    assert open_cells(second)[0] == ("1.11", "2.22", "")
    assert open_cells(page("practise", q=BY_HAND))[0] == ("1.11", "2.22", "")


def test_whose_text_was_written_over_is_told_and_can_put_it_back(store: Store, monkeypatch: Any) -> None:
    first, second = page("practise", q=BY_HAND), page("practise", q=BY_HAND)
    typed(first, monkeypatch, [["1.11", "", ""], ["", "", ""], ["", "", ""]])
    typed(second, monkeypatch, [["9.99", "", ""], ["", "", ""], ["", "", ""]])
    assert told(sound(first.run())) == ""
    typed(first, monkeypatch, [["1.11", "", "3.33"], ["", "", ""], ["", "", ""]])
    assert "row 1, column 1: “1.11” → “9.99”" in told(sound(first.run()))
    sound(button(first, "contested_leave").click().run())
    assert told(first) == ""
    assert open_cells(first)[0] == ("9.99", "", "3.33")
    typed(second, monkeypatch, [["8.88", "", "3.33"], ["", "", ""], ["", "", ""]])
    typed(first, monkeypatch, [["9.99", "4.44", "3.33"], ["", "", ""], ["", "", ""]])
    assert "“9.99” → “8.88”" not in told(sound(first.run()))  # that was the second window's own


def test_parts_of_a_paper_that_two_windows_have_changed(store: Store) -> None:
    filed(store, (SHAPES, NUMBER))
    first, second = page("papers", paper="p"), page("papers", paper="p")
    sound(first.text_input[0].set_value("1×768").run())
    assert told(first) == ""
    sound(second.text_input[0].set_value("1×5").run())
    sound(first.run())
    assert "“1×768” → “1×5”" in told(first)
    sound(button(first, "contested_back").click().run())
    assert told(first) == ""
    assert first.text_input[0].value == "1×768"
    assert answers(store) == {"preactivation": [["1×768"]]}
    sound(second.run())
    assert "“1×5” → “1×768”" in told(second)


def test_numbers_of_a_computation_that_two_windows_have_changed(store: Store) -> None:
    first, second = (page("explain", topic="self-attention") for _ in range(2))
    entered(first, W_q="1.11")
    entered(second, W_q="9.99", W_k="2.22")
    assert "“1.11” → “9.99”" in told(second)
    assert told(second).count("→") == 1
    assert "“1.11” → “9.99”" in told(entered(first, W_v="3.33"))
    assert told(first).count("→") == 1  # the example's own number was nobody's text
    sound(button(second, "contested_back").click().run())
    assert first_cells(second) == ["1.11", "2.22", "3.33"]
    assert first_cells(page("explain", topic="self-attention")) == ["1.11", "2.22", "3.33"]


@pytest.mark.exhaustive
def test_a_computation_of_another_form_can_be_put_back(store: Store) -> None:
    first, second = (page("explain", topic="self-attention") for _ in range(2))
    entered(first, W_q="1.11")
    state_of(first).workspace = workspace_of(first).with_options(mask="causal")
    sound(first.run())
    entered(second, W_k="2.22")
    assert "for other numbers or sizes" in told(second)
    sound(button(second, "contested_back").click().run())
    assert first_cells(second)[0] == "1.11"
    assert workspace_of(second).options == workspace_of(first).options


def test_what_was_written_over_while_it_waited_is_told_too(store: Store, monkeypatch: Any) -> None:
    monkeypatch.setattr("ui.session.pending_writes.PAUSE", 0.0)
    filed(store, (SHAPES, NUMBER))
    first, second = page("papers", paper="p"), page("papers", paper="p")
    with full_disk(monkeypatch):
        sound(first.text_input[0].set_value("1×768").run())
    assert store.merge_answers("p", "a-0", {"preactivation": [["1×5"]]}, datetime.now(UTC))
    sound(second.run())  # saves what waits
    assert "“1×5” → “1×768”" in told(sound(first.run()))


@pytest.mark.exhaustive
def test_a_paste_that_two_windows_have_changed(store: Store) -> None:
    first, second = (page("check", topic="lstm") for _ in range(2))
    sound(first.text_area[0].set_value("h = 1").run())
    sound(second.text_area[0].set_value("h = 2").run())
    assert "“h = 1” → “h = 2”" in told(second)
    sound(button(second, "contested_back").click().run())
    assert second.text_area[0].value == "h = 1"
