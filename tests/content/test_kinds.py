"""Every layer knows every kind of question, and says so when it is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from content import questions
from content.check.answerable import TOLD_APART
from content.check.writing import SENTENCES
from content.kinds import KIND_NAMES, complete
from presentation.kinds import KINDS as PRESENTED
from presentation.kinds import kind_names, paper_form
from presentation.translate import speaking
from quiz.kinds import KINDS as POSED
from quiz.kinds import pose
from quiz.paper import PAPER_KINDS
from ui.kinds import KINDS as PAGES

ONE_OF_EACH = list({q.kind: q for q in questions()}.values())


def test_the_kinds_are_those_of_the_schema() -> None:
    assert len(set(KIND_NAMES)) == len(KIND_NAMES) >= 9
    assert {q.kind for q in questions()} == set(KIND_NAMES)


TABLES = {"quiz": POSED, "presentation": PRESENTED, "ui": PAGES, "told apart": TOLD_APART, "sentences": SENTENCES}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_layer_has_every_kind(table: Mapping[str, Any]) -> None:
    assert set(table) == set(KIND_NAMES)


def test_a_table_that_lacks_a_kind_says_which_and_where() -> None:
    there = dict.fromkeys(KIND_NAMES, 1)
    assert complete(there, "here") is there
    with pytest.raises(LookupError, match="here has no entry for questions of the kind “find”"):
        complete({kind: 1 for kind in KIND_NAMES if kind != "find"}, "here")
    with pytest.raises(LookupError, match="here has an entry “riddle”, which is no kind"):
        complete({**there, "riddle": 1}, "here")


def test_all_but_spoken_questions_are_marked_without_the_learner() -> None:
    assert set(KIND_NAMES) - set(PAPER_KINDS) == {"spoken"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_kinds_are_called_the_same(language: str) -> None:
    with speaking(language):
        names = kind_names()
    assert set(names) == set(KIND_NAMES)
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("question", ONE_OF_EACH, ids=lambda q: q.kind)
def test_every_part_of_an_answer_has_a_name(question: Any) -> None:
    posed = pose(question, 1)
    named = paper_form(posed).part_names(posed)
    assert set(named) == set(posed.parts)
    assert all(named.values())
