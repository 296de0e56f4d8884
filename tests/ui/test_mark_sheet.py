"""The mark sheet of a paper: summed up, with the time used, heads apart, and ways on that stay in the paper."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from content import StepsQuestion, question, questions
from db.records import Draft
from db.store import Store
from presentation.printed_numbers import as_printed
from quiz.kinds.steps import PosedSteps
from tests.ui.app import attempt_of, button, page, sound
from tests.ui.test_papers import CHOICE, NOW, NUMBER, SHAPES, filed, rows, said


def test_a_question_that_is_looked_at_stays_in_its_paper(store: Store) -> None:
    filed(store, (SHAPES, NUMBER), started=NOW - timedelta(hours=1))
    at = sound(page("papers", paper="p"))  # handed in, for its time is over
    titles = [question(id).title.en for id in (SHAPES, NUMBER)]
    sound(button(at, "look_1").click().run())
    assert (at.title[0].value, at.query_params["look"]) == (titles[0], "1")
    assert not [b for b in at.button if b.key in ("again", "onward", "look_back")]
    sound(button(at, "look_next").click().run())
    assert at.title[0].value == titles[1]
    assert "Question 2 of 2" in said(at)
    assert not [b for b in at.button if b.key == "look_next"]
    assert page("papers", paper="p", look="2").title[0].value == titles[1]  # a reload finds it
    sound(button(at, "to_mark_sheet").click().run())
    assert 'class="big"' in said(at)
    assert "look" not in at.query_params
    for wrong in ("0", "3", "x", "9" * 5000):
        assert 'class="big"' in said(sound(page("papers", paper="p", look=wrong)))


def test_the_mark_sheet_says_the_marks_by_topic_and_kind_and_the_time_used(store: Store) -> None:
    start = datetime.now(UTC) - timedelta(minutes=10)
    posed = filed(store, (SHAPES, NUMBER, CHOICE), started=start)
    assert store.merge_answers("p", "a-0", rows(posed[0].solution()), NOW)
    state = {"spent": {"a-0": 65.0}, "open": "a-1", "since": (start + timedelta(minutes=2)).isoformat()}
    store.save_draft(Draft("paper-time/p", "paper-time/p", NOW, state=state), NOW)
    at = page("papers", paper="p", n="2")
    at = sound(button(at, "hand_in_paper").click().run())
    full = posed[0].possible
    of = full + posed[1].possible
    assert f"<td><b>{full:g}</b> / {of:g}</td>" in said(at)  # next-sentence: two questions
    assert "<td>Shapes</td>" in said(at)
    kept = store.draft("paper-time/p")
    assert kept is not None
    assert kept.state["spent"]["a-0"] == 65
    assert kept.state["spent"]["a-1"] >= 8 * 60
    assert "1 min 5 s" in [c.value for c in at.caption]


def test_what_was_missed_is_practised_in_a_session(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    posed = filed(store, (SHAPES, NUMBER, CHOICE))
    assert store.merge_answers("p", "a-1", rows(posed[1].solution()), NOW)
    at = sound(button(page("papers", paper="p"), "hand_in_paper").click().run())
    went: list[str] = []
    monkeypatch.setattr("ui.pages.paper_result.go_to", went.append)
    sound(button(at, "practise_missed").click().run())
    assert went == ["session"]
    begun = page("session")
    assert "once more" in said(sound(begun))
    assert attempt_of(begun).question.id == SHAPES
    kept = store.draft("session/open")
    assert kept is not None
    assert kept.state["items"] == [[SHAPES, "again"], [CHOICE, "again"]]


def test_heads_stand_apart_under_their_symbols_on_a_sheet(store: Store) -> None:
    asked = next(q for q in questions("multi-head") if isinstance(q, StepsQuestion) and "scores" in q.ask)
    (posed,) = filed(store, (asked.id,))
    assert isinstance(posed, PosedSteps)
    heads, count, _across = map(int, posed.sheet.program.steps["scores"].shape)
    assert store.merge_answers("p", "a-0", rows(posed.solution()), NOW)
    at = sound(button(page("papers", paper="p"), "hand_in_paper").click().run())
    (sheet,) = [h.body for h in at.html if 'class="marksheet"' in h.body]
    tables = re.findall('<table class="numbers"><caption>S<sup>\\((\\d)\\)</sup></caption>(.*?)</table>', sheet)
    assert [head for head, _rows in tables] == [str(n) for n in range(1, heads + 1)]
    typed = [as_printed(text) for row in posed.solution()["scores"] for text in row]
    assert [cell for _head, part in tables for cell in re.findall("<td[^>]*>(.*?)</td>", part)] == typed
    assert all(part.count("<tr>") == count for _head, part in tables)
