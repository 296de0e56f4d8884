"""The check with PyTorch: it agrees everywhere, it notices a wrong number, and no text of a learner is executed."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, EngineError, Trace, run
from engine.readings import torch_check
from engine.readings.code import function
from engine.readings.gradient import gradient
from engine.readings.torch_check import TorchMissing, check, install_line
from tests.engine.cases import Case, draw, each_case, traced

SINGLE = 1e-4  # what float32 may leave after the longest of these programs, a hundred times its rounding
ATTENTION = MECHANISMS["self_attention"]


def backward(case: Case) -> Trace | None:
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    try:
        back = gradient(program, list(program.steps)[-1])
    except EngineError:
        return None  # a similarity of fixed vectors: nothing that could be moved leads to it
    return run(back, draw(back))


@pytest.mark.torch
@each_case
def test_every_step_of_every_option_set_agrees_forwards_and_backwards(case: Case) -> None:
    for trace in (traced(case), backward(case)):
        if trace is None:
            continue
        found = check(trace)
        assert [one.step for one in found] == list(trace.program.steps)
        assert [one for one in found if not (one.agrees and one.float64 < 1e-12 and one.float32 < SINGLE)] == []


def changed(trace: Trace, step: str, cell: tuple[int, ...], to: float) -> Trace:
    array = trace[step].copy()
    array[cell] = to
    return replace(trace, arrays={**trace.arrays, step: array})


@pytest.mark.torch
@pytest.mark.parametrize("to", [1e-8, np.inf, np.nan])
def test_a_wrong_number_is_noticed_in_its_step_alone(to: float) -> None:
    trace = traced(("self_attention", ATTENTION.choose(mask="causal")))
    right = float(trace["weights"][1, 0])
    found = check(changed(trace, "weights", (1, 0), right + to))
    assert [one.step for one in found if not one.agrees] == ["weights"]
    (wrong,) = [one.float64 for one in found if one.step == "weights"]
    assert wrong == pytest.approx(to if np.isfinite(to) else np.inf, rel=1e-6)


@pytest.mark.torch
def test_a_mask_that_hides_another_cell_is_noticed() -> None:
    trace = traced(("self_attention", ATTENTION.choose(mask="causal")))
    assert trace["masked"][0, 1] == -np.inf
    found = {one.step: one for one in check(changed(trace, "masked", (0, 1), 0.0))}
    assert found["masked"].float64 == np.inf
    assert found["scaled"].agrees


@pytest.mark.torch
def test_differences_are_measured_by_the_largest_number_and_large_numbers_are_infinite_in_float32() -> None:
    program = ATTENTION.build(ATTENTION.choose(scale="none"), {"n": 2, "d": 1, "d_k": 1, "d_v": 1})
    one = np.ones((1, 1))
    trace = run(program, {"X": np.array([[1e30], [1e20]]), "W_q": one, "W_k": one, "W_v": one})
    found = {step.step: step for step in check(changed(trace, "queries", (0, 0), 1e30 + 1e24))}
    assert found["queries"].float64 == pytest.approx(1e-6, rel=1e-3)
    assert (found["scores"].float64, found["scores"].float32) == (0, np.inf)


def test_without_pytorch_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not torch_check.installed()
    with pytest.raises(TorchMissing, match="PyTorch cannot be loaded: "):
        check(traced(("self_attention", ATTENTION.choose())))


@pytest.mark.parametrize(("platform", "cpu"), [("linux", True), ("darwin", False), ("win32", False)])
def test_one_line_installs_it(platform: str, cpu: bool) -> None:
    line = install_line(platform)
    assert line.startswith(sys.executable) or line.split()[0] in sys.executable
    assert "-m pip install -r requirements-torch.txt" in line
    assert line.endswith(" --index-url https://download.pytorch.org/whl/cpu") == cpu


# ---- what is executed ----

KNOWN = {"torch", "math", "softmax", "dtype", "bool", "computation"}


@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_the_source_names_nothing_but_its_own_variables_and_holds_no_text(mechanism: str) -> None:
    source = function(MECHANISMS[mechanism].build(), "computation", "pytorch")
    nodes = list(ast.walk(ast.parse(source)))
    own = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    own |= {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
    assert {n.id for n in nodes if isinstance(n, ast.Name)} <= own | KNOWN
    assert {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names} <= {"torch", "math"}
    assert not any(isinstance(n, ast.ImportFrom) for n in nodes)
    assert {type(n.value) for n in nodes if isinstance(n, ast.Constant)} <= {int, float, bool, type(None), type(...)}
    assert not [n.attr for n in nodes if isinstance(n, ast.Attribute) and n.attr.startswith("_")]


CODE = "__import__('os').system('echo')"


def test_an_option_that_is_text_gets_into_no_program() -> None:
    """Numbers of options are the only thing typed that the source holds, and a program takes nothing else for one."""
    options: dict[str, Any] = {"scale": "constant", "constant": CODE}
    with pytest.raises(ValueError, match="it must be a number other than 0"):
        ATTENTION.build(ATTENTION.choose(**options))
