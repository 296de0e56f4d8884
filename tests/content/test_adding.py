"""docs/adding-a-mechanism.md: what it adds is held to what every mechanism is held to."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import pytest

import engine.expression.functions
from content import Library, read
from content.check import problems
from content.loader import ROOT
from engine import MECHANISMS, Options, Program, axes, mechanism, run
from engine.options import Presets
from engine.readings.misconceptions import wrong_versions
from quiz.exercises.from_content import exercise
from quiz.exercises.variant import draw
from quiz.marking.mark import mark
from tests.engine.cases import cases_of
from tests.engine.cases import draw as numbers
from tests.engine.disguise import Names, disguised
from tests.engine.test_luong import contracts, marked
from tests.quiz import derived
from tests.quiz.learners import work

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-mechanism.md"
ADDED = ("minimal_step", "minimal_sequence")
IMPORTED: dict[str, Any] = {
    **vars(engine.expression.functions),
    "dataclass": dataclass,
    "field": field,
    "ClassVar": ClassVar,
    "Literal": Literal,
    "Presets": Presets,
    "axes": axes,
    "mechanism": mechanism,
    "Program": Program,
    "Options": Options,
    "__name__": __name__,
}


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [str(text) for text in found]


@pytest.fixture(autouse=True)
def filed() -> Iterator[None]:
    for block in blocks("python"):
        exec(block.replace("from __future__ import annotations", ""), IMPORTED)
    yield
    for id in ADDED:
        del MECHANISMS[id]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The page's folder of content, with the project's common words."""
    topic = tmp_path / "topics" / "minimal"
    topic.mkdir(parents=True)
    shutil.copy(ROOT / "common.toml", tmp_path)
    texts = [*blocks("toml"), *blocks("markdown")]
    for name, text in zip(("topic.toml", "questions.toml", "lesson.en.md", "lesson.zh.md"), texts, strict=True):
        (topic / name).write_text(text, encoding="utf-8")
    return read(tmp_path)


@pytest.mark.parametrize("contract", marked())
@pytest.mark.parametrize("id", ADDED)
def test_the_contracts_hold(id: str, contract: str) -> None:
    for case in cases_of(MECHANISMS[id]):
        contracts()[contract](case)


@pytest.mark.parametrize("id", ADDED)
def test_the_same_is_found_under_other_names(id: str) -> None:
    names, program = Names(), MECHANISMS[id].build()
    other = disguised(MECHANISMS[id], names).build()
    for step in program.steps:
        ids = [names.of_misconception(wrong.id) for wrong in wrong_versions(program, step)]
        assert [wrong.id for wrong in wrong_versions(other, names.of_id(step))] == ids


def test_it_is_the_unit_as_published() -> None:
    program = MECHANISMS["minimal_step"].build()
    trace = run(program, numbers(program))
    a = trace.arrays
    f = 1 / (1 + np.exp(-(a["x"] @ a["W_f"] + a["h_prev"] @ a["U_f"] + a["b_f"])))
    new = np.tanh(a["x"] @ a["W_h"] + (f * a["h_prev"]) @ a["U_h"] + a["b_h"])
    np.testing.assert_allclose(trace["hidden"], (1 - f) * a["h_prev"] + f * new, rtol=0, atol=1e-12)


def test_what_it_declares_is_what_can_go_wrong() -> None:
    step, sequence = (MECHANISMS[id].build() for id in ADDED)
    assert "weights_of.h" in {wrong.id for wrong in wrong_versions(step, "forget_gate")}
    assert "stale.gate" in {wrong.id for wrong in wrong_versions(sequence, "reader/t=2/hidden")}


def test_the_content_has_no_faults(library: Library) -> None:
    assert problems(library) == []


def test_every_misconception_is_made_by_a_derived_learner_and_named(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.loader.library", lambda: library)
    paper = draw(exercise(library.questions["minimal/one-step"]), seed=1).sheet  # type: ignore[arg-type]
    right, made = derived.right(paper.program), derived.mistakes(paper)
    assert len(made) > 20
    for mistake in made:
        marked = mark(paper, work(paper, right, mistake.steps))
        for step, name in mistake.names.items():
            assert name in {*marked[step].misconceptions, *(marked[step].convention or ())}
