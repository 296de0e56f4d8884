"""The rating of an answer is shown as it was marked, and one press changes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from content import ChoiceQuestion, question
from db.records import Draft
from db.store import Store
from presentation.progress.today_words import days_ahead
from presentation.translate import speaking
from quiz.review_session import Item, ReviewSession, restored
from quiz.schedule import Rating
from tests.ui.app import button, page, sound
from ui.session import review

CHOICE = "encoder-block/who-mixes"
RATED = ("rate_again", "rate_hard", "rate_good", "rate_easy")


def answered(name: str, lang: str = "en", right: bool = True) -> AppTest:
    """The choice question, just answered on this page."""
    at = sound(page("practise", lang, q=CHOICE) if name == "practise" else page(name, lang))
    asked = question(CHOICE)
    assert isinstance(asked, ChoiceQuestion)
    found = next(k for k, choice in enumerate(asked.choices) if choice.correct == right)
    sound(at.radio[0].set_value(found).run())
    return sound(button(at, "check").click().run())


def captions(at: AppTest) -> list[str]:
    return [caption.value for caption in at.caption]


def rating_of(store: Store) -> Rating:
    found = store.graded(store.attempts(1)[0].attempt_id)
    assert found is not None
    return found.rating


@pytest.mark.parametrize(
    ("lang", "as_marked", "by_learner"),
    [
        ("en", "Rated as marked: Good. Change it:", "Rated by you: Easy. As marked: Good."),
        ("zh", "按批改评级：良好。可改为：", "你的评级：简单。按批改为：良好。"),
    ],
)
def test_a_press_changes_the_rating_and_the_card(store: Store, lang: str, as_marked: str, by_learner: str) -> None:
    with speaking(lang):  # the test asks the radio for its labels, outside the page
        at = answered("practise", lang)
        assert as_marked in captions(at)
        before = store.card(CHOICE)
        sound(button(at, "rate_easy").click().run())
        assert by_learner in captions(at)
        assert rating_of(store) == Rating.EASY
        after = store.card(CHOICE)
        assert before is not None
        assert after is not None
        assert after.due > before.due
        sound(button(at, "rate_good").click().run())
        assert as_marked in captions(at)
        assert store.card(CHOICE) == before


def test_a_wrong_answer_is_rated_again(store: Store) -> None:
    at = answered("practise", right=False)
    assert "Rated as marked: Again. Change it:" in captions(at)
    assert [b.key for b in at.button if b.key in RATED] == list(RATED)


def test_practice_of_the_same_day_has_no_rating(store: Store) -> None:
    at = answered("practise")
    sound(button(at, "again").click().run())
    asked = question(CHOICE)
    assert isinstance(asked, ChoiceQuestion)
    sound(at.radio[0].set_value(0).run())
    sound(button(at, "check").click().run())
    assert len(store.attempts()) == 2
    assert not [b for b in at.button if b.key in RATED]


def test_a_session_says_when_the_question_comes_by_the_new_rating(store: Store) -> None:
    now = datetime.now(UTC)
    kept = ReviewSession("today", now, (Item(CHOICE, "new"),))
    store.save_draft(Draft(review.PLACE, review.PLACE, now, state=kept.plain), now)
    at = answered("session")
    sound(button(at, "rate_easy").click().run())
    card, draft = store.card(CHOICE), store.draft(review.PLACE)
    assert card is not None
    assert draft is not None
    assert [one.due for one in restored(draft.state).results] == [card.due]
    sound(button(at, "onward").click().run())
    with speaking("en"):
        assert any(days_ahead(8) in str(one.body) for one in at.html)  # EASY: a first stability of 8.3 days
