"""Papers in the store: kept as they are typed, closed once, recorded with their questions or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from db.database import connect, writing
from db.errors import StoreError
from db.records import Paper, PaperItem
from db.store import Store, open_store
from db.tables import CLOSED
from quiz.paper import GRACE
from tests.db.attempts import NOON, attempt

ITEMS = (
    PaperItem("a-1", "lstm/one-step", 7, {"x": [[1.0]]}, {}),
    PaperItem("a-2", "gru/blend", 8, {"order": [1, 0]}, {}),
)
PAPER = Paper("p-1", 5, 45, 12.0, NOON, {"marks": 12}, items=ITEMS)


def test_a_paper_is_given_back_as_it_was_composed(store: Store, address: str) -> None:
    store.compose_paper(PAPER)
    store.close()
    again = open_store(address)
    assert again.paper("p-1") == PAPER
    assert again.papers() == [replace(PAPER, items=())]
    assert again.paper("no such paper") is None
    again.close()


def test_answers_survive_and_the_clock_is_not_set_back(store: Store) -> None:
    store.compose_paper(PAPER)
    store.start_paper("p-1", NOON)
    store.start_paper("p-1", NOON + timedelta(minutes=5))
    assert store.merge_answers("p-1", "a-2", {"choices": [["1"]]}, NOON + timedelta(minutes=44))
    found = store.paper("p-1")
    assert found is not None
    assert found.started_at == NOON
    assert [item.answers for item in found.items] == [{}, {"choices": [["1"]]}]


def test_parts_are_kept_one_by_one_and_those_of_another_window_stay(store: Store) -> None:
    store.compose_paper(PAPER)
    store.start_paper("p-1", NOON)
    assert store.merge_answers("p-1", "a-1", {"scores": [["1"]], "weights": [["2"]]}, NOON)
    assert store.merge_answers("p-1", "a-1", {"weights": [["3"]]}, NOON)
    found = store.paper("p-1")
    assert found is not None
    assert found.items[0].answers == {"scores": [["1"]], "weights": [["3"]]}


def test_two_windows_on_one_question_keep_each_others_cells(store: Store) -> None:
    store.compose_paper(PAPER)
    store.start_paper("p-1", NOON)

    def typed(cells: list[str], base: list[str]) -> list[str]:
        kept = store.merge_answers("p-1", "a-1", {"scores": [cells]}, NOON, {"scores": [base]})
        assert kept is not None
        row: list[str] = kept.kept.answers["scores"][0]
        return row

    blank = ["", "", ""]
    assert typed(["1.11", "", ""], blank) == ["1.11", "", ""]
    assert typed(["", "2.22", ""], blank) == ["1.11", "2.22", ""]  # the other window saw nothing of it
    assert typed(["1.11", "", "3.33"], ["1.11", "", ""]) == ["1.11", "2.22", "3.33"]
    assert typed(["9", "2.22", "3.33"], ["1.11", "2.22", "3.33"]) == ["9", "2.22", "3.33"]  # the later wins
    assert typed(["", "2.22", "3.33"], ["9", "2.22", "3.33"]) == blank[:1] + ["2.22", "3.33"]  # also by emptying


def test_handing_in_closes_it_once_and_records_every_question(store: Store) -> None:
    store.compose_paper(PAPER)
    store.start_paper("p-1", NOON)
    done = [attempt("lstm/one-step", attempt_id="a-1", points=2.0), attempt("gru/blend", attempt_id="a-2", points=1.5)]
    assert store.hand_in_paper("p-1", done, NOON)
    assert not store.hand_in_paper("p-1", done, NOON + timedelta(hours=1))
    found = store.paper("p-1")
    assert found is not None
    assert (found.points, found.handed_in_at) == (3.5, NOON)
    store.record(attempt("gru/blend", attempt_id="practised"), NOON)
    assert {a.attempt_id for a in store.paper_attempts("p-1")} == {"a-1", "a-2"}
    assert store.card("gru/blend") is not None
    assert not store.merge_answers("p-1", "a-1", {"cell": [["9"]]}, NOON + timedelta(minutes=1))
    store.discard_paper("p-1")
    assert store.paper("p-1") == found


def test_a_paper_whose_questions_cannot_be_recorded_stays_open(store: Store) -> None:
    store.compose_paper(PAPER)
    store.start_paper("p-1", NOON)
    broken = attempt("gru/blend", attempt_id="a-2", answers={"cell": object()})
    with pytest.raises((StatementError, TypeError), match="cannot be kept as JSON"):
        store.hand_in_paper("p-1", [attempt("lstm/one-step", attempt_id="a-1"), broken], NOON)
    found = store.paper("p-1")
    assert found is not None
    assert found.handed_in_at is None
    assert store.attempts() == []


def test_a_paper_can_be_thrown_away_before_it_is_handed_in(store: Store) -> None:
    store.compose_paper(PAPER)
    store.discard_paper("p-1")
    assert store.papers() == []
    store.compose_paper(PAPER)  # and its items went with it
    assert store.paper("p-1") == PAPER


def test_nothing_is_taken_before_the_start_or_after_the_end(store: Store) -> None:
    store.compose_paper(PAPER)
    end = NOON + timedelta(minutes=45)
    assert not store.merge_answers("p-1", "a-2", {"choices": [["0"]]}, NOON)
    store.start_paper("p-1", NOON)
    assert store.merge_answers("p-1", "a-2", {"choices": [["1"]]}, end + timedelta(seconds=GRACE))
    late = store.merge_answers("p-1", "a-2", {"choices": [["2"]]}, end + timedelta(seconds=GRACE + 1))
    assert late is not None
    assert not store.merge_answers("p-1", "no such question", {}, NOON)
    found = store.paper("p-1")
    assert found is not None
    assert found.items[1] == late.kept
    assert (late.kept.answers, late.kept.late) == ({"choices": [["1"]]}, {"choices": [["2"]]})


def test_what_came_late_counts_if_the_clock_was_wrong(store: Store) -> None:
    store.compose_paper(PAPER)
    tomorrow = NOON + timedelta(days=1)
    assert not store.give_time("p-1", timedelta(minutes=9), tomorrow)  # not started
    store.start_paper("p-1", NOON)
    store.merge_answers("p-1", "a-2", {"choices": [["1"]], "reasons": [["0"]]}, NOON)
    store.merge_answers("p-1", "a-2", {"choices": [["2"]]}, tomorrow)
    assert store.give_time("p-1", timedelta(minutes=9), tomorrow)
    found = store.paper("p-1")
    assert found is not None
    assert found.started_at == tomorrow - timedelta(minutes=36)
    assert (found.items[1].answers, found.items[1].late) == ({"choices": [["2"]], "reasons": [["0"]]}, {})
    assert store.merge_answers("p-1", "a-2", {"choices": [["3"]]}, tomorrow + timedelta(minutes=8))
    assert store.hand_in_paper("p-1", [], tomorrow + timedelta(minutes=8))
    assert not store.give_time("p-1", timedelta(minutes=9), tomorrow)


def test_a_paper_that_was_left_lying_counts_as_handed_in_when_its_time_was_over(store: Store) -> None:
    store.compose_paper(PAPER)
    assert not store.hand_in_paper("p-1", [], NOON)  # not started
    store.start_paper("p-1", NOON)
    assert store.hand_in_paper("p-1", [attempt("gru/blend", attempt_id="a-2")], NOON + timedelta(days=3))
    found = store.paper("p-1")
    assert found is not None
    assert found.handed_in_at == NOON + timedelta(minutes=45)
    (review,) = store.reviews("gru/blend")
    assert review.reviewed_at == NOON + timedelta(days=3)


@pytest.mark.parametrize("table", CLOSED)
@pytest.mark.parametrize("change", ["UPDATE {table} SET seed = 0", "DELETE FROM {table}"])
def test_a_paper_that_is_handed_in_cannot_be_changed_even_by_hand(
    store: Store, address: str, table: str, change: str
) -> None:
    store.compose_paper(PAPER)
    store.start_paper("p-1", NOON)
    engine = connect(address)
    with writing(engine) as connection:
        connection.execute(text("UPDATE paper_items SET seed = 9"))
    assert store.hand_in_paper("p-1", [], NOON)
    with pytest.raises(StoreError), writing(engine) as connection:
        connection.execute(text(change.format(table=table)))
    engine.dispose()
