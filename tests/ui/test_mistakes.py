"""The notebook of mistakes: every attempt opens as it was, is found, done again and printed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content import StepsQuestion, questions
from db.records import AttemptRecord
from db.store import Store
from presentation.exams.attempt_pages import ToPrint, printed
from presentation.progress.progress_words import question_title
from presentation.translate import speaking
from quiz.kinds import pose
from quiz.kinds.choice import PosedChoice
from quiz.kinds.steps import PosedSteps
from quiz.posed import first_cell
from quiz.targeted import alone
from quiz.verdicts import Marking, StepMarking
from tests.answered import STEPS, recorded, unscaled
from tests.ui.app import attempt_of, button, page, sound, state_of
from ui.session.attempt_records import reopened

KINDS = sorted({q.kind: q for q in questions()}.values(), key=lambda q: q.kind)
SECRET = "0.1357"


def half_right(asked: Any) -> AttemptRecord:
    """The first part right, of every other one what no solution is."""
    posed = pose(asked, 5)
    first, *others = posed.parts
    return recorded(posed, {first: posed.solution()[first], **dict.fromkeys(others, ((SECRET,),))}, hints=1)


def kept(store: Store, record: AttemptRecord, when: datetime | None = None) -> AttemptRecord:
    """The record, kept as if it had been finished at this time: now, unless told otherwise."""
    moment = when or datetime.now(UTC)
    dated = replace(record, started_at=moment - timedelta(minutes=3), finished_at=moment)
    store.record(dated, moment)
    return dated


def said(at: AppTest) -> str:
    found = (*at.title, *at.markdown, *at.caption, *at.html, *at.info)
    return "\n".join(str(x.value if hasattr(x, "value") else x.body) for x in found)


@pytest.mark.parametrize("asked", KINDS, ids=lambda q: q.kind)
def test_an_attempt_of_every_kind_is_as_it_was(asked: Any) -> None:
    record = half_right(asked)
    attempt = reopened(record)
    assert attempt is not None
    assert attempt.posed.drawn == record.inputs
    assert {part: [list(row) for row in rows] for part, rows in attempt.texts.items()} == record.answers
    assert attempt.points == record.points
    assert attempt.finished
    assert attempt.recorded


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("asked", KINDS, ids=lambda q: q.kind)
def test_its_page_is_only_to_be_looked_at(store: Store, asked: Any, lang: str) -> None:
    record = kept(store, half_right(asked))
    at = sound(page("mistakes", lang, attempt=record.attempt_id))
    assert asked.title.of(lang) in said(at)
    assert f"{record.points:g} / {record.possible:g}" in said(at)
    assert ("1 hint taken" if lang == "en" else "用了 1 次提示") in said(at)
    offered = {b.key for b in at.button}
    assert offered.isdisjoint({"check", "onward", "again", "next_hint_1"})
    assert not [key for key in offered if str(key).startswith(("retry_", "take_hint_", "blank_"))]
    assert len(store.attempts()) == 1


def test_a_later_examiner_changes_nothing_in_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = next(q for q in KINDS if q.kind == "choice")
    posed = pose(asked, 5)
    record = recorded(posed, posed.solution())
    monkeypatch.setattr(PosedChoice, "mark", lambda *_: Marking((StepMarking("choices", "wrong", (), 0, 3),)))
    attempt = reopened(record)
    assert attempt is not None
    assert (attempt.points, attempt.marking.steps[0].status) == (record.possible, "right")


def test_the_conventions_of_that_time_hold() -> None:
    posed = pose(next(q for q in questions("gru") if q.kind == "steps" and "update" not in q.options), 5)
    other = {"z_keeps_old": "z_takes_new", "z_takes_new": "z_keeps_old"}[posed.options["update"]]
    then = posed.question.model_copy(update={"options": {**posed.question.options, "update": other}})
    was = pose(then, 5)
    assert isinstance(was, PosedSteps)
    attempt = reopened(recorded(was, was.solution()))
    assert attempt is not None
    assert attempt.posed.options["update"] == other
    assert attempt.posed.solution() == was.solution()
    assert attempt.points == was.possible


def test_of_a_question_that_is_gone_or_changed_what_was_stored_is_shown(store: Store) -> None:
    was = unscaled()
    typed = [[SECRET, "−1/3"]]
    gone = kept(store, replace(was, question_id="no-such/question", answers={"scores": typed}))
    changed = kept(store, replace(unscaled(), inputs={"X": [[1.5, 2.5]]}, answers={"scaled": typed}))
    for record in (gone, changed):
        assert reopened(record) is None
        at = sound(page("mistakes", attempt=record.attempt_id))
        assert "This question no longer exists, or has changed since" in said(at)
        assert f"<td>{SECRET}</td><td>−1/3</td>" in said(at)
        assert not [b for b in at.button if str(b.key).startswith("again_")]
    assert "no-such/question" in said(sound(page("mistakes")))


def rows_of(at: AppTest) -> list[str]:
    return re.findall('attempt-line"><b>(.*?)</b>', said(at))


def test_failed_ones_are_listed_and_filtered_by_topic_kind_mistake_and_time(store: Store) -> None:
    choice = next(q for q in questions("lstm") if q.kind == "choice")
    wrong = pose(choice, 5)
    assert isinstance(wrong, PosedChoice)
    missed = next(name for k, name in enumerate(wrong.names) if not choice.choices[k].correct)
    kept(store, recorded(wrong, {"choices": ((missed,),)}), datetime.now(UTC) - timedelta(days=20))
    kept(store, unscaled())
    right = pose(choice, 6)
    kept(store, recorded(right, right.solution()))
    at = sound(page("mistakes"))
    lstm, attention = question_title(choice.id), question_title(STEPS)
    assert rows_of(at) == [attention, lstm]
    assert "Divided by dₖ, not √dₖ" in said(at)
    at.checkbox(key="sought_every_en").check().run()
    assert rows_of(at) == [lstm, attention, lstm]
    at.checkbox(key="sought_every_en").uncheck().run()
    for field, value, left in (
        ("topic", "lstm", [lstm]),
        ("kind", "steps", [attention]),
        ("mistake", "Divided by dₖ, not √dₖ", [attention]),
        ("days", 7, [attention]),
    ):
        box = at.selectbox(key=f"sought_{field}_en")
        before = box.value
        box.set_value(value).run()
        assert rows_of(sound(at)) == left, field
        at.selectbox(key=f"sought_{field}_en").set_value(before).run()
    assert rows_of(at) == [attention, lstm]


@pytest.mark.parametrize(("move", "same"), [("again_new", False), ("again_same", True)])
def test_the_same_question_again(store: Store, monkeypatch: pytest.MonkeyPatch, move: str, same: bool) -> None:
    record = kept(store, unscaled())
    went: list[Any] = []
    monkeypatch.setattr("ui.pages.mistakes_one.go_to", lambda *page, **query: went.append((*page, query)))
    at = sound(page("mistakes", attempt=record.attempt_id))
    sound(button(at, move).click().run())
    assert went == [("practise", {"q": STEPS})]
    attempt = attempt_of(at)
    assert (attempt.posed.drawn == record.inputs) is same
    assert not attempt.finished
    assert attempt.id != record.attempt_id
    draft = store.draft(STEPS)
    assert draft is not None
    assert draft.attempt_id == attempt.id


def test_what_was_begun_is_set_aside_and_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.pages.mistakes_one.go_to", lambda *_page, **_query: None)
    begun = page("practise", q=STEPS)
    sound(button(begun, "take_hint_scores_0").click().run())
    record = kept(store, unscaled())
    at = page("mistakes", attempt=record.attempt_id)
    sound(button(at, "again_same").click().run())
    aside = [id for id in store.begun() if id.startswith("set-aside/")]
    assert aside == [f"set-aside/{attempt_of(begun).id}"]


def test_an_unknown_attempt_leads_to_the_list(store: Store) -> None:
    at = sound(page("mistakes", attempt="no-such"))
    assert at.title[0].value == "My mistakes"
    assert "attempt" not in at.query_params
    assert "Nothing has been answered yet." in said(at)
    assert state_of(at).attempt is None


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("asked", KINDS, ids=lambda q: q.kind)
def test_every_kind_can_be_printed_as_it_was(asked: Any, lang: str) -> None:
    record = half_right(asked)
    attempt = reopened(record)
    assert attempt is not None
    with speaking(lang):
        made = printed([ToPrint(record, "March 2", attempt.posed, attempt.texts, attempt.marking)])
    assert made.count("<section") == 1
    assert f"{record.points:g} / {record.possible:g}" in made
    assert made.startswith(f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}">')
    if len(attempt.posed.parts) > 1 and asked.kind in ("steps", "shapes"):
        assert first_cell(attempt.texts, attempt.posed.parts[1]) == SECRET
        assert SECRET in made


def test_practice_of_one_step_alone_opens_as_it_was() -> None:
    whole = next(q for q in questions("self-attention") if isinstance(q, StepsQuestion) and "weights" in q.ask)
    posed = pose(alone(whole, "weights"), 5)
    assert isinstance(posed, PosedSteps)
    attempt = reopened(recorded(posed, posed.solution()))
    assert attempt is not None
    assert attempt.posed.parts == ("weights",)
    assert isinstance(attempt.posed, PosedSteps)
    assert attempt.posed.sheet.provided == posed.sheet.provided
