"""A draft of another shape never locks a question: it is set aside, one sentence says so, and the question opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from content import Question, question, questions
from db.records import Draft, Paper, PaperItem, Readable
from db.store import Store
from quiz.kinds import pose
from tests.ui.app import attempt_of, button, page, sound
from tests.ui.test_papers import CHOICE, NUMBER, filed, rows
from ui.session.attempt_records import marking_of
from ui.session.persistence import touched
from ui.session.restored_attempts import SET_ASIDE, restored

NOW = datetime.now(UTC)
SAID = "What you had begun no longer fits this question: it is set aside, and the question starts anew."
FOREIGN: tuple[Any, ...] = (
    [], {}, "text", 7, -1, 1e400, True, None,
    [[1, 2], [3]], {"x": 1}, {"x": [["1"]]}, [None], {"x": None}, {"x": {"y": []}},
)  # fmt: skip
KINDS: dict[str, Question] = {q.kind: q for q in sorted(questions(), key=lambda q: -q.difficulty)}


def begun(question: Question) -> Draft:
    """A draft of this question as the app writes it."""
    posed = pose(question, 3)
    part, grid = next(iter(posed.solution().items()))
    answers = {part: [list(row) for row in grid]}
    state: dict[str, Any] = {"hints": 1}
    if question.kind == "steps":
        state = {"hints": {part: 1}, "retries": {part: 1}, "open": {}}
    return Draft(question.id, "begun", NOW, 3, inputs=posed.drawn, answers=answers, state=state)


def altered(value: Any) -> Iterator[Any]:
    """The value with one place of it exchanged for something foreign."""
    yield from FOREIGN
    if isinstance(value, dict):
        yield {}
        for name in list(value)[:2]:
            yield {k: v for k, v in value.items() if k != name}
            for inner in altered(value[name]) if isinstance(value[name], dict) else FOREIGN:
                yield {**value, name: inner}


def damaged(found: Draft) -> Iterator[Draft]:
    for field in ("answers", "state", "inputs"):
        for value in altered(getattr(found, field)):
            yield replace(found, **{field: value})


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_as_it_is_written_is_taken_up(store: Store, kind: str) -> None:
    store.save_draft(begun(KINDS[kind]), NOW)
    at = sound(page("practise", q=KINDS[kind].id))
    assert attempt_of(at).id == "begun"
    assert [toast.value for toast in at.toast] == ["Here is the answer you had begun."]


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_of_any_other_shape_locks_nothing(store: Store, kind: str) -> None:
    """Those that are taken up as well as those that are not: the page is drawn."""
    every = [replace(found, attempt_id=f"begun-{n}") for n, found in enumerate(damaged(begun(KINDS[kind])))]
    taken = [found for found in every if restored(KINDS[kind], found)]
    for found in (*taken[:: len(taken) // 4 + 1], *[found for found in every if found not in taken][::9]):
        store.clear_draft(found.question_id)
        store.save_draft(found, NOW)
        at = page("practise", q=found.question_id)
        assert not at.exception, (found, at.exception[0].value)
        fits = found in taken
        assert (attempt_of(at).id == found.attempt_id) == fits
        said = {True: "Here is the answer you had begun.", False: SAID}[fits]
        assert [toast.value for toast in at.toast] == [said] * touched(found), found


def test_what_does_not_fit_is_not_thrown_away(store: Store) -> None:
    found = replace(begun(KINDS["number"]), answers={"number": [["12"]], "another": [["13"]]})
    store.save_draft(found, NOW)
    at = sound(page("practise", q=found.question_id))
    assert attempt_of(at).id != "begun"
    kept = store.draft(SET_ASIDE + "begun")
    assert kept is not None
    assert kept.answers == found.answers
    assert [toast.value for toast in sound(at.run()).toast] == []


# ---- papers ----


@pytest.mark.exhaustive
@pytest.mark.parametrize("field", ["answers", "inputs"])
def test_a_paper_with_a_damaged_question_shows_the_rest(store: Store, field: str) -> None:
    for n, value in enumerate(altered({"number": [["12"]]})):
        item = PaperItem(f"b-{n}", NUMBER, 11, pose(question(NUMBER), 11).drawn)
        sound_item = PaperItem(f"c-{n}", CHOICE, 11, pose(question(CHOICE), 11).drawn)
        broken = replace(item, **{field: value})
        store.compose_paper(Paper(f"p-{n}", 11, 30, 5, NOW, {}, datetime.now(UTC), items=(broken, sound_item)))
        at = sound(page("papers", paper=f"p-{n}"))
        assert any(str(b.key).startswith("place_") for b in at.button)
        sound(button(at, "hand_in_paper").click().run())
        assert any('class="big"' in html.body for html in at.html)


def test_marks_that_cannot_be_read_are_counted_and_made_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    (posed,) = filed(store, (CHOICE,))
    store.merge_answers("p", "a-0", rows(posed.solution()), NOW)
    sound(button(page("papers", paper="p"), "hand_in_paper").click().run())
    (record,) = store.attempts()
    kept = record.marking["choices"]
    for name in ("cells", "status", "points", "misconceptions", "convention", "carried"):
        for value in FOREIGN[2:]:
            broken = replace(record, marking={"choices": {**kept, name: value}})
            made = marking_of(broken, posed.parts)
            assert (
                made is None or (made.points, made.possible) == (kept["points"], kept["possible"]) or name == "points"
            )
    broken = replace(record, marking={"choices": {**kept, "cells": 7}})
    monkeypatch.setattr(Store, "paper_attempts", lambda *_given: Readable([broken]))
    at = sound(page("papers", paper="p"))
    assert [e.value for e in at.error] == [
        "1 record of the database is damaged and left out; everything else is shown."
    ]
    assert any(f'class="big">{posed.possible:g}<' in html.body for html in at.html)
