"""A learner's own computation as a question: on exactly their numbers, certified, the same when it is opened again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from content import Topic, question, questions, topic, topics
from content.own_question import is_own, own_id
from presentation.certificate import in_a_sentence
from presentation.question_view import question_view
from presentation.workspaces.own_computation import computation
from presentation.workspaces.workspace import Workspace, opened
from quiz.answers.write import written
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.own_exercise import LARGEST, MOST_CELLS, askable, cells, pose_own, suggested
from quiz.remarking import mark_again
from quiz.reopened import reopened, unchanged
from tests.sweeps import exhaustive


def posed_on(space: Workspace, *ask: str) -> PosedSteps:
    return pose_own(computation(space), ask or suggested(space.trace.program))


def stored(posed: PosedSteps) -> Any:
    """What is drawn, as a database gives it back; no number that JSON does not have."""
    return json.loads(json.dumps(posed.drawn, allow_nan=False))


def again(posed: PosedSteps) -> PosedSteps:
    found = reopened(posed.question.id, posed.seed, stored(posed), posed.options, posed.parts)
    assert isinstance(found, PosedSteps)
    return found


@pytest.mark.parametrize("some", [slice(1), exhaustive(slice(1, None))], ids=["first example", "other examples"])
@pytest.mark.parametrize("here", topics(), ids=lambda t: t.id)
def test_every_example_can_be_asked_as_it_stands_and_opened_again(here: Topic, some: slice) -> None:
    for preset in here.presets[some]:
        space = opened(here, preset.id)
        program = space.trace.program
        assert askable(program), preset.id
        posed = posed_on(space)
        assert sum(cells(program, step) for step in posed.parts) <= max(MOST_CELLS, cells(program, posed.parts[0]))
        assert list(posed.sheet.program.inputs) == list(program.inputs)
        for name in (*program.inputs, *program.steps):
            np.testing.assert_array_equal(posed.sheet.truth[name], space.trace[name])
        assert posed.mark(posed.solution()).points == posed.possible
        reopened_one = again(posed)
        assert reopened_one.solution() == posed.solution()
        assert reopened_one.question == posed.question
        assert unchanged(posed)


def test_no_question_of_the_content_is_called_like_it() -> None:
    assert not [q.id for q in questions() if is_own(q.id)]
    assert is_own(own_id("lstm"))
    assert not is_own("lstm/one-step")


def test_sentence_sizes_mask_and_conventions_are_the_learners_own() -> None:
    space = opened(topic("self-attention")).with_sentence("zebra quagga okapi")
    space = space.with_options(mask="causal", scale="none")
    posed = posed_on(space, "scores", "scaled", "weights")
    assert posed.options["mask"] == "causal"
    view = question_view(posed, posed.sheet.truth, 2, posed.sheet.asked)
    assert view.labels(posed.sheet.program.steps["scores"].shape[0]) == ("zebra", "quagga", "okapi")
    rows = posed.solution()["weights"]
    assert [row.count("0.00") for row in rows] == [2, 1, 0]
    assert again(posed).solution() == posed.solution()
    assert set(posed.sheet.provided) == {"queries", "keys", "masked"}


def test_a_backward_pass_and_a_start_in_the_middle() -> None:
    space = replace(opened(topic("self-attention")), gradient_of="context")
    backward = posed_on(space)
    assert all(step.startswith("backward/") for step in backward.parts)
    assert again(backward).mark(backward.solution()).points == backward.possible
    middle = opened(topic("self-attention")).with_given(["weights"])
    posed = posed_on(middle)
    assert "scores" not in posed.sheet.program.steps
    assert "weights" in posed.sheet.program.inputs
    assert again(posed).mark(posed.solution()).points == posed.possible


def test_numbers_that_are_printed_rounded_may_be_used_as_printed() -> None:
    here = opened(topic("self-attention"))
    space = here.with_typed({"X": [["1/3" for _ in row] for row in here.typed["X"]]})
    posed = posed_on(space, "queries")
    view = question_view(posed, posed.sheet.truth, 2, posed.sheet.asked)
    assert view.number("X", (0, 0)) == "0.3333"
    printed = np.full(np.shape(space.trace["X"]), 0.3333) @ space.trace["W_q"]
    assert posed.mark({"queries": written(printed, 2)}).points == posed.possible


def test_infinity_in_a_mask_is_kept() -> None:
    space = opened(topic("self-attention")).with_options(mask="padding", masking="added", notation="added_numbers")
    mask = next(id for id, x in space.pattern.inputs.items() if x.role == "added_mask")
    rows = [list(row) for row in space.typed[mask]]
    rows[0][1] = "-inf"
    posed = posed_on(space.with_typed({mask: rows}), "weights")
    assert np.isneginf(again(posed).sheet.inputs[mask][0, 1])


def test_a_known_mistake_is_named_and_marked_again_by_a_later_examiner() -> None:
    posed = posed_on(opened(topic("self-attention")), "scores", "scaled")
    d_k = int(posed.sheet.program.steps["keys"].shape[-1])
    wrong = {**posed.solution(), "scaled": written(posed.sheet.truth["scores"] / d_k, 2)}
    (named,) = posed.mark(wrong)["scaled"].misconceptions
    assert named == "sqrt.no_root"
    marking = mark_again(posed.question.id, 0, stored(posed), {k: [list(r) for r in v] for k, v in wrong.items()})
    assert marking is not None
    assert marking["scaled"].misconceptions == (named,)


def test_what_cannot_be_told_apart_is_said_in_one_sentence() -> None:
    here = opened(topic("self-attention"))
    same = here.with_typed({"X": [["1" for _ in row] for row in here.typed["X"]]})
    said = in_a_sentence(posed_on(same, "scores", "weights"))
    assert said.startswith("On these numbers not every mistake can be recognised: ")
    assert said.count(". ") == 0
    assert "gives the right result" in said
    telling = pose(question("self-attention/score-and-scale"), 3)  # drawn so that all can be told apart
    assert isinstance(telling, PosedSteps)
    assert in_a_sentence(telling) == (
        "On these numbers every typical mistake can be told from right work and from every other one."
    )


def test_large_matrices_are_not_asked() -> None:
    space = opened(topic("self-attention")).with_sizes(n=40)
    possible = askable(space.trace.program)
    assert "scores" not in possible
    assert all(cells(space.trace.program, step) <= LARGEST for step in possible)
