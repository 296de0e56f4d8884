"""Snippets print and save what the check reads: run behind the exported code, on every mechanism."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from check import check
from check.__main__ import main
from check.snippets import snippet
from engine import MECHANISMS, run
from engine.readings.code import function, sizes, statements, variables
from loading import printed
from tests.check.broken import drawn


def behind_the_code(mechanism: str, language: Any, way: Any, printing: Any = None) -> dict[str, Any]:
    """The names after a program's lines and its snippet have run."""
    program = MECHANISMS[mechanism].build()
    inputs = drawn(program, 3)
    names = variables(program)
    source = function(program, "computation", language)
    space: dict[str, Any] = {}
    exec(source, space)
    if language == "pytorch":
        import torch

        inputs = {id: torch.tensor(x) for id, x in inputs.items()}
        space["dtype"] = torch.float64
    space |= {names[id]: x for id, x in inputs.items()}
    for line in (*sizes(program), *statements(program, language).values()):
        exec(line, space)
    with np.printoptions():  # a snippet sets its own
        exec(snippet(program, printing or language, way), space)
    return space


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_is_saved_is_right(mechanism: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    behind_the_code(mechanism, "numpy", "save")
    given = [f"{name}={value}" for name, value in MECHANISMS[mechanism].sizes.items()]
    assert main([mechanism, "results.npz", *given]) == 0


@pytest.mark.torch
@pytest.mark.parametrize("mechanism", ["multi_head", "lstm", "rope"])
def test_what_pytorch_saves_is_right(mechanism: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    behind_the_code(mechanism, "pytorch", "save")
    given = [f"{name}={value}" for name, value in MECHANISMS[mechanism].sizes.items()]
    assert main([mechanism, "results.npz", *given]) == 0


class Ops:
    """The one function of Keras that the snippet calls, as Keras documents it: a tensor in, its numbers out."""

    @staticmethod
    def convert_to_numpy(value: Any) -> Any:
        return np.array(value)


@pytest.mark.parametrize("mechanism", ["self_attention", "lstm"])
def test_what_a_program_with_keras_saves_is_right(
    mechanism: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keras = ModuleType("keras")
    keras.ops = Ops  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keras", keras)
    behind_the_code(mechanism, "numpy", "save", printing="keras")
    given = [f"{name}={value}" for name, value in MECHANISMS[mechanism].sizes.items()]
    assert main([mechanism, "results.npz", *given]) == 0


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_is_printed_is_read_under_the_same_names(mechanism: str, capsys: pytest.CaptureFixture[str]) -> None:
    behind_the_code(mechanism, "numpy", "print")
    found = {array.name: array for array in printed(capsys.readouterr().out, nan=True)}
    kind = MECHANISMS[mechanism]
    program = kind.build()
    results = {id: found[id] for id in program.steps}
    assert check(kind, drawn(program, 3), None, results, sizes=dict(kind.sizes)).right


def test_the_trace_is_right_as_a_dictionary() -> None:
    program = MECHANISMS["gru"].build()
    inputs = drawn(program, 3)
    trace = run(program, inputs)
    assert check("gru", inputs, None, {id: trace[id] for id in program.steps}).verdict == "equal"
