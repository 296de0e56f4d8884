"""A diagnosis says what exactly was left out, or used in place of what, with time, direction, layer and head."""

from __future__ import annotations

from typing import Any

import pytest

from content import StepsQuestion, question, questions
from engine import run
from engine.execution.run import evaluate
from presentation.arithmetic import yours_and_right
from presentation.content_words import misconception
from presentation.mistake_words import mistake_name, mistake_words
from presentation.question_view import question_view
from presentation.slip_words import slip_sentence
from presentation.translate import speaking
from quiz.answers.write import written
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet, wrong_formulas
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.feedback import first_off, version_made
from quiz.marking.sitting import Sitting

EXCHANGED = {"en": ("Exchanged: ", " and "), "zh": ("弄反了：", "与")}


def posed(id: str, seed: int = 1) -> Any:
    return pose(question(id), seed)


def sheets() -> list[tuple[str, Sheet]]:
    return [(q.topic, exercise(q).sheet({})) for q in questions() if isinstance(q, StepsQuestion)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_two_things_that_were_exchanged_are_called_the_same(language: str) -> None:
    with speaking(language):
        for about, paper in sheets():
            for step in paper.asked:
                for wrong in wrong_formulas(paper.program, step, paper.hidden):
                    if wrong.id.startswith("exchanged"):
                        name = mistake_name(about, paper, wrong.id, step)
                        both = name.removeprefix(EXCHANGED[language][0]).split(EXCHANGED[language][1])
                        assert len(set(both)) == len(both), (about, step, name)


def test_states_exchanged_are_told_by_their_times() -> None:
    paper = posed("lstm-sequence/which-cell").sheet
    step = paper.asked[0]
    with speaking("en"):
        name = mistake_name("lstm-sequence", paper, "exchanged.forget_gate.forget_gate", step)
    assert name.startswith("Exchanged: t = ")
    assert name.count("Forget gate") == 2
    assert "t = 1" in name


def marked_with(id: str, step: str, misconception: str, which: int) -> tuple[Any, Sitting]:
    """Right work up to a step, and there the chosen one of the wrong versions that share an id."""
    one = posed(id)
    assert isinstance(one, PosedSteps)
    paper, sitting = one.sheet, Sitting(one.sheet)
    for asked in paper.asked:
        versions = [w for w in wrong_formulas(paper.program, step, paper.hidden) if w.id == misconception]
        values = evaluate(versions[which].expr, paper.truth.arrays) if asked == step else paper.truth[asked]
        sitting = sitting.hand_in(written(values, paper.decimals))
        if asked == step:
            break
    return one, sitting


@pytest.mark.parametrize(("which", "left_out"), [(0, "b"), (1, "h")])
def test_what_was_left_out_of_a_sum_is_named(which: int, left_out: str) -> None:
    one, sitting = marked_with("gru/one-step", "reset_preactivation", "add.without_right", which)
    marked = sitting.marking["reset_preactivation"]
    assert marked.misconceptions == ("add.without_right",)
    with speaking("en"):
        made = version_made(sitting, marked.step, "add.without_right")
        _name, text = mistake_words("gru", one.sheet, "add.without_right", "reset_preactivation", made)
    told = text.rpartition("Left out here: ")[2]
    assert ("bias" in told.lower()) is (left_out == "b")
    assert ("state" in told.lower()) is (left_out == "h")


# ---- what is missing, and where the mistake was made ----


def words(id: str, step: str, misconception: str, which: int = 0) -> tuple[str, str]:
    """Name and explanation of one of the wrong versions that share an id."""
    one = posed(id)
    versions = [w.expr for w in wrong_formulas(one.sheet.program, step, one.sheet.hidden) if w.id == misconception]
    with speaking("en"):
        return mistake_words(one.question.topic, one.sheet, misconception, step, versions[which])


@pytest.mark.parametrize(
    ("id", "step", "misconception"),
    [
        ("feed-forward/backward", "backward/preactivation", "relu.passed_through"),  # a condition on the layer
        ("rnn/backward", "backward/preactivation", "mul.without_right"),  # a derivative computed from the state
        ("temperature/cold", "probabilities", "temperature.after_softmax"),  # divided, but too late
        ("layer-norm/to-the-end", "normalised", "normalised.over_tokens"),  # both were computed, otherwise
    ],
)
def test_what_is_not_missing_is_not_said_to_be_left_out(id: str, step: str, misconception: str) -> None:
    assert "Left out here" not in words(id, step, misconception)[1]


@pytest.mark.parametrize(
    ("id", "step", "misconception", "told"),
    [
        ("mixture-of-experts/combine", "combined", "add.without_right", "expert 3 · Output of the expert"),
        ("flash-attention/second-block", "block=2/running_sum", "mul.without_left", "block 2 · Correction factor"),
        ("flash-attention/second-block", "block=2/running_max", "larger.without_right", "Scaled scores of the block"),
        ("lora/merge", "merged", "add.without_right", "Change of the weights"),
    ],
)
def test_what_is_missing_is_named(id: str, step: str, misconception: str, told: str) -> None:
    assert words(id, step, misconception)[1].endswith(f"{told}.")


def test_a_mistake_inside_a_hidden_step_is_told_in_the_words_of_that_step() -> None:
    assert words("multi-head/two-heads-causal", "weights", "div.not_divided")[0] == "Not scaled"
    assert words("sampling/top-p", "distribution", "where.not_masked")[0] == "Nothing cut"
    one = posed("lstm/all-weights-one")
    versions = [w for w in wrong_formulas(one.sheet.program, "cell", one.sheet.hidden) if w.id == "add.without_right"]
    names = [words("lstm/all-weights-one", "cell", "add.without_right", k)[0] for k in range(len(versions))]
    assert names.count("Candidate left out") == 1
    assert set(names) == {"Candidate left out", "Only the first part of the sum"}


@pytest.mark.parametrize(("id", "step"), [("luong-attention/dot", "attended"), ("next-sentence/from-cls", "pooled")])
def test_no_candidate_is_spoken_of_where_there_is_none(id: str, step: str) -> None:
    name, text = words(id, step, "tanh.sigmoid")
    assert (name, "andidate" in text) == ("σ instead of tanh", False)
    assert "andidate" in words("gru/one-step", "candidate", "tanh.sigmoid")[1]


def test_the_learners_row_shows_the_number_that_was_typed() -> None:
    one, sitting = marked_with("gru/one-step", "reset_preactivation", "add.without_right", 0)
    marked = sitting.marking["reset_preactivation"]
    view = question_view(one, sitting.carried, one.sheet.decimals, one.sheet.asked)
    with speaking("en"):
        (_you, mine), _right = yours_and_right(view, first_off(sitting, marked))
    place = next((i, j) for i, row in enumerate(marked.cells) for j, cell in enumerate(row) if cell == "misconception")
    typed = sitting.typed["reset_preactivation"][place[0]][place[1]]
    assert mine.endswith(typed.replace("-", "−"))


def test_a_misread_number_is_told_with_what_it_is_and_what_was_read() -> None:
    one = posed("gru/one-step", 2)
    paper = one.sheet
    x = paper.inputs["x"].copy()
    x[0, 1] = -x[0, 1]
    worked = run(paper.program, {**paper.inputs, "x": x})
    sitting = Sitting(paper)
    for step in paper.asked:
        sitting = sitting.hand_in(written(worked[step], paper.decimals))
    (charged,) = (step for step in sitting.marking.steps if step.slip)
    view = question_view(one, sitting.carried, paper.decimals, paper.asked)
    with speaking("en"):
        assert "[2] is 2 and was read as −2" in slip_sentence(view, charged)
    with speaking("zh"):
        assert "[2] 是 2，被看成了 −2" in slip_sentence(view, charged)


@pytest.mark.parametrize("about", ["layer-norm", "encoder-block", "decoder-block", "language-model"])
def test_a_mistake_in_a_layer_normalisation_has_the_same_words_wherever_it_stands(about: str) -> None:
    with speaking("en"):
        assert misconception(about, "div.not_divided", "mean")[0] == "Sum instead of mean"
        assert misconception(about, "div.not_divided", "variance")[0] == "Squares added, not averaged"
        assert misconception(about, "sub.added", "centred")[0] == "Mean added instead of subtracted"
