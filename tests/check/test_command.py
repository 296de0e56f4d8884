"""python -m check on files that cannot be checked: one sentence with the place, and the exit code that says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from check.__main__ import RIGHT, UNUSABLE, WRONG, main
from engine import MECHANISMS, run
from tests.check.bad_files import BAD_FILES, GOOD, BadFile, npz


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_what_cannot_be_checked_is_one_sentence(
    bad: BadFile, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / bad.name
    file.write_bytes(bad.content)
    assert main(["self_attention", str(file), "mask=none", "--language", language]) == UNUSABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert (bad.chinese if language == "zh" else bad.english) in said.err
    assert said.err.count("\n") == 1


def test_a_file_of_many_bytes_is_not_even_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "large.npy"
    with file.open("wb") as out:
        out.truncate(3 * 2**30)  # a hole: nothing is written
    assert main(["self_attention", str(file)]) == UNUSABLE
    assert "3222 MB" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["n=100000000"], "n is 100000000; at most 4096"),
        (["n=abc"], "abc is no number for n"),
        (["nonsense=1"], "no option called nonsense"),
        (["mask=diagonal"], "diagonal"),
    ],
)
def test_settings_that_cannot_be_are_one_sentence(
    settings: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.npz"
    file.write_bytes(npz(context=np.ones((6, 2)), **GOOD))
    assert main(["self_attention", str(file), *settings]) == UNUSABLE
    assert sentence in capsys.readouterr().err


def test_no_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["self_attention", str(tmp_path / "nowhere.npz")]) == UNUSABLE
    assert "there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "factor", "code"), [("C", 1, RIGHT), ("Context vectors", 1, RIGHT), ("C", 2, WRONG)])
def test_steps_are_found_by_symbols_and_titles_too(name: str, factor: int, code: int, tmp_path: Path) -> None:
    inputs = {id: x + np.arange(x.size).reshape(x.shape) / 10 for id, x in GOOD.items()}
    program = MECHANISMS["self_attention"].build(None, {"n": 6, "d": 3, "d_k": 2, "d_v": 2})
    context = np.asarray(run(program, inputs)["context"])
    file = tmp_path / "results.npz"
    file.write_bytes(npz(**inputs, **{name: factor * context}))
    assert main(["self_attention", str(file)]) == code


@pytest.mark.parametrize(("value", "clue"), [(np.nan, "no number comes from 0 ÷ 0"), (np.inf, "infinite cell comes")])
def test_results_that_hold_no_finite_number_say_where_such_come_from(
    value: float, clue: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "results.npz"
    file.write_bytes(npz(context=np.where(np.eye(6, 2), value, 0.25), **GOOD))
    assert main(["self_attention", str(file)]) == WRONG
    assert clue in capsys.readouterr().out
