"""Exports of a trained model's example: they open the file of weights, run beside it, and give the same numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from content import topic
from content.trained_weights import path
from engine.readings.code.rules import Language
from presentation.workspaces.workspace import Workspace, opened
from ui.pages.explain_export import _stored, code, notebook, workbook

LANGUAGES = ["numpy", pytest.param("pytorch", marks=pytest.mark.torch)]
EXAMPLES = [("language-model", "trained-en"), ("lstm-sequence", "trained-zh"), ("gru-sequence", "trained-en")]
LITERALS = 30_000  # characters; the weights of the language model alone would be four times as many


def example(id: str, preset: str, folder: Path) -> Workspace:
    """The example, and its file of weights beside what will be run."""
    space = opened(topic(id), preset)
    trained = space.topic.preset(preset).trained
    assert trained
    (folder / path(trained).name).write_bytes(path(trained).read_bytes())
    return space


def ran(text: str, folder: Path) -> str:
    (folder / "computed.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "computed.py"], cwd=folder, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


@pytest.mark.exhaustive
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("id", "preset"), EXAMPLES)
def test_a_program_reads_the_weights_from_their_file(id: str, preset: str, language: Language, tmp_path: Path) -> None:
    space = example(id, preset, tmp_path)
    text = code(space.trace, space.mechanism.id, language, _stored(space))
    assert len(text) < LITERALS
    last = space.trace[list(space.trace.program.steps)[-1]]
    call = text.rstrip().splitlines()[-1].removeprefix("print(").removesuffix(")")
    text += f"\nassert abs({call} - {array(last, language)}).max() < 1e-12\n"
    ran(text, tmp_path)
    (next(tmp_path.glob("*.npz"))).unlink()
    with pytest.raises(subprocess.CalledProcessError, match="returned non-zero"):
        ran(text, tmp_path)


def array(values: Any, language: Language) -> str:
    made = "np.array" if language == "numpy" else "torch.tensor"
    dtype = "" if language == "numpy" else ", dtype=torch.float64"
    return f"{made}({values.tolist()!r}{dtype})"


def test_a_weight_that_was_typed_over_is_written_out_and_the_others_are_not(tmp_path: Path) -> None:
    space = example("language-model", "trained-en", tmp_path).with_cell("last/gamma", 0, 0, "2")
    text = code(space.trace, space.mechanism.id, "numpy", _stored(space))
    assert "gamma_last = np.array([[2.0, " in text
    assert 'beta_last = np.array(trained["last/beta"])' in text


def test_weights_that_the_layout_has_turned_are_turned_in_the_code(tmp_path: Path) -> None:
    space = example("language-model", "trained-en", tmp_path).with_options(weights="out_in")
    text = code(space.trace, space.mechanism.id, "numpy", _stored(space))
    assert 'np.array(trained["layer=1/attention/W_q"].T)' in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_reads_them_too(language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    space = example("language-model", "trained-zh", tmp_path)
    text = notebook(space, language)
    monkeypatch.chdir(tmp_path)
    found: dict[str, Any] = {}
    for cell in json.loads(text)["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), found)
    assert np.abs(np.asarray(found["probabilities"]) - space.trace["probabilities"]).max() < 1e-12


def test_a_spreadsheet_says_which_file_its_weights_are_from(tmp_path: Path) -> None:
    space = example("lstm-sequence", "trained-en", tmp_path)
    (tmp_path / "sheet.xlsx").write_bytes(workbook(space, blank=False))
    rows = load_workbook(tmp_path / "sheet.xlsx").worksheets[0].iter_rows(values_only=True)
    assert any("models/country/lstm.en.npz" in str(cell) for row in rows for cell in row)
