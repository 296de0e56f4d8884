"""The CSV comes back as it was, opens in Excel with Chinese, and runs nothing there."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.export import FORMULA, answers_csv, attempts_csv, safe
from db.store import Store
from tests.db.attempts import NOON, attempt

# pandas reads back neither half character pairs, nor NUL, nor a lone carriage return
storable = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")
one_store = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def read(written: bytes) -> pd.DataFrame:
    """The CSV as text, nothing guessed."""
    return pd.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_attempts_come_back_as_they_were(store: Store) -> None:
    first = attempt(misconceptions=(("t=1/cell", "stale.cell"), ("hidden", "tanh.left_out")), language="zh")
    second = attempt("gru/one-step", now=NOON + timedelta(hours=1), points=0.5)
    for one in (first, second):
        store.record(one, NOON)
    frame = read(attempts_csv(store))
    assert list(frame["attempt_id"]) == [first.attempt_id, second.attempt_id]
    row = frame.iloc[0]
    assert row["misconceptions"] == "t=1/cell: stale.cell; hidden: tanh.left_out"
    assert row["finished_at"] == "2026-03-02T12:00:00+00:00"
    assert float(frame["points"][1]) == 0.5
    for name in ("options", "inputs", "answers", "marking"):
        assert json.loads(row[name]) == getattr(first, name)


def test_every_typed_cell_has_a_line(store: Store) -> None:
    store.record(attempt(answers={"cell": [["0.5", ""], ["−1/3", "是"]], "choices": [0, 2], "note": "x"}), NOON)
    frame = read(answers_csv(store))
    assert frame[["step", "row", "column", "typed"]].values.tolist() == [
        ["cell", "1", "1", "0.5"],
        ["cell", "1", "2", ""],
        ["cell", "2", "1", "−1/3"],
        ["cell", "2", "2", "是"],
        ["choices", "1", "", "0"],
        ["choices", "2", "", "2"],
        ["note", "", "", "x"],
    ]


def test_an_empty_store_gives_the_columns(store: Store) -> None:
    assert read(attempts_csv(store)).empty
    assert answers_csv(store) == b"\xef\xbb\xbfattempt_id,question_id,finished_at,step,row,column,typed\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1/3", "-inf", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("x")'])
def test_formulas_are_disarmed(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-0.5", "+2", "-1e-3", "-.5", "0.5", "1/3", "−0.5", "a=b", "", 0, -3, -0.5, None])
def test_numbers_and_plain_texts_stay_as_they_are(value: object) -> None:
    assert safe(value) is value


@one_store
@given(texts=st.lists(st.text(storable, max_size=12), min_size=1))
def test_whatever_was_typed_comes_back_and_runs_nothing(store: Store, texts: list[str]) -> None:
    kept = attempt(answers={"cell": [texts]})
    store.record(kept, NOON)
    frame = read(answers_csv(store))
    cells = list(frame["typed"][frame["attempt_id"] == kept.attempt_id])
    assert cells == [safe(text) for text in texts]
    for cell in cells:
        if cell.startswith(FORMULA):
            float(cell)


@one_store
@given(text=st.text(max_size=200))
def test_nothing_that_can_be_typed_stops_the_export(store: Store, text: str) -> None:
    store.record(attempt(answers={"cell": [[text]]}), NOON)
    for written in (attempts_csv(store), answers_csv(store)):
        assert written.decode("utf-8-sig")
