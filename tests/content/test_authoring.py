"""docs/authoring.md: the topic it writes holds."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from content import LANGUAGES, Question
from content.lessons.directives import DIRECTIVES
from content.lessons.render import rendered
from quiz.kinds import pose
from tests.content.documented import PAGE, faults, library_of


def test_the_documented_topic_has_no_faults(written: Path) -> None:
    assert faults(written) == []


def test_it_shows_every_kind_of_question_and_each_can_be_put(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = library_of(written)
    assert {type(q) for q in library.questions.values()} == set(get_args(get_args(Question)[0]))
    monkeypatch.setattr("content.loader.library", lambda: library)
    for asked in library.questions.values():
        posed = pose(asked, 1)
        assert posed.mark(posed.solution()).points == posed.possible


def test_it_shows_a_lesson(written: Path) -> None:
    library = library_of(written)
    for language in LANGUAGES:
        parts, problems = rendered(library, library.topics["highway"], language)
        text = "".join(map(str, parts))
        assert problems == []
        assert "{{" not in text
        assert r"\begin{bmatrix}" in text


def test_every_directive_is_described() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in DIRECTIVES if f"| `{name}` |" not in page] == []
