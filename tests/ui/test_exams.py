"""Several exams and the reading of lessons: what they make of the day, and how they are said."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from content import headings, questions
from content.lessons.reading import reading_minutes
from content.route import in_plan
from db.records import Exam
from db.store import Store
from quiz.review_session import Item
from quiz.topic_progress import first_questions
from tests.ui.app import attempt_of, button, page, sound
from tests.ui.days import answer, bodies, first, kept, now, today, with_exam
from ui.session import agenda, review

CHOICE, STEPS = "encoder-block/who-mixes", "self-attention/score-and-scale"


# ---- several exams ----


def test_the_next_exam_on_a_question_plans_it_and_each_is_counted_down_to(store: Store) -> None:
    attention, gated = STEPS, first("lstm")
    for id in (attention, gated):
        answer(store, id, 9)
    store.keep_exam(Exam("late", today() + timedelta(days=40), "期末"))
    store.keep_exam(Exam("soon", today() + timedelta(days=2), "小测", ("attention",)))
    at = sound(page("today"))
    shown = bodies(at)
    assert '<span class="big">2</span><span class="unit">days to the exam</span>' in shown
    assert "小测" in shown
    day = agenda.read()
    plan = day.exam_plan
    assert plan is not None
    assert day.exam_on(attention) == day.begins(day.planned[0])
    assert day.exam_on(gated) == day.begins(day.planned[1])
    concerned = [
        {id.partition("/")[0] for id, own in zip(plan.ids, one.concerned, strict=True) if own} for one in plan.exams
    ]
    assert concerned[0] <= {one.id for one in headings() if one.group == "attention"}
    assert "lstm" in concerned[1]
    late = "<td>in 40 days</td><td>期末 · "
    assert late in shown
    assert f"<b>{round(100 * plan.recall(1).planned)} %</b></td></tr>" in shown


def test_what_is_due_and_in_no_exam_comes_after_what_is_planned(store: Store) -> None:
    answer(store, CHOICE, 40)
    store.keep_exam(Exam("soon", today() + timedelta(days=5), "", ("gated",)))
    (learner,) = store.learners()
    store.change_learner(learner.learner_id, minutes_a_day=240)
    items = agenda.read().items("today")
    assert items[-1] == Item(CHOICE, "due")
    assert {one.group for one in headings() for item in items[:-1] if item.question_id.startswith(one.id + "/")} == {
        "gated"
    }


def test_exams_are_named_narrowed_and_removed_in_settings(store: Store) -> None:
    store.keep_exam(Exam("one", today() + timedelta(days=9)))
    at = sound(page("settings"))
    sound(at.text_input(key="exam_name_one").set_value("期末").run())
    sound(at.multiselect(key="exam_areas_one_en").set_value(["attention", "gated"]).run())
    (exam,) = store.exams()
    assert (exam.name, exam.areas) == ("期末", ("attention", "gated"))
    sound(at.date_input(key="exam_day").set_value(today() + timedelta(days=20)).run())
    assert [one.name for one in store.exams()] == ["期末", ""]
    assert at.date_input(key="exam_day").value is None
    sound(button(at, "exam_drop_one").click().run())
    assert [one.day for one in store.exams()] == [today() + timedelta(days=20)]


# ---- lessons ----


def test_a_window_that_shows_an_older_exam_changes_only_what_is_chosen_in_it(store: Store) -> None:
    store.keep_exam(Exam("one", today() + timedelta(days=9)))
    old, other = sound(page("settings")), sound(page("settings"))
    sound(other.date_input(key="exam_day_one").set_value(today() + timedelta(days=19)).run())
    sound(old.text_input(key="exam_name_one").set_value("期末").run())
    sound(old.multiselect(key="exam_areas_one_en").set_value(["gated"]).run())
    assert store.exams() == [Exam("one", today() + timedelta(days=19), "期末", ("gated",))]
    store.drop_exam("one")
    sound(other.text_input(key="exam_name_one").set_value("口试").run())
    assert store.exams() == [Exam("one", today() + timedelta(days=19), "口试")]  # as this window knew it


def test_a_lesson_comes_before_the_first_questions_of_its_topic(store: Store) -> None:
    answer(store, CHOICE, 0.0)
    day = agenda.read()
    lesson, *rest = day.items("today")
    assert lesson == Item(headings()[0].id, "lesson")
    assert rest[0].why == "new"
    assert rest[0].question_id.startswith(lesson.question_id + "/")
    assert re.search(r"\d lessons? and \d new questions", bodies(sound(page("today"))))
    assert day.duration([lesson]) == pytest.approx(reading_minutes(lesson.question_id))


@pytest.mark.parametrize("exam", [True, False])
def test_a_topic_that_was_only_answered_badly_still_has_its_lesson(store: Store, exam: bool) -> None:
    """Whoever is asked about a topic to be placed, and knows nothing of it, has not begun it."""
    topic, group = headings()[0].id, headings()[0].group
    if exam:
        with_exam(store, 30, minutes=240)
        store.keep_exam(Exam("exam", today() + timedelta(days=30), "", (group,)))
    one, other, *_rest = [q.id for q in sorted(questions(topic), key=lambda q: q.difficulty)]
    answer(store, one, 0.5, points=0.0)
    day = agenda.read()
    assert topic in day.unread
    items = [item for item in day.items("today") if item.question_id.partition("/")[0] == topic]
    new = next(n for n, item in enumerate(items) if item.why == "new")
    assert Item(topic, "lesson") in items[:new]
    answer(store, other, 0.4, points=3.0)
    day = agenda.read()
    assert topic not in day.unread
    assert Item(topic, "lesson") not in day.items("today")


def test_a_lesson_read_in_a_session_is_kept_and_leads_to_its_questions(store: Store) -> None:
    answer(store, CHOICE, 0.0)
    at = page("session")
    assert review.begin("today")
    at = sound(page("session"))
    topic = headings()[0]
    assert at.title[0].value == topic.title.en
    sound(button(at, "read").click().run())
    assert [one.topic_id for one in store.lessons_read()] == [topic.id]
    assert attempt_of(at).question.topic == topic.id
    assert kept(store).results[0].why == "lesson"
    assert topic.id not in agenda.read().unread


def test_a_lesson_that_was_read_takes_minutes_of_its_day_and_sets_the_pace(store: Store) -> None:
    answer(store, CHOICE, 3)
    with_exam(store, 10)
    whole = agenda.read().rooms[0]
    for one in headings()[:3]:
        store.read_lesson(one.id, 2 * reading_minutes(one.id), now())
    day = agenda.read()
    read = sum(2 * reading_minutes(one.id) for one in headings()[:3])
    assert day.rooms[0] == pytest.approx(max(0.0, whole - read))
    assert day.lesson("lstm") == pytest.approx(2 * reading_minutes("lstm"))
    assert "lesson read" in bodies(sound(page("learn")))


def test_a_lesson_says_that_it_was_read(store: Store) -> None:
    at = sound(page("learn", topic="lstm"))
    sound(button(at, "lesson_read").click().run())
    assert [one.topic_id for one in store.lessons_read()] == ["lstm"]
    assert any(caption.value.startswith("Read on ") for caption in at.caption)
    assert not [b for b in at.button if b.key == "lesson_read"]


def test_a_glance_is_not_reading(store: Store) -> None:
    at = sound(page("learn", topic="lstm"))
    sound(button(at, "next_lesson").click().run())
    assert store.lessons_read() == []


def test_the_plan_follows_from_the_minutes_too_and_grows_with_what_is_done(store: Store) -> None:
    answer(store, CHOICE, 3)
    with_exam(store, 21, minutes=20)
    assert agenda.read().plan == "three-days"  # the lessons and first questions of the others would not fit
    with_exam(store, 21, minutes=120)
    assert agenda.read().plan == "whole-course"
    with_exam(store, 21, minutes=20)
    short = [one for one in headings() if in_plan(one, "three-days")]
    for asked in (q for one in short for q in first_questions(questions(one.id))):
        answer(store, asked.id, 1, possible=3.0)
    found = agenda.read()
    assert sum(map(found.still_takes, short)) == 0
    assert found.plan == "two-weeks"


def test_an_exam_on_one_area_takes_all_of_its_topics(store: Store) -> None:
    answer(store, CHOICE, 3)
    store.keep_exam(Exam("exam", today() + timedelta(days=21), areas=("gated",)))
    assert agenda.read().plan == "whole-course"
