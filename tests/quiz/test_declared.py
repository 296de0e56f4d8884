"""The examiner reads no meaning off names: under others it recognises the same conventions and misconceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from engine import MECHANISMS, Mechanism, Options, run
from engine.ids import name_in
from quiz.exercises.sheet import Sheet
from quiz.marking.mark import mark
from quiz.verdicts import StepMarking
from tests.engine.cases import draw
from tests.engine.disguise import Names, disguised
from tests.quiz.derived import other_conventions
from tests.quiz.learners import printed

NAMES = Names()
WITH_CONVENTIONS = ["lstm_step", "lstm_peephole", "gru_step", "layer_norm", "sinusoidal", "rope"]


@pytest.fixture
def hidden(request: pytest.FixtureRequest) -> Iterator[Mechanism]:
    found = disguised(MECHANISMS[request.getfixturevalue("id")], NAMES)
    MECHANISMS[found.id] = found
    yield found
    del MECHANISMS[found.id]


def as_written(id: str, options: Options, answered: Options) -> Iterator[StepMarking]:
    """Each step written as another option set has it, all other steps being given."""
    program, theirs = MECHANISMS[id].build(options), MECHANISMS[id].build(answered)
    inputs = {x.id: number for x, number in zip(program.inputs.values(), draw(program).values(), strict=True)}
    same = {x: program.inputs[x].axes for x in program.inputs} == {x: theirs.inputs[x].axes for x in theirs.inputs}
    if not same:
        return
    wrong = run(theirs, inputs)
    for step in program.steps:
        if step in theirs.steps and theirs.steps[step].shape == program.steps[step].shape:
            given = tuple(other for other in program.steps if other != step)
            sheet = Sheet(id, options, MECHANISMS[id].sizes, inputs, (step,), given, decimals=4)
            yield mark(sheet, {step: printed(wrong[step], 4)})[step]


def said(marking: StepMarking) -> tuple[str, object, list[str]]:
    """The verdict without the names that are disguised."""
    return marking.status, marking.convention, [re.split(r"\.", id)[0] for id in marking.misconceptions]


@pytest.mark.exhaustive
@pytest.mark.parametrize("id", WITH_CONVENTIONS)
def test_conventions_are_recognised_under_other_names(id: str, hidden: Mechanism) -> None:
    told = 0
    for options in MECHANISMS[id].presets.values():
        for option, other in other_conventions(options):
            real = list(as_written(id, options, other))
            secret = list(as_written(hidden.id, options, other))
            assert [NAMES[name_in(m.step)] for m in real] == [name_in(m.step) for m in secret]
            assert list(map(said, real)) == list(map(said, secret))
            told += sum(m.status == "convention" and (m.convention or ("",))[0] == option for m in real)
    assert told
