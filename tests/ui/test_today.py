"""Today, sessions and the route: what a learner sees of what is kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content import ChoiceQuestion, headings, question
from content.lessons.reading import reading_minutes
from content.route import route
from db.records import Draft, Exam
from db.store import Store
from quiz.review_session import Item, ReviewSession, restored
from tests.db.attempts import attempt
from tests.ui.app import attempt_of, button, page, sound, state_of
from ui.session import agenda, review

CHOICE, NUMBER, STEPS = "encoder-block/who-mixes", "kv-cache/bytes", "self-attention/score-and-scale"


def now() -> datetime:
    return datetime.now(UTC)


def answer(store: Store, id: str, days: float, points: float = 3.0, **changes: Any) -> None:
    when = now() - timedelta(days=days)
    store.record(attempt(id, when, points=points, started_at=when - timedelta(minutes=2), **changes), when)


def begin(store: Store, *ids: str, kind: Any = "today") -> None:
    session = ReviewSession(kind, now(), tuple(Item(id, "placement" if kind == "placement" else "due") for id in ids))
    store.save_draft(Draft(review.PLACE, review.PLACE, now(), state=session.plain), now())


def kept(store: Store) -> ReviewSession:
    found = store.draft(review.PLACE)
    assert found is not None
    return restored(found.state)


def bodies(at: AppTest) -> str:
    return "\n".join(str(one.body) for one in at.html)


def choose(at: AppTest, right: bool) -> AppTest:
    """Answer the open choice question."""
    (radio,) = at.radio
    asked = question(CHOICE)
    assert isinstance(asked, ChoiceQuestion)
    found = next(k for k, choice in enumerate(asked.choices) if choice.correct == right)
    sound(radio.set_value(found).run())
    return sound(button(at, "check").click().run())


# ---- today ----


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_newcomer_has_three_ways_in_and_nothing_is_kept(store: Store, lang: str) -> None:
    at = sound(page("today", lang))
    assert {"show_me_now", "teach_me", "test_me"} <= {b.key for b in at.button}
    assert ("猫" if lang == "zh" else "journey") in bodies(at)
    assert store.begun() == []


def test_the_first_solved_step_is_true_in_both_languages(store: Store) -> None:
    assert "= <b>1.8111</b>" in bodies(page("today")).replace("<span>=</span>", "=")
    shown = bodies(page("today", "zh"))
    assert "(−1) × (−2) + 1 × 0" in shown
    assert "<b>2</b>" in shown


def test_what_is_due_is_counted_timed_and_forecast(store: Store) -> None:
    answer(store, CHOICE, 40)
    answer(store, STEPS, 40, 1.0, possible=6.0)
    answer(store, NUMBER, 0.01)
    shown = bodies(sound(page("today")))
    assert '<span class="big">2</span><span class="unit">questions due</span>' in shown
    assert "2 reviews" in shown
    assert 'aria-label="Due on the next days: 2, ' in shown
    assert "1 answered today" in shown


def test_tomorrow_is_told_where_nothing_is_due(store: Store) -> None:
    answer(store, CHOICE, 0.01, 0.0)
    shown = bodies(sound(page("today")))
    assert "Nothing is due. Tomorrow 1 question comes back." in shown
    assert "new questions" in shown


def test_an_exam_day_is_kept_counted_down_to_and_expected_for(store: Store) -> None:
    answer(store, CHOICE, 3)
    at = sound(page("today"))
    chosen = now().date() + timedelta(days=30)
    sound(at.date_input[0].set_value(chosen).run())
    (exam,) = store.exams()
    assert (exam.day, exam.name, exam.areas) == (chosen, "", ())
    shown = bodies(at)
    assert '<span class="unit">days to the exam</span>' in shown
    found = agenda.read().exam_plan
    assert found is not None
    recall = found.recall(0)
    assert recall.now < recall.planned
    assert recall.unreviewed < recall.planned
    assert f"Expected recall on the exam day <b>{round(100 * recall.planned)} %</b>" in shown
    assert f"it would be {round(100 * recall.unreviewed)}\u00a0% on the exam day" in shown
    assert f"There is time for about {round(recall.answered)} of its {recall.count} questions." in shown


def with_exam(store: Store, days: int, minutes: int = 20) -> None:
    (learner,) = store.learners()
    store.change_learner(replace(learner, minutes_a_day=minutes))
    store.keep_exam(Exam("exam", now().date() + timedelta(days=days)))


def test_an_exam_plans_the_day_within_its_minutes(store: Store) -> None:
    for n, one in enumerate(headings()):
        answer(store, _first(one.id), 60 + n)
    with_exam(store, 30)
    at = sound(page("today"))
    state_of(at)
    day = agenda.read()
    planned = day.items("today")
    assert 15 < day.duration(planned) <= 20
    assert {item.why for item in planned} <= {"review", "new", "lesson"}
    count = sum(not item.is_lesson for item in planned)
    shown = bodies(at)
    assert f'<span class="big">{count}</span><span class="unit">questions today</span>' in shown
    assert f'aria-label="Planned for the next days: {count}, ' in shown
    assert sum(area.due for area in day.areas) == count
    assert review.begin("today")
    assert kept(store).items == planned


def test_in_chinese_the_exam_day_has_its_expected_recall(store: Store) -> None:
    answer(store, CHOICE, 3)
    with_exam(store, 10)
    assert "考试当天的预计回忆率" in bodies(sound(page("today", "zh")))


def test_what_was_answered_today_leaves_less_of_today(store: Store) -> None:
    answer(store, CHOICE, 3)
    with_exam(store, 10)
    whole = agenda.read().rooms[0]
    answer(store, STEPS, 0.0)
    day = agenda.read()
    assert whole == 20
    assert day.rooms[0] == 20 - day.minutes([STEPS])
    assert STEPS not in {item.question_id for item in day.items("today")}


# ---- several exams ----


def test_the_next_exam_on_a_question_plans_it_and_each_is_counted_down_to(store: Store) -> None:
    attention, gated = STEPS, _first("lstm")
    for id in (attention, gated):
        answer(store, id, 9)
    store.keep_exam(Exam("late", now().date() + timedelta(days=40), "期末"))
    store.keep_exam(Exam("soon", now().date() + timedelta(days=2), "小测", ("attention",)))
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
    store.keep_exam(Exam("soon", now().date() + timedelta(days=5), "", ("gated",)))
    (learner,) = store.learners()
    store.change_learner(replace(learner, minutes_a_day=240))
    items = agenda.read().items("today")
    assert items[-1] == Item(CHOICE, "due")
    assert {one.group for one in headings() for item in items[:-1] if item.question_id.startswith(one.id + "/")} == {
        "gated"
    }


def test_exams_are_named_narrowed_and_removed_in_settings(store: Store) -> None:
    store.keep_exam(Exam("one", now().date() + timedelta(days=9)))
    at = sound(page("settings"))
    sound(at.text_input(key="exam_name_one").set_value("期末").run())
    sound(at.multiselect(key="exam_areas_one").set_value(["attention", "gated"]).run())
    (exam,) = store.exams()
    assert (exam.name, exam.areas) == ("期末", ("attention", "gated"))
    sound(at.date_input(key="exam_day").set_value(now().date() + timedelta(days=20)).run())
    assert [one.name for one in store.exams()] == ["期末", ""]
    assert at.date_input(key="exam_day").value is None
    sound(button(at, "exam_drop_one").click().run())
    assert [one.day for one in store.exams()] == [now().date() + timedelta(days=20)]


# ---- lessons ----


def test_a_lesson_comes_before_the_first_questions_of_its_topic(store: Store) -> None:
    answer(store, CHOICE, 0.01)
    day = agenda.read()
    first, *rest = day.items("today")
    assert first == Item(headings()[0].id, "lesson")
    assert rest[0].why == "new"
    assert rest[0].question_id.startswith(first.question_id + "/")
    assert re.search(r"\d lessons? and \d new questions", bodies(sound(page("today"))))
    assert day.duration([first]) == pytest.approx(reading_minutes(first.question_id))


def test_a_lesson_read_in_a_session_is_kept_and_leads_to_its_questions(store: Store) -> None:
    answer(store, CHOICE, 0.01)
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


def test_after_the_exam_the_days_are_those_of_plain_fsrs(store: Store) -> None:
    answer(store, CHOICE, 40)
    with_exam(store, -1)
    day = agenda.read()
    assert day.exam_plan is None
    assert day.items("today")[0].why == "due"
    assert '<span class="big">1</span><span class="unit">question due</span>' in bodies(sound(page("today")))


def test_an_exam_that_is_over_is_asked_for_again(store: Store) -> None:
    answer(store, CHOICE, 3)
    store.keep_exam(Exam("exam", date(2020, 1, 1)))
    assert "When is your exam?" in bodies(sound(page("today")))


def test_a_newcomer_may_say_when_the_exam_is(store: Store) -> None:
    at = sound(page("today"))
    sound(at.selectbox[0].set_value(45).run())
    assert store.learners()[0].minutes_a_day == 45
    assert sound(page("settings")).selectbox(key="minutes_a_day").value == 45


def test_where_one_stopped_is_told(store: Store) -> None:
    answer(store, CHOICE, 3)
    store.save_draft(Draft(NUMBER, "x", now(), 1, answers={"value": [["3"]]}), now())
    shown = bodies(sound(page("today")))
    assert "Where you stopped" in shown
    assert question(NUMBER).title.en in shown
    begin(store, CHOICE, STEPS)
    assert "A session: question 1 of 2" in bodies(sound(page("today")))


# ---- sessions ----


def test_a_session_notes_marks_and_asks_again_what_was_failed(store: Store) -> None:
    answer(store, CHOICE, 9)
    begin(store, CHOICE, NUMBER)
    at = sound(page("session"))
    assert "1 of 2" in bodies(at)
    choose(at, right=False)
    session = kept(store)
    assert session.items[-1] == Item(CHOICE, "again")
    (result,) = session.results
    assert (result.points, result.possible, result.why) == (0.0, 3.0, "due")
    assert result.recall is not None
    assert 0.5 < result.recall < 1
    assert result.due is not None
    assert len(store.attempts()) == 2
    sound(button(at, "onward").click().run())
    assert attempt_of(at).question.id == NUMBER
    assert "2 of 3" in bodies(at)


def test_a_reload_after_an_answer_goes_on_with_the_next(store: Store) -> None:
    begin(store, CHOICE, NUMBER)
    choose(page("session"), right=True)
    again = sound(page("session"))
    assert attempt_of(again).question.id == NUMBER
    assert len(kept(store).results) == 1


def test_a_second_press_on_next_skips_nothing(store: Store) -> None:
    begin(store, CHOICE, NUMBER, STEPS)
    at = choose(page("session"), right=True)
    pressed = button(at, "onward")
    sound(pressed.click().run())
    assert attempt_of(at).question.id == NUMBER
    sound(at.run())
    assert kept(store).place == 1


def test_what_is_put_off_comes_at_the_end(store: Store) -> None:
    begin(store, CHOICE, NUMBER)
    at = sound(page("session"))
    sound(button(at, "later").click().run())
    assert attempt_of(at).question.id == NUMBER
    assert [item.question_id for item in kept(store).items] == [NUMBER, CHOICE]


def test_the_same_question_in_practice_is_no_part_of_the_session(store: Store) -> None:
    begin(store, CHOICE)
    sound(page("session"))
    at = choose(page("practise", q=CHOICE), right=True)
    assert button(at, "again")
    assert kept(store).results == ()


def test_the_end_tells_what_comes_back(store: Store) -> None:
    begin(store, CHOICE)
    at = choose(page("session"), right=True)
    sound(button(at, "onward").click().run())
    assert at.title[0].value == "Done"
    shown = bodies(at)
    assert '<span class="big">3</span><span class="unit">of 3 marks</span>' in shown
    assert "in 2 days" in shown or "in 3 days" in shown
    assert "Nothing comes back tomorrow." in at.markdown[0].value


def test_a_session_that_cannot_be_read_is_none(store: Store) -> None:
    for state in ({}, {"kind": "today"}, {"kind": "today", "begun": 3, "items": "x", "results": []}):
        store.save_draft(Draft(review.PLACE, review.PLACE, now(), state=state), now())
        assert "No session is open." in [m.value for m in sound(page("session")).markdown]
        sound(page("today"))


def test_questions_that_are_gone_are_passed_over(store: Store) -> None:
    begin(store, "gone/question", CHOICE)
    assert attempt_of(sound(page("session"))).question.id == CHOICE


def test_ten_minutes_are_ten_minutes(store: Store) -> None:
    for n, one in enumerate(headings()):
        answer(store, f"{one.id}/by-hand" if one.id == "self-attention" else _first(one.id), 60 + n)
    day = agenda.read()
    assert len(day.items("today")) == len(day.due) > 20
    short = day.items("short")
    assert 0 < day.duration(short) <= 10
    assert [item.question_id for item in short] == [card.question_id for card in day.due][: len(short)]


def _first(topic: str) -> str:
    from content import questions

    return questions(topic)[0].id


def test_a_placement_ends_with_where_to_begin(store: Store) -> None:
    begin(store, CHOICE, kind="placement")
    at = choose(page("session"), right=False)
    sound(button(at, "onward").click().run())
    assert at.title[0].value == "Where to begin"
    assert button(at, "begin_lesson").label == route()[4].topics[0].title.en


def test_a_placement_asks_ten(store: Store) -> None:
    at = sound(page("today"))
    state_of(at)
    assert review.begin("placement")
    assert len(kept(store).items) == 10


# ---- the route ----


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_route_lists_every_topic_and_says_what_is_done(store: Store, lang: str) -> None:
    for n, asked in enumerate(q for q in _questions("word-similarity")[:4]):
        answer(store, asked, n + 1)
    at = sound(page("learn", lang))
    assert [b.key for b in at.button if str(b.key).startswith("lesson_")] == [f"lesson_{one.id}" for one in headings()]
    shown = bodies(at)
    assert f"4 / {len(_questions('word-similarity'))} · 100 %" in shown
    assert 'class="state done"' in shown


def _questions(topic: str) -> list[str]:
    from content import questions

    return [q.id for q in questions(topic)]


def test_a_plan_has_fewer_topics_and_says_what_does_not_fit(store: Store) -> None:
    with_exam(store, 3)
    at = sound(page("learn"))
    listed = [b.key for b in at.button if str(b.key).startswith("lesson_")]
    assert "lesson_alibi" not in listed
    assert len(listed) == sum(one.plan == "three-days" for one in headings())
    assert any(caption.value.startswith("No time for: ") for caption in at.caption)


def test_a_lesson_ends_with_the_next(store: Store) -> None:
    at = sound(page("learn", topic="lstm"))
    sound(button(at, "next_lesson").click().run())
    assert at.title[0].value == "LSTM over a sentence"
    last = headings()[-1].id
    assert not [b for b in sound(page("learn", topic=last)).button if b.key == "next_lesson"]
