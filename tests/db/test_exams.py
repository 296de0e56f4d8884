"""Exams and lessons read: kept, changed, forgotten, each for their learner."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import pytest

from db.errors import StoreError
from db.records import Exam, LessonRead
from db.store import Store
from tests.db.attempts import NOON

FINAL = Exam("final", date(2026, 12, 19), "期末", ("attention", "gated"))
ORAL = Exam("oral", date(2026, 12, 12))


def test_exams_come_in_the_order_of_their_days(store: Store) -> None:
    for exam in (FINAL, ORAL):
        store.keep_exam(exam)
    assert store.exams() == [ORAL, FINAL]
    later = Exam("oral", date(2027, 1, 8), "复试")
    store.keep_exam(later)
    assert store.exams() == [FINAL, later]
    store.drop_exam("final")
    store.drop_exam("final")
    assert store.exams() == [later]


def test_what_is_not_chosen_of_an_exam_stays_as_another_window_left_it(store: Store) -> None:
    store.keep_exam(FINAL)
    day = date(2026, 12, 28)
    store.change_exam(FINAL, day=day)
    store.change_exam(FINAL, name="期末考试")  # by a window that still shows the old day
    store.change_exam(FINAL, areas=())
    assert store.exams() == [Exam("final", day, "期末考试")]
    second = store.of(store.add_learner("B", "red", NOON))
    second.keep_exam(FINAL)
    store.change_exam(FINAL, name="")
    assert second.exams() == [FINAL]


def test_an_exam_that_is_gone_comes_back_with_what_was_chosen(store: Store) -> None:
    store.change_exam(FINAL, name="期末考试")
    assert store.exams() == [Exam("final", FINAL.day, "期末考试", FINAL.areas)]


def test_an_exam_concerns_its_areas_or_everything() -> None:
    assert FINAL.concerns("gated")
    assert not FINAL.concerns("blocks")
    assert ORAL.concerns("blocks")


def test_an_exam_and_a_lesson_are_one_learners(store: Store) -> None:
    second = store.of(store.add_learner("B", "red", NOON))
    store.keep_exam(ORAL)
    store.read_lesson("lstm", 4.0, NOON)
    assert (second.exams(), second.lessons_read()) == ([], [])
    second.keep_exam(Exam("oral", date(2027, 2, 1)))
    assert store.exams() == [ORAL]


def test_a_lesson_is_read_on_the_learners_own_day_and_stays_read(store: Store) -> None:
    late = NOON.astimezone(timezone(timedelta(hours=14)))  # two in the night: still the day before
    store.read_lesson("lstm", 4.0, late)
    store.read_lesson("lstm", 2.0, NOON + timedelta(days=1))
    day = date(2026, 3, 2)
    assert store.lessons_read() == [
        LessonRead("lstm", NOON, day, 4.0),
        LessonRead("lstm", NOON + timedelta(days=1), day + timedelta(days=1), 2.0),
    ]
    store.read_lesson("lstm", 9.0, NOON)  # the same once more
    assert len(store.lessons_read()) == 2
    with pytest.raises(StoreError), store._writing() as connection:
        connection.exec_driver_sql("DELETE FROM lessons_read")
