"""Oral exams as a script: composed, asked question by question, left and taken up again, marked, practised."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content import question
from db.recordings import Recording
from db.records import Paper, PaperItem
from db.store import Store
from presentation.exams.oral_pages import printed_result
from presentation.translate import speaking
from quiz.kinds import pose
from quiz.kinds.spoken import PosedSpoken
from quiz.oral import ASKED, CLOSED, ENDED, OralSpecification, time_of
from quiz.posed import Posed
from tests.ui.app import button, page, sound, state_of

SPOKEN, BOARD = "lstm/how-gradients-survive", "next-sentence/parameters"
NOW = datetime.now(UTC)
AS_IT_RUNS = datetime.min.replace(tzinfo=UTC)  # a long run of the tests outlasts a paper begun when they were read


def filed(store: Store, *asked: str, started: datetime | None = AS_IT_RUNS, **wanted: Any) -> list[Posed[Any]]:
    """An oral exam named p of these questions; its attempts are a-0, a-1 and so on."""
    started = datetime.now(UTC) if started is AS_IT_RUNS else started
    posed = [pose(question(id), 11) for id in asked]
    items = tuple(PaperItem(f"a-{n}", p.question.id, 11, p.drawn) for n, p in enumerate(posed))
    kept = {"form": "oral", "thinking": 60, "speaking": 120, **wanted}
    store.compose_paper(Paper("p", 11, 20, sum(p.possible for p in posed), NOW, kept, started, items=items))
    return posed


def said(at: AppTest) -> str:
    found = (*at.title, *at.markdown, *at.caption, *at.html)
    return "\n".join(str(x.value if hasattr(x, "value") else x.body) for x in found)


def keys(at: AppTest) -> set[str]:
    return {str(b.key) for b in at.button}


def press(at: AppTest, key: str) -> AppTest:
    return sound(button(at, key).click().run())


def answers(store: Store, n: int = 0) -> dict[str, Any]:
    paper = store.paper("p")
    assert paper is not None
    found: dict[str, Any] = paper.items[n].answers
    return found


# ---- composing ----


@pytest.mark.parametrize(
    ("lang", "cover"),
    [
        ("en", "3 questions, one at a time, in an order that was drawn: 2 aloud, 1 on the board."),
        ("zh", "共 3 题，逐题进行，次序抽定：口答 2 题，板演 1 题。"),
    ],
)
def test_an_exam_is_composed_and_its_structure_told(store: Store, lang: str, cover: str) -> None:
    at = sound(page("papers", lang))
    at.button_group(key="paper_form").set_value("oral").run()
    at.select_slider(key="oral_spoken").set_value(2)
    at.multiselect(key=f"oral_topics_{lang}").set_value(["self-attention", "lstm"])
    at.number_input(key="oral_number").set_value(4711)
    press(at, "compose_oral")
    (paper,) = store.papers()
    assert paper.oral
    assert (paper.seed, paper.wanted["spoken"], paper.wanted["thinking"]) == (4711, 2, 60)
    assert cover in said(at)
    assert "4711" in said(at)
    kept = store.paper(paper.paper_id)
    assert kept is not None
    follow_ups = sum(len(i.inputs.get("follow_ups", ())) for i in kept.items)
    assert 4 <= follow_ups <= 6
    assert str(follow_ups) in said(at)
    at = sound(page("papers", lang))
    assert {"en": "Oral exam", "zh": "口试"}[lang] in said(at)


# ---- sitting ----


def test_a_question_is_asked_answered_ticked_and_followed_up(store: Store) -> None:
    (posed,) = filed(store, SPOKEN)
    assert isinstance(posed, PosedSpoken)
    at = sound(page("papers", paper="p"))
    assert "1 min to think, 2 min to speak · 10 marks" in said(at) or "to think" in said(at)
    assert posed.question.prompt.en not in said(at)
    press(at, "ask")
    assert posed.question.prompt.en in said(at)
    assert not at.checkbox
    press(at, "answered_0")
    assert len(at.checkbox) == len(posed.question.points)
    assert posed.question.answer.en in said(at)
    sound(at.checkbox[2].check().run())
    press(at, "follow_up_1")
    assert posed.rounds[1].text.en in said(at)
    assert posed.question.answer.en not in said(at)
    press(at, "answered_1")
    sound(at.checkbox[0].check().run())
    for k in (2, 3):
        press(at, f"follow_up_{k}")
        press(at, f"answered_{k}")
    press(at, "finish_oral")
    (attempt,) = store.attempts()
    assert (attempt.points, attempt.possible) == (2 + 1, posed.possible)
    assert ASKED not in attempt.answers
    assert store.card(SPOKEN) is not None
    assert {"practise_missed", "look_0"} <= keys(at)
    assert "thought " in said(at)
    kept = store.paper("p")
    assert kept is not None
    assert kept.points == 3


def test_the_time_of_each_follow_up_is_kept_and_told(store: Store) -> None:
    (posed,) = filed(store, SPOKEN)
    assert isinstance(posed, PosedSpoken)
    at = sound(page("papers", paper="p"))
    for move in ("ask", "answered_0", "follow_up_1"):
        press(at, move)
    part = posed.rounds[1].part
    asked = datetime.now(UTC) - timedelta(seconds=75)
    assert store.merge_answers("p", "a-0", {time_of(part, ASKED): [[asked.isoformat()]]}, asked)
    at = sound(page("papers", paper="p"))
    press(at, "answered_1")
    told = re.compile(r"spoke 1 min (1[5-9]|2\d) s · (1[5-9]|2\d) s over")  # a minute is half of the time to speak
    assert told.search(said(at))
    press(at, "follow_up_2")
    press(at, "end_oral")
    assert told.search(said(at))
    (attempt,) = store.attempts()
    assert set(attempt.answers) <= set(posed.parts)
    exam = state_of(at).exam
    assert exam is not None
    with speaking("en"):
        html = printed_result(exam.paper, exam.results)
    assert len(told.findall(html)) == 1
    assert len(re.findall(r">spoke \d+ s</p>", html)) == 1  # the second one was asked, and the exam ended


def test_a_reload_and_another_day_come_back_to_the_question(store: Store) -> None:
    filed(store, SPOKEN, BOARD)
    at = page("papers", paper="p")
    press(at, "ask")
    press(at, "answered_0")
    sound(at.checkbox[0].check().run())
    again = sound(page("papers", paper="p"))
    assert again.checkbox[0].value
    assert "follow_up_1" in keys(again)
    press(again, "follow_up_1")
    later = sound(page("papers", paper="p"))
    assert "answered_1" in keys(later)


def test_a_question_that_was_left_begins_anew(store: Store) -> None:
    filed(store, SPOKEN, started=NOW - timedelta(days=2))
    yesterday = (NOW - timedelta(days=1)).isoformat()
    assert store.merge_answers("p", "a-0", {ASKED: [[yesterday]]}, NOW)
    at = sound(page("papers", paper="p"))
    assert "You left this question." in said(at)
    assert "answered_0" not in keys(at)
    press(at, "ask")
    assert "answered_0" in keys(at)
    assert answers(store)[ASKED] != [[yesterday]]


def test_nothing_ends_an_exam_but_the_learner(store: Store) -> None:
    filed(store, SPOKEN, started=NOW - timedelta(days=3))
    sound(page("papers"))
    kept = store.paper("p")
    assert kept is not None
    assert kept.handed_in_at is None
    at = page("papers", paper="p")
    press(at, "ask")
    assert ASKED in answers(store)


def test_the_board_is_marked_like_any_question(store: Store) -> None:
    (posed, _spoken) = filed(store, BOARD, SPOKEN)
    right = posed.solution()["number"][0][0]
    at = page("papers", paper="p")
    press(at, "ask")
    assert at.title[0].value == posed.question.title.en
    sound(at.text_input[0].set_value(right).run())
    press(at, "board_done")
    assert not at.text_input
    assert f"{posed.possible:g} / {posed.possible:g} marks" in said(at)
    assert answers(store)["number"] == [[right]]
    press(at, "next_oral")
    assert CLOSED in answers(store)
    press(at, "end_oral")
    (attempt,) = store.attempts()
    assert (attempt.question_id, attempt.points) == (BOARD, posed.possible)
    assert store.card(SPOKEN) is None
    assert "not asked" in said(at)


def test_what_was_written_on_the_board_is_printed(store: Store) -> None:
    filed(store, BOARD)
    at = page("papers", paper="p")
    press(at, "ask")
    sound(at.text_input[0].set_value("48151").run())
    press(at, "board_done")
    press(at, "finish_oral")
    exam = state_of(at).exam
    assert exam is not None
    html = printed_result(exam.paper, exam.results)
    mine, right = html.index("<h3>Your answer</h3>"), html.index("<h3>The solution</h3>")
    assert mine < html.index("48151") < right


def test_what_was_missed_is_practised_in_a_session(store: Store) -> None:
    filed(store, SPOKEN)
    at = page("papers", paper="p")
    press(at, "ask")
    press(at, "end_oral")
    assert [a.points for a in store.attempts()] == [0]
    from ui.session import review

    state_of(at)
    draft_before = store.draft(review.PLACE)
    assert draft_before is None
    button(at, "practise_missed").click().run()
    draft = store.draft(review.PLACE)
    assert draft is not None
    assert draft.state["items"] == [[SPOKEN, "again"]]


def test_a_recording_is_kept_only_for_its_learner_and_can_be_deleted(store: Store) -> None:
    filed(store, SPOKEN)
    store.recordings.keep("a-0", Recording("audio/webm", b"sound"))
    at = page("papers", paper="p")
    press(at, "ask")
    press(at, "end_oral")
    assert "drop_recording_0" in keys(at)
    press(at, "drop_recording_0")
    assert store.recordings.read("a-0") is None
    assert "drop_recording_0" not in keys(at)


@pytest.mark.parametrize(("lang", "words"), [("en", "Oral exam"), ("zh", "口试")])
def test_the_result_is_printed_in_either_language(store: Store, lang: str, words: str) -> None:
    filed(store, SPOKEN, BOARD)
    at = page("papers", paper="p")
    press(at, "ask")
    press(at, "answered_0")
    sound(at.checkbox[1].check().run())
    press(at, "end_oral")
    exam = state_of(at).exam
    assert exam is not None
    with speaking(lang):
        html = printed_result(exam.paper, exam.results)
    assert f"<h1>{words}</h1>" in html
    assert html.count("☑") == 1
    assert html.count("<section>") == 2
    assert ENDED in exam.attempts[0].answers


def test_the_usual_exam_is_of_three_spoken_questions_and_one_for_the_board() -> None:
    usual = OralSpecification()
    assert (usual.spoken, usual.board, usual.form) == (3, 1, "oral")
