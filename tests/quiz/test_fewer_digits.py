"""A step from earlier results with fewer digits: all ways at once give what each gives by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.execution.run import evaluate
from quiz.answers.grid import answers
from quiz.exercises.sheet import Sheet
from quiz.marking import fewer_digits
from quiz.marking.fewer_digits import Shortened
from quiz.marking.marker import Marker
from tests.quiz.learners import Array, printed
from tests.quiz.test_few_digits import cut, rounded
from tests.quiz.test_simulation import sheet


def opened(paper: Sheet, step: str, values: Array) -> Marker:
    """The marker at a step that is answered with these numbers, after steps that are right."""
    typed = {id: printed(paper.truth[id], paper.decimals) for id in paper.asked}
    typed[step] = printed(values, paper.decimals)
    read = answers(typed, {id: paper.program.steps[id].shape for id in paper.asked}, paper.decimals)
    marker = Marker(paper)
    for id in paper.asked[: paper.asked.index(step)]:
        marker.open(id, read[id])
        marker.close(marker.marking("right", marker.best()))
    marker.open(step, read[step])
    return marker


@pytest.mark.parametrize("keep", [rounded, cut])
@pytest.mark.parametrize("decimals", [1, 2])
def test_a_cell_state_from_shortened_gates_is_met(keep: Any, decimals: int) -> None:
    paper = sheet("lstm/one-step", 3, 3)
    short = {id: keep(paper.truth[id], decimals) for id in paper.asked if id != "cell"}
    result = np.asarray(evaluate(paper.formula("cell"), {**paper.truth.arrays, **short}))
    marker = opened(paper, "cell", result)
    assert any(np.allclose(met, result) for met in Shortened(marker, np.full(result.shape, paper.half)).met)


def test_a_result_that_no_way_gives_is_not_met() -> None:
    paper = sheet("lstm/one-step", 3, 3)
    marker = opened(paper, "cell", paper.truth["cell"] + 0.3)
    assert Shortened(marker, np.full(paper.truth["cell"].shape, paper.half)).met == ()


@pytest.mark.parametrize("decimals", [2, 4])
def test_however_many_digits_the_formulas_are_computed_once(decimals: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets on which nothing fits are marked in milliseconds."""
    seen: list[object] = []

    def counted(node: Any, arrays: Any) -> Any:
        seen.append(node)
        return evaluate(node, arrays)

    paper = sheet("lstm/one-step", decimals, 3)
    marker = opened(paper, "hidden", paper.truth["hidden"] + 0.3)
    monkeypatch.setattr(fewer_digits, "evaluate", counted)
    assert not Shortened(marker, np.full(paper.truth["hidden"].shape, paper.half)).met
    between = paper.on_the_way("hidden")
    assert len(seen) == 1 + len(between) + bool(between)
