"""The CSV comes back as it was, opens in Excel with Chinese, and runs nothing there."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from db.export import COLUMNS, attempts_csv, safe
from db.store import Store
from tests.db.attempts import NOON, attempt
from tests.examples import examples

# pandas reads back neither half character pairs, nor NUL, nor a lone carriage return
storable = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")
one_store = examples(60, unchecked=[HealthCheck.function_scoped_fixture])


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
    assert row["misconceptions"] == "hidden: tanh.left_out; t=1/cell: stale.cell"
    assert row["finished_at"] == "2026-03-02T12:00:00+00:00"
    assert float(frame["points"][1]) == 0.5
    for name in ("options", "inputs", "answers", "marking"):
        assert json.loads(row[name]) == getattr(first, name)


def test_an_empty_store_gives_the_columns(store: Store) -> None:
    assert read(attempts_csv(store)).empty
    assert attempts_csv(store).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


RUN = ["=1+1", "+1+1", "-1/3", "-inf", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", '=HYPERLINK("x")']


@pytest.mark.parametrize("text", RUN)
def test_formulas_are_disarmed(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-0.5", "+2", "-1e-3", "-.5", "0.5", "1/3", "−0.5", "a=b", "", 0, -3, -0.5, None])
def test_numbers_and_plain_texts_stay_as_they_are(value: object) -> None:
    assert safe(value) is value


@one_store
@given(texts=st.lists(st.text(storable, max_size=12), min_size=1))
def test_whatever_was_typed_comes_back(store: Store, texts: list[str]) -> None:
    kept = attempt(answers={"cell": [texts]})
    store.record(kept, NOON)
    frame = read(attempts_csv(store))
    (answers,) = frame["answers"][frame["attempt_id"] == kept.attempt_id]
    assert json.loads(answers) == {"cell": [texts]}


@given(text=st.text(max_size=12))
def test_no_text_runs(text: str) -> None:
    found = safe(text)
    assert found in (text, f"'{text}")
    if found.lstrip(" ")[:1] in set("=+-@＝＋－＠\t\r\n"):
        float(found)


@pytest.mark.exhaustive
@one_store
@given(text=st.text(max_size=200))
def test_nothing_that_can_be_typed_stops_the_export(store: Store, text: str) -> None:
    store.record(attempt(answers={"cell": [[text]]}), NOON)
    assert attempts_csv(store).decode("utf-8-sig")
