"""What a learner meets in the first week: the date that was set, questions left, answered and asked once more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from content import ChoiceQuestion, question, questions
from db.records import Exam
from db.store import Store
from presentation.progress.session_words import results_table
from presentation.translate import speaking
from quiz.review_session import SHORT, Item, Result
from tests.ui.app import attempt_of, button, page, sound
from tests.ui.days import answer, begin, bodies, kept, today, with_exam
from ui.session import agenda, review
from ui.session.state import session

CHOICE, NUMBER, STEPS = "encoder-block/who-mixes", "kv-cache/bytes", "self-attention/score-and-scale"


def answered_choice(at: object) -> None:
    """Answer the open choice question rightly."""
    asked = question(CHOICE)
    assert isinstance(asked, ChoiceQuestion)
    (radio,) = at.radio  # type: ignore[attr-defined]
    right = next(k for k, choice in enumerate(asked.choices) if choice.correct)
    sound(radio.set_value(right).run())
    sound(button(at, "check").click().run())  # type: ignore[arg-type]


@pytest.mark.parametrize(("lang", "said"), [("en", "12 days to the exam"), ("zh", "12 天后考试")])
def test_a_newcomer_who_said_when_the_exam_is_sees_that_it_is_kept(store: Store, lang: str, said: str) -> None:
    store.keep_exam(Exam("exam", today() + timedelta(days=12)))
    at = sound(page("today", lang))
    assert [one.proto.popover.label for one in at.get("popover")] == [said]


@pytest.mark.parametrize(("kind", "key"), [("placement", "unknown"), ("today", "later")])
def test_an_answered_question_is_not_to_be_left_unanswered(store: Store, kind: str, key: str) -> None:
    """A press that comes late would count the next question, which nobody has seen, as not known."""
    begin(store, CHOICE, NUMBER, STEPS, kind=kind)
    at = sound(page("session"))
    late = attempt_of(at)
    assert button(at, key)
    answered_choice(at)
    assert not [one for one in at.button if one.key == key]
    assert "2 of 3" not in bodies(at)
    session().reviewing = late.id
    if kind == "placement":
        review.unknown(late.id, late.posed.possible)
    else:
        review.later(late.id)
    found = kept(store)
    assert found.place == 1
    assert [item.question_id for item in found.items] == [CHOICE, NUMBER, STEPS]


def test_the_last_question_leads_to_the_result_and_no_time_is_left(store: Store) -> None:
    begin(store, CHOICE)
    at = sound(page("session"))
    assert "left" in bodies(at)
    answered_choice(at)
    assert button(at, "onward").label == "See the result"
    assert "minute" not in bodies(at)


def test_a_question_that_was_asked_again_is_one_row_of_the_result() -> None:
    noon = datetime(2026, 12, 1, 12, tzinfo=UTC)
    due = noon + timedelta(days=1)
    results = [
        Result(CHOICE, "a", 0.0, 3.0, "due", 0.8, due),
        Result(NUMBER, "b", 3.0, 3.0, "new", None, due),
        Result(CHOICE, "c", 0.0, 3.0, "again", None, due),
        Result(CHOICE, "d", 3.0, 3.0, "again", None, due),
    ]
    with speaking("en"):
        shown = results_table(results, date(2026, 12, 1), UTC, 4)
    assert shown.count("<tr>") == 3
    assert "0 → 0 → <b>3</b> / 3" in shown
    assert "80 %" in shown
    assert shown.count("tomorrow") == 2


def test_today_counts_what_is_left_of_the_session_that_goes_on(store: Store) -> None:
    """With an exam ahead, the minutes that are left of a day are fewer than those of the session begun in it."""
    answer(store, CHOICE, 3)
    with_exam(store, 12)
    asked = [one.id for one in questions() if one.kind == "choice"][:16]
    begin(store, *asked)
    answer(store, "lstm/one-step", 0.0)
    day = agenda.read()
    assert SHORT < day.duration([Item(id, "new") for id in asked]) < day.learner.minutes_a_day
    assert day.rooms[0] < SHORT
    at = sound(page("today"))
    shown = bodies(at)
    assert '<span class="big">16</span><span class="unit">questions left</span>' in shown
    assert "Planned for the next days: 16, " in shown
    assert button(at, "go_on").proto.type == "primary"


def test_progress_says_that_today_plans_for_the_exam(store: Store) -> None:
    answer(store, CHOICE, 40)
    told = "Until the exam, Today chooses what is worth its minutes"
    assert told not in bodies(sound(page("progress")))
    with_exam(store, 12)
    assert told in bodies(sound(page("progress")))
