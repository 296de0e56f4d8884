"""Recording attempts, cards that come due, drafts."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from db.database import writing
from db.errors import StoreError
from db.records import AttemptRecord, Draft, Duration, Paper, PaperItem
from db.store import Store, open_store
from quiz.errors import ScheduleError
from quiz.schedule import Rating, end_of_day, rebuild
from quiz.verdicts import Marking, StepMarking
from tests.db.attempts import NOON, attempt
from tests.examples import examples

SHANGHAI = ZoneInfo("Asia/Shanghai")
one_store = examples(40, unchecked=[HealthCheck.function_scoped_fixture])


# ---- attempts ----


def test_an_attempt_comes_back_as_it_was(store: Store) -> None:
    first = attempt(misconceptions=(("cell", "stale.cell"), ("hidden", "tanh.left_out")))
    second = attempt("gru/one-step", language="zh", hints_used=2, points=0.5, seed=2**62)
    store.record(first, NOON)
    store.record(second, NOON)
    assert store.attempts() == [second, first]
    assert store.attempts(limit=1) == [second]
    assert store.attempts(question_id="lstm/one-step") == [first]
    assert store.attempts()[0].finished_at.tzinfo is UTC


def test_attempts_survive_closing(address: str) -> None:
    kept = attempt()
    store = open_store(address)
    store.record(kept, NOON)
    store.close()
    again = open_store(address)
    assert again.attempts() == [kept]
    again.close()


def test_arrays_dataclasses_and_mappings_are_kept_as_json(store: Store) -> None:
    marking = Marking((StepMarking("cell", "right", (("right",),), 3.0, 3.0),))
    inputs = MappingProxyType({"x": np.array([[1.0, 2.0]])})
    store.record(attempt(inputs=inputs, marking=marking), NOON)
    (kept,) = store.attempts()
    assert kept.inputs == {"x": [[1.0, 2.0]]}
    assert kept.marking["steps"][0]["cells"] == [["right"]]


def test_what_json_cannot_hold_is_refused_and_nothing_kept(store: Store) -> None:
    with pytest.raises((StatementError, TypeError), match="cannot be kept as JSON"):
        store.record(attempt(answers={"cell": object()}), NOON)
    assert store.attempts() == []


@one_store
@given(texts=st.lists(st.text(), max_size=4))
def test_whatever_was_typed_comes_back(store: Store, texts: list[str]) -> None:
    kept = attempt(answers={"cell": [texts]})
    store.record(kept, NOON)
    store.save_draft(draft(answers={"cell": [texts]}), NOON)
    assert store.attempts(1) == [kept]
    assert store.draft("lstm/one-step") == draft(answers={"cell": [texts]})


def test_handing_in_twice_counts_once(store: Store) -> None:
    kept = attempt(misconceptions=(("cell", "stale.cell"),))
    assert store.record(kept, NOON)
    reviews, card = store.reviews("lstm/one-step"), store.card("lstm/one-step")
    assert not store.record(replace(kept, points=0.0), NOON + timedelta(days=3))
    assert store.attempts() == [kept]
    assert len(reviews) == 1
    assert (store.reviews("lstm/one-step"), store.card("lstm/one-step")) == (reviews, card)


def test_a_misconception_named_twice_in_a_step_is_one(store: Store) -> None:
    store.record(attempt(misconceptions=(("cell", "stale.cell"), ("cell", "stale.cell"))), NOON)
    assert store.attempts()[0].misconceptions == (("cell", "stale.cell"),)


@pytest.mark.parametrize("table", ["attempts", "attempt_misconceptions", "reviews"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET attempt_id = 'x'", "DELETE FROM {table}"])
def test_what_was_recorded_cannot_be_changed(store: Store, table: str, change: str) -> None:
    store.record(attempt(misconceptions=(("cell", "stale.cell"),)), NOON)
    kept = store.attempts()
    with pytest.raises(StoreError, match=f"{table} only grows"), writing(store._engine) as connection:
        connection.execute(text(change.format(table=table)))
    assert store.attempts() == kept


@pytest.mark.parametrize("table", ["attempts", "attempt_misconceptions", "reviews"])
def test_what_was_recorded_cannot_be_replaced(file_store: Store, table: str) -> None:
    file_store.record(attempt(misconceptions=(("cell", "stale.cell"),)), NOON)
    kept = file_store.attempts()
    connection = sqlite3.connect(file_store.location)
    connection.execute("PRAGMA recursive_triggers=ON")
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} only grows"):
        connection.execute(f"REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 (a name from above)
    connection.close()
    assert file_store.attempts() == kept


# ---- cards ----


def test_the_first_attempt_of_a_day_rates_the_card(store: Store) -> None:
    store.record(attempt(points=3.0), NOON)
    card = store.card("lstm/one-step")
    store.record(attempt(points=0.0), NOON + timedelta(hours=1))
    assert [review.rating for review in store.reviews("lstm/one-step")] == [Rating.GOOD]
    assert card is not None
    assert store.card("lstm/one-step") == card


def test_the_day_is_the_learners_own(store: Store) -> None:
    before = datetime(2026, 3, 3, 3, 50, tzinfo=SHANGHAI)
    after = datetime(2026, 3, 3, 4, 10, tzinfo=SHANGHAI)
    night = after.replace(hour=23)
    for finished, now in ((before, before), (before, before + timedelta(minutes=5)), (after, after), (after, night)):
        store.record(attempt(now=finished), now)
    assert [review.reviewed_at for review in store.reviews("lstm/one-step")] == [before, after]


def test_one_date_in_shanghai_at_night_and_in_new_york_in_the_evening_is_two_days(store: Store) -> None:
    at_night = datetime(2026, 3, 3, 0, 30, tzinfo=SHANGHAI)
    evening = datetime(2026, 3, 3, 19, 0, tzinfo=ZoneInfo("America/New_York"))
    for now in (at_night, evening):
        store.record(attempt(now=now), now)
    assert [review.reviewed_at for review in store.reviews("lstm/one-step")] == [at_night, evening]
    assert [day.attempts for day in store.daily_counts(evening, 3)] == [0, 1, 1]


@pytest.mark.parametrize("zone", [UTC, SHANGHAI, ZoneInfo("America/New_York")])
def test_the_last_minute_of_the_calendar_is_no_error(store: Store, zone: tzinfo) -> None:
    store.record(attempt(), NOON)
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=zone)
    assert [card.question_id for card in store.due(last)] == ["lstm/one-step"]
    assert store.due(last) == store.overview(last).due()
    assert store.counts(last).due == 1
    assert store.from_the_future(last) == 0
    assert sum(day.attempts for day in store.daily_counts(last)) == 0


def test_a_card_can_be_rebuilt_from_its_reviews(store: Store) -> None:
    for days, points in enumerate((3.0, 1.0, 2.0, 3.0, 3.0)):
        now = NOON + timedelta(days=2 * days)
        store.record(attempt(now=now, points=points), now)
    logs = store.reviews("lstm/one-step")
    assert [log.rating for log in logs] == [Rating.GOOD, Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.GOOD]
    assert rebuild("lstm/one-step", logs) == store.card("lstm/one-step") == logs[-1].after
    assert [log.before for log in logs[1:]] == [log.after for log in logs[:-1]]


def test_what_cannot_be_scored_is_kept_and_rates_nothing(store: Store) -> None:
    assert store.record(attempt(points=0.0, possible=0.0), NOON)
    assert store.reviews("lstm/one-step") == []
    assert store.card("lstm/one-step") is None
    store.record(attempt(), NOON)
    assert len(store.reviews("lstm/one-step")) == 1


def test_due_lists_what_is_most_likely_forgotten_first(store: Store) -> None:
    for question, points in (("good", 3.0), ("again", 0.0), ("hard", 2.0)):
        store.record(attempt(question, points=points), NOON)
    assert store.due(NOON) == []
    later = NOON + timedelta(days=40)
    due = store.due(later)
    assert [card.question_id for card in due] == ["again", "hard", "good"]
    assert [card.retrievability for card in due] == sorted(card.retrievability for card in due)
    assert [card.question_id for card in store.cards()] == ["again", "hard", "good"]


def test_a_card_is_due_from_the_morning_of_its_day(store: Store) -> None:
    evening = datetime(2026, 3, 2, 21, tzinfo=SHANGHAI)
    store.record(attempt(points=0.0, now=evening), evening)
    card = store.card("lstm/one-step")
    assert card is not None
    assert card.due == evening + timedelta(days=1)
    assert store.due(datetime(2026, 3, 3, 3, 59, tzinfo=SHANGHAI)) == []
    assert [found.question_id for found in store.due(datetime(2026, 3, 3, 4, tzinfo=SHANGHAI))] == ["lstm/one-step"]


def test_a_card_that_is_due_when_the_day_ends_belongs_to_the_next(store: Store) -> None:
    night = end_of_day(NOON)
    store.record(attempt(points=0.0, now=night), night)
    following = night + timedelta(days=1)
    assert store.due(following - timedelta(minutes=1)) == []
    assert [card.due for card in store.due(following)] == [following]


def test_a_review_of_the_coming_hour_counts_when_a_card_is_made_again(store: Store) -> None:
    """The card was reviewed under a clock that was weeks ahead; a clock that is some minutes off is none."""
    now = datetime(2026, 3, 4, 3, 40, tzinfo=UTC)  # of the day before, which ends at four
    soon = now + timedelta(minutes=30)
    for moment in (NOON, soon, NOON + timedelta(days=18)):
        store.record(attempt(now=moment), moment)
    store.record(attempt(now=now), now)
    assert store.reviews("lstm/one-step")[-1].before.last_review == soon


def test_a_clock_without_a_zone_is_refused_before_anything_is_kept(store: Store) -> None:
    with pytest.raises(ScheduleError, match="has no time zone"):
        store.record(attempt(), NOON.replace(tzinfo=None))
    assert store.attempts() == []


# ---- drafts ----


def draft(**changes: object) -> Draft:
    """A draft with one step begun."""
    begun = Draft("lstm/one-step", "a", NOON, 7, {"x": [[1.0]]}, {"cell": [["0.5", ""]]}, {"hints": {"cell": 1}})
    return replace(begun, **changes)  # type: ignore[arg-type]


def test_the_latest_draft_of_a_question_is_kept(store: Store, address: str) -> None:
    assert store.draft("lstm/one-step") is None
    store.save_draft(draft(), NOON)
    store.save_draft(draft(answers={"cell": [["0.5", "1"]]}), NOON)
    store.save_draft(draft(question_id="gru/one-step"), NOON)
    again = open_store(address)
    assert again.draft("lstm/one-step") == draft(answers={"cell": [["0.5", "1"]]})
    store.clear_draft("lstm/one-step")
    store.clear_draft("lstm/one-step")
    assert again.draft("lstm/one-step") is None
    assert again.draft("gru/one-step") == draft(question_id="gru/one-step")
    again.close()


def test_recording_drops_the_attempts_own_draft_only(store: Store) -> None:
    handed_in = attempt()
    store.save_draft(draft(attempt_id=handed_in.attempt_id), NOON)
    store.record(attempt(), NOON)
    assert store.draft("lstm/one-step") is not None
    store.record(handed_in, NOON)
    assert store.draft("lstm/one-step") is None


def test_a_draft_that_comes_after_its_attempt_is_not_kept(store: Store) -> None:
    handed_in = attempt()
    store.record(handed_in, NOON)
    store.save_draft(draft(attempt_id=handed_in.attempt_id), NOON)
    assert store.draft("lstm/one-step") is None


# ---- statistics ----


def made(*steps: str, **changes: object) -> AttemptRecord:
    """An attempt with the old cell state used in these steps."""
    return attempt(misconceptions=tuple((step, "stale.cell") for step in steps), **changes)  # type: ignore[arg-type]


def test_slips_remember_their_last_eight_tries(store: Store) -> None:
    for slip in (True, True, False, True, False, False, True, False, True, True):
        store.record(made(*(["t=1/cell", "t=2/cell"] if slip else [])), NOON)
    store.record(attempt("gru/one-step", mechanism="gru_step", misconceptions=(("hidden", "mul.without_left"),)), NOON)
    worst, other = store.misconception_counts()
    assert (worst.misconception_id, worst.mechanism, worst.step) == ("stale.cell", "lstm_step", "t=1/cell")
    assert worst.question_id == "lstm/one-step"
    assert worst.count == 6
    assert worst.tries == (False, True, False, False, True, False, True, True)
    assert (other.count, other.tries) == (1, (True,))
    assert store.misconception_counts(limit=1) == [worst]


def test_tries_are_the_last_eight_of_all_questions_in_which_the_slip_was_made(store: Store) -> None:
    for question, slips in (("one", (True,) * 6), ("two", (True,) + (False,) * 5)):
        for slip in slips:
            store.record(made(*(["cell"] if slip else []), question_id=question), NOON)
    (worst,) = store.misconception_counts()
    assert (worst.count, worst.tries) == (7, (True, True, True, False, False, False, False, False))


def test_a_slip_that_was_overcome_is_not_listed(store: Store) -> None:
    store.record(made("cell"), NOON)
    for _ in range(8):
        store.record(made(), NOON)
    assert store.misconception_counts() == []


def test_the_same_slip_in_two_questions_is_one_and_in_two_mechanisms_two(store: Store) -> None:
    for question, mechanism in (("one", "lstm_step"), ("two", "lstm_step"), ("three", "lstm")):
        store.record(made("cell", question_id=question, mechanism=mechanism), NOON)
    assert [(slip.mechanism, slip.count, slip.question_id) for slip in store.misconception_counts()] == [
        ("lstm_step", 2, "two"),
        ("lstm", 1, "three"),
    ]


def test_days_are_local_and_empty_days_count_too(store: Store) -> None:
    for day, hour in ((2, 3), (2, 4), (3, 3)):
        at = datetime(2026, 3, day, hour, 30, tzinfo=SHANGHAI)
        store.record(attempt(now=at, points=1.5), at)
    days = store.daily_counts(datetime(2026, 3, 3, 8, tzinfo=SHANGHAI), days=4)
    assert [(day.day.isoformat(), day.attempts, day.points, day.possible) for day in days] == [
        ("2026-02-28", 0, 0.0, 0.0),
        ("2026-03-01", 1, 1.5, 3.0),
        ("2026-03-02", 2, 3.0, 6.0),
        ("2026-03-03", 0, 0.0, 0.0),
    ]


@pytest.mark.parametrize("hour", [0, 4, 6])
def test_a_day_begins_at_the_hour_the_learner_has_chosen(store: Store, hour: int) -> None:
    (learner,) = store.learners()
    assert learner.day_start == 4
    store.change_learner(learner.learner_id, day_start=hour)
    for minutes in (-1, 0, 1):
        at = datetime(2026, 3, 2, hour, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
        store.record(attempt(now=at), at)
    before, day = store.daily_counts(datetime(2026, 3, 2, 8, tzinfo=SHANGHAI), days=2)
    assert (before.attempts, day.attempts) == (1, 2)
    assert len(store.reviews("lstm/one-step")) == 2


def test_steps_are_judged_by_the_latest_attempts_and_practised_in_the_latest_question(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.statistics.LATEST_ATTEMPTS", 3)
    for question, points in (("old", 0.0), ("older", 3.0), ("middle", 1.5), ("latest", 3.0)):
        marking = {"t=1/cell": {"status": "wrong", "points": points, "possible": 3.0}}
        store.record(attempt(question, marking=marking), NOON)
    (cell,) = store.step_totals()
    assert (cell.step, cell.tries, cell.question_id) == ("cell", 3, "latest")
    assert cell.share == pytest.approx(2.5 / 3)


def test_totals_of_a_question(store: Store) -> None:
    for hours, points in enumerate((3.0, 0.0, 1.5)):
        store.record(attempt(now=NOON + timedelta(hours=hours), points=points), NOON)
    store.record(attempt("unscored", points=0.0, possible=0.0), NOON)
    one, other = store.question_totals()
    assert (one.question_id, one.attempts) == ("lstm/one-step", 3)
    assert one.mean_score == pytest.approx(0.5)
    assert (other.attempts, other.mean_score) == (1, 0.0)


def test_the_location_is_the_file(file_store: Store, tmp_path: Path) -> None:
    assert file_store.location == str(tmp_path / "progress.db")


def test_the_drafts_saved_last_come_first(store: Store) -> None:
    for n, id in enumerate(("a/b", "explain/lstm", "a/c")):
        store.save_draft(Draft(id, id, NOON), NOON + timedelta(minutes=n))
    assert [draft.question_id for draft in store.latest_drafts()] == ["a/c", "explain/lstm", "a/b"]
    store.save_draft(Draft("a/b", "a/b", NOON), NOON + timedelta(hours=1))
    assert [draft.question_id for draft in store.latest_drafts(1)] == ["a/b"]


def test_durations_are_those_of_practice(store: Store) -> None:
    store.record(attempt("a/b", NOON, started_at=NOON - timedelta(minutes=3)), NOON)
    items = (PaperItem("of-a-paper", "a/c", 1),)
    store.compose_paper(Paper("paper", 1, 30, 3.0, NOON, items=items))
    store.start_paper("paper", NOON)
    store.hand_in_paper("paper", [attempt("a/c", NOON, attempt_id="of-a-paper")], NOON + timedelta(minutes=20))
    store.record(attempt("a/d", NOON, started_at=NOON - timedelta(seconds=90)), NOON)
    assert store.durations() == [Duration("a/d", 1.5), Duration("a/b", 3.0)]
    assert store.durations(1) == [Duration("a/d", 1.5)]
