"""Learners on one machine: nothing of one is seen by another; removing can be undone until it is made final."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest

from db import FIRST_LEARNER
from db.export import attempts_csv
from db.store import Store
from quiz.schedule import DEFAULT_PARAMETERS
from tests.db.attempts import NOON, attempt
from tests.db.released.__main__ import fill

LATER = NOON + timedelta(days=60)


def exported(store: Store) -> dict[str, bytes]:
    target = io.BytesIO()
    store.export(target, LATER)
    archive = zipfile.ZipFile(target)
    return {name: archive.read(name) for name in archive.namelist()}


# what a page can ask for, and what it is of a learner who has done nothing
READINGS: list[tuple[Callable[[Store], object], object]] = [
    (lambda store: store.attempts(), []),
    (lambda store: store.attempts(question_id="lstm/one-step"), []),
    (lambda store: store.outdated(), 0),
    (lambda store: store.due(LATER), []),
    (lambda store: store.card("lstm/one-step"), None),
    (lambda store: store.cards(), []),
    (lambda store: store.reviews("lstm/one-step"), []),
    (lambda store: store.misconception_counts(), []),
    (lambda store: store.notebook.misconceptions(), []),
    (lambda store: store.step_totals(), []),
    (lambda store: store.all_reviews(), []),
    (lambda store: store.review_count(), 0),
    (lambda store: store.durations(), []),
    (lambda store: store.latest_drafts(), []),
    (lambda store: sum(day.attempts for day in store.daily_counts(LATER, 90)), 0),
    (lambda store: store.question_totals(), []),
    (lambda store: store.counts(LATER).attempts, 0),
    (lambda store: store.counts(LATER).due, 0),
    (lambda store: store.from_the_future(NOON - timedelta(days=9)), 0),
    (lambda store: store.papers(), []),
    (lambda store: store.exams(), []),
    (lambda store: store.lessons_read(), []),
    (lambda store: store.fits(), []),
    (lambda store: store.parameters(), DEFAULT_PARAMETERS),
    (lambda store: store.recordings.attempts(), []),
    (lambda store: store.drafts_under("explain/"), []),
    (lambda store: store.draft("lstm/one-step"), None),
    (lambda store: store.begun(), []),
    (lambda store: attempts_csv(store).count(b"\r\n"), 1),
    (lambda store: store.overview(LATER).due(), []),
    (lambda store: store.overview(LATER).by_topic({"lstm/one-step": "lstm"})[0].attempts, 0),
]


@pytest.mark.parametrize(("read", "nothing"), READINGS)
def test_a_new_learner_sees_nothing_of_the_others(
    file_store: Store, read: Callable[[Store], object], nothing: object
) -> None:
    fill(file_store)
    assert read(file_store) != nothing
    second = file_store.of(file_store.add_learner("B", "red", NOON))
    assert read(second) == nothing


def test_what_one_does_leaves_the_others_as_they_are(store: Store) -> None:
    fill(store)
    second = store.of(store.add_learner("B", "red", NOON))
    before = [read(store) for read, _ in READINGS], exported(store)
    fill(second)
    second.clear_draft("lstm/one-step")
    for paper in second.papers():
        second.discard_paper(paper.paper_id)
    assert ([read(store) for read, _ in READINGS], exported(store)) == before


def test_another_learners_paper_and_attempts_cannot_be_reached_by_their_ids(store: Store) -> None:
    fill(store)
    second = store.of(store.add_learner("B", "red", NOON))
    for paper in store.papers():
        assert second.paper(paper.paper_id) is None
        assert second.paper_attempts(paper.paper_id) == []
        assert not second.hand_in_paper(paper.paper_id, [], NOON)
        second.discard_paper(paper.paper_id)
    assert len(store.papers()) == 3


def test_the_same_attempt_counts_for_each_of_two_learners(store: Store) -> None:
    second = store.of(store.add_learner("B", "red", NOON))
    shared = attempt()
    assert store.record(shared, NOON)
    assert second.record(shared, NOON)
    assert not store.record(shared, NOON)


def test_a_name_is_kept_without_signs_that_cannot_be_seen(store: Store) -> None:
    id = store.add_learner("  小\x00明\n\u202e ", "green", NOON)
    found = next(learner for learner in store.learners() if learner.learner_id == id)
    assert (found.name, found.color, found.day_start, found.removed_at) == ("小明", "green", 4, None)
    assert found.minutes_a_day == 20
    store.change_learner(id, name="x" * 500, color="red", day_start=0, minutes_a_day=45)
    found = next(learner for learner in store.learners() if learner.learner_id == id)
    assert (found.name, found.color, found.day_start) == ("x" * 40, "red", 0)
    assert found.minutes_a_day == 45


def test_what_is_not_chosen_stays_as_it_is_kept(store: Store) -> None:
    store.change_learner(store.learner_id, name="小明")
    store.change_learner(store.learner_id, color="red")
    store.change_learner(store.learner_id, day_start=6)
    store.change_learner(store.learner_id, minutes_a_day=45)
    (found,) = store.learners()
    assert (found.name, found.color, found.day_start, found.minutes_a_day) == ("小明", "red", 6, 45)


def test_removing_can_be_undone_until_it_is_final(store: Store) -> None:
    fill(store)
    before = [read(store) for read, _ in READINGS]
    assert not store.delete_learner(FIRST_LEARNER)  # not removed
    store.remove_learner(FIRST_LEARNER, NOON)
    assert [learner.removed_at for learner in store.learners()] == [NOON]
    store.put_back_learner(FIRST_LEARNER)
    assert [learner.removed_at for learner in store.learners()] == [None]
    assert [read(store) for read, _ in READINGS] == before
    store.remove_learner(FIRST_LEARNER, NOON)
    second = store.of(store.add_learner("B", "red", NOON))
    second.record(attempt(), NOON)
    assert store.delete_learner(FIRST_LEARNER)
    assert [read(store) for read, _ in READINGS] == [nothing for _, nothing in READINGS]
    assert len(second.attempts()) == 1
    assert [learner.learner_id for learner in store.learners()] == [second.learner_id]
