"""The exported notebook is one by its format, and runs as it stands; code has all gradients when there are some."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.execution.run import Trace
from engine.readings.code import script, variables
from engine.readings.code.notebook import notebook
from engine.readings.code.rules import Language
from engine.readings.gradient import gradient
from tests.engine.cases import draw

LANGUAGES = ["numpy", pytest.param("pytorch", marks=pytest.mark.torch)]


def traced(mechanism: str) -> Trace:
    program = MECHANISMS[mechanism].build()
    return run(program, draw(program, 3))


def with_gradients(mechanism: str) -> Trace:
    program = MECHANISMS[mechanism].build()
    last = list(program.steps)[-1]
    whole = gradient(program, last)
    given = draw(whole, 3)
    return run(whole, given)


def ran(text: str) -> dict[str, Any]:
    """What the cells leave behind, run one after the other as a notebook does."""
    space: dict[str, Any] = {}
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
    return space


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_a_notebook_runs_as_it_stands_and_gives_every_step(mechanism: str, language: Language) -> None:
    trace = traced(mechanism)
    text = notebook(trace, "# title", lambda id: f"### {id}", language)
    nbformat.validate(json.loads(text))
    left = ran(text)
    for id, variable in variables(trace.program).items():
        np.testing.assert_allclose(np.asarray(left[variable]), trace[id], rtol=1e-9, atol=1e-9, err_msg=id)


def test_every_step_is_told_before_its_code() -> None:
    cells = json.loads(notebook(traced("self_attention"), "# title", lambda id: f"### {id}"))["cells"]
    told = ["".join(cell["source"]) for cell in cells]
    place = told.index("### scores")
    assert told[place + 1] == "S = Q @ K.T\nS"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mechanism", ["self_attention", "lstm_step", "layer_norm"])
def test_a_script_with_a_backward_pass_prints_every_gradient(
    mechanism: str, language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    trace = with_gradients(mechanism)
    gradients = [id for id, step in trace.program.steps.items() if step.gradient_of]
    exec(script(trace, mechanism, language), {})
    printed = capsys.readouterr().out
    names = variables(trace.program)
    assert len(gradients) > 3
    for id in gradients:
        assert f"{names[id]}\n" in printed
        assert str(trace[id]) in printed or language == "pytorch"
