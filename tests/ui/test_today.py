"""Today, sessions and the route: what a learner sees of what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from content import ChoiceQuestion, headings, question, questions
from content.route import in_plan, route
from db.records import Draft, Exam
from db.store import Store
from presentation.progress.today_words import short_day
from quiz.review_session import Item, ReviewSession
from tests.ui.app import attempt_of, button, page, sound, state_of
from tests.ui.days import answer, begin, bodies, first, kept, now, today, with_exam
from ui.session import agenda, review

CHOICE, NUMBER, STEPS = "encoder-block/who-mixes", "kv-cache/bytes", "self-attention/score-and-scale"


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
    answer(store, NUMBER, 0.0)
    shown = bodies(sound(page("today")))
    assert '<span class="big">2</span><span class="unit">questions due</span>' in shown
    assert "2 reviews" in shown
    assert 'aria-label="Due on the next days: 2, ' in shown
    assert "1 answered today" in shown


def test_tomorrow_is_told_where_nothing_is_due(store: Store) -> None:
    answer(store, CHOICE, 0.0, 0.0)
    shown = bodies(sound(page("today")))
    assert "Nothing is due. Tomorrow 1 question comes back." in shown
    assert "new questions" in shown


def test_an_exam_day_is_kept_counted_down_to_and_expected_for(store: Store) -> None:
    answer(store, CHOICE, 3)
    at = sound(page("today"))
    chosen = today() + timedelta(days=30)
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
    assert "it would be 0" not in shown  # of a plan of which nothing is known yet there is nothing to say
    assert f"There is time for about {round(recall.answered)} of its {recall.count} questions." in shown
    assert recall.answered < recall.count / 2
    assert "Choose under Exam dates what it is on, or more minutes a day, and more of it fits." in shown


def test_an_exam_plans_the_day_within_its_minutes(store: Store) -> None:
    for n, one in enumerate(headings()):
        answer(store, first(one.id), 60 + n)
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


def test_with_an_exam_ahead_each_area_says_how_much_of_its_plan_was_answered(store: Store) -> None:
    answer(store, CHOICE, 3)
    with_exam(store, 30)
    plan = agenda.read().plan
    group = next(group for group in route() if any(one.id == question(CHOICE).topic for one in group.topics))
    count = sum(len(questions(one.id)) for one in group.topics if in_plan(one, plan))
    shown = bodies(sound(page("today")))
    assert f"{group.title.en} <small>1 of {count} questions answered</small>" in shown


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
    assert not at.selectbox  # behind its chip, so that the first page does not wait for lists and calendars
    assert not at.date_input
    state_of(at).chips.add("exam_chip")
    sound(sound(at.run()).selectbox[0].set_value(45).run())
    assert store.learners()[0].minutes_a_day == 45
    assert sound(page("settings")).selectbox(key="minutes_a_day_en").value == 45


def test_where_one_stopped_is_told(store: Store) -> None:
    answer(store, CHOICE, 3)
    store.save_draft(Draft(NUMBER, "x", now(), 1, answers={"value": [["3"]]}), now())
    shown = bodies(sound(page("today")))
    assert "Where you stopped" in shown
    assert question(NUMBER).title.en in shown
    begin(store, CHOICE, STEPS)
    at = sound(page("today"))
    assert button(at, "go_on").label == "Go on: 1 of 2"
    assert "A session: question" not in bodies(at)  # one way back is enough
    assert question(NUMBER).title.en in bodies(at)


def test_the_session_of_another_day_says_so_and_today_s_comes_first(store: Store) -> None:
    answer(store, CHOICE, 3)
    yesterday = now() - timedelta(days=1)
    session = ReviewSession("today", yesterday, (Item(CHOICE, "due"), Item(STEPS, "new")))
    store.save_draft(Draft("session/open", "session/open", now(), state=session.plain), now())
    at = sound(page("today"))
    assert button(at, "go_on").label == f"Go on with that of {short_day(today() - timedelta(days=1))}: 1 of 2"
    assert button(at, "begin").label == "Begin today's"


def test_a_backlog_is_spread_by_the_minutes_a_day_and_all_of_it_can_be_had(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []
    monkeypatch.setattr("ui.pages.today_parts.go_to", went.append)
    for asked in (q for one in headings()[:6] for q in questions(one.id)):
        answer(store, asked.id, 40)
    found = agenda.read()
    few, every = found.items("today"), found.items("all")
    assert found.duration(few) <= found.learner.minutes_a_day < found.duration(every)
    assert [item.question_id for item in every if item.why == "due"] == [card.question_id for card in found.due]
    at = sound(page("today"))
    assert f"{len(found.due) - len(few)} more are due." in bodies(at)
    sound(button(at, "begin_all").click().run())
    assert went == ["session"]
    assert kept(store).items == every


def test_the_plan_comes_before_a_longer_session_that_was_left(store: Store) -> None:
    """A session begun before the date was set is longer than what the plan has for today."""
    answer(store, CHOICE, 3)
    begin(store, *(q.id for one in headings()[:4] for q in questions(one.id)))
    assert "primary" in button(sound(page("today")), "go_on").proto.type
    with_exam(store, 20)
    at = sound(page("today"))
    assert [button(at, key).proto.type for key in ("go_on", "begin")] == ["secondary", "primary"]
    begin(store, CHOICE)
    at = sound(page("today"))
    assert [button(at, key).proto.type for key in ("go_on", "begin")] == ["primary", "secondary"]


def test_what_was_just_answered_wrongly_does_not_count_as_recalled(store: Store) -> None:
    begin(store, CHOICE)
    choose(page("session"), right=False)
    (area,) = agenda.read().areas
    assert area.recall < 0.9
    assert "tomorrow, without another review" in bodies(sound(page("today")))


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
        answer(store, f"{one.id}/by-hand" if one.id == "self-attention" else first(one.id), 60 + n)
    day = agenda.read()
    assert len(day.items("all")) == len(day.due) > 20
    short = day.items("short")
    assert 0 < day.duration(short) <= 10
    assert [item.question_id for item in short] == [card.question_id for card in day.due][: len(short)]


def test_a_placement_ends_with_where_to_begin(store: Store) -> None:
    begin(store, CHOICE, kind="placement")
    at = choose(page("session"), right=False)
    sound(button(at, "onward").click().run())
    assert at.title[0].value == "Where to begin"
    assert button(at, "begin_lesson").label == f"Begin with {route()[4].topics[0].title.en}"


def test_what_is_not_known_in_a_placement_counts_as_failed_and_leaves_no_attempt(store: Store) -> None:
    begin(store, CHOICE, first("lstm"), kind="placement")
    at = page("session")
    assert not any(one.key == "later" for one in at.button)
    sound(button(at, "unknown").click().run())
    assert attempt_of(at).question.id == first("lstm")
    sound(button(at, "unknown").click().run())
    assert at.title[0].value == "Where to begin"
    assert "0 of 2 questions went well" in at.markdown[0].value
    assert button(at, "begin_lesson").label == f"Begin with {route()[4].topics[0].title.en}"
    assert [(one.fraction, one.attempt_id) for one in kept(store).results] == [(0.0, ""), (0.0, "")]
    assert not list(store.attempts())
    assert not list(store.cards())
    assert "computed by hand" in page("today").title[0].value


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


def test_the_route_says_why_a_plan_of_few_days_stands_over_many(store: Store) -> None:
    said = "“Three days” is the longest plan for the days and minutes until the exam."
    with_exam(store, 30, minutes=20)
    at = sound(page("learn"))
    assert said in [caption.value for caption in at.caption]
    assert "the order may differ" in at.markdown[0].value
    with_exam(store, 21, minutes=240)
    at = sound(page("learn"))
    assert not any("longest plan" in caption.value for caption in at.caption)
    with_exam(store, -1)
    assert "the order may differ" not in sound(page("learn")).markdown[0].value


def test_a_lesson_ends_with_the_next(store: Store) -> None:
    at = sound(page("learn", topic="lstm"))
    sound(button(at, "next_lesson").click().run())
    assert at.title[0].value == "LSTM over a sentence"
    last = headings()[-1].id
    assert not [b for b in sound(page("learn", topic=last)).button if b.key == "next_lesson"]
