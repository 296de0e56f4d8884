"""docs/conventions.md tells the truth: its tests exist, its values are values, and no convention is missing."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from functools import cache
from typing import NamedTuple

import pytest

from engine import MECHANISMS, choices
from tests.project.files import ROOT

ROW = re.compile(r"^\| `(\w+)`( \(convention\))? \| `(\w+)` \| ([^|]+) \| `([\w/.]+)::(\w+)` \|$")
PAGE = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if line.startswith("| `")]


class Row(NamedTuple):
    option: str
    convention: bool
    value: str
    file: str
    test: str


def rows() -> list[Row]:
    found = [ROW.match(line) for line in LINES]
    return [Row(m[1], bool(m[2]), m[3], m[5], m[6]) for m in found if m]


@cache
def functions_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def known() -> dict[tuple[str, str], bool]:
    """Every option and value there is, and whether some mechanism has it as a convention."""
    found: dict[tuple[str, str], bool] = {}
    for mechanism in MECHANISMS.values():
        marked = {f.name for f in fields(mechanism.options) if f.metadata.get("convention")}
        for option, values in choices(mechanism.options).items():
            for value in values:
                found[option, value] = found.get((option, value), False) or option in marked
    return found


class Brought(NamedTuple):
    """A row of the table by what people bring."""

    what: str
    options: list[tuple[str, str]]
    tests: list[tuple[str, str]]


def brought() -> list[Brought]:
    lines = PAGE.partition("| What | Options | Tests |")[2].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("|")]
    return [
        Brought(what.strip(), re.findall(r"`(\w+)=(\w+)`", options), re.findall(r"`([\w/.]+)::(\w+)`", tests))
        for what, options, tests in cells
    ]


def test_every_line_is_a_row() -> None:
    assert len(rows()) == len(LINES) > 50
    assert len({(row.option, row.value, row.test) for row in rows()}) == len(LINES)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.option}-{row.value}")
def test_a_row_names_a_test_and_a_value_that_are_there(row: Row) -> None:
    assert row.test.startswith("test_")
    assert row.test in functions_in(row.file)
    assert (row.option, row.value) in known()
    assert row.convention == known()[row.option, row.value] or row.option == "scale"


def test_no_convention_is_missing() -> None:
    """What is right as it is given or without an effect (no padding, embeddings as they are) needs no row."""
    plain = {("padding", "none"), ("embeddings", "as_given"), ("scale", "none"), ("scale", "sqrt_d")}
    conventions = {choice for choice, marked in known().items() if marked} - plain
    assert conventions <= {(row.option, row.value) for row in rows()}


def test_what_people_bring_has_a_test_and_options_that_are_there() -> None:
    found = brought()
    assert len(found) >= 19
    assert len({row.what for row in found}) == len(found)
    for row in found:
        assert row.tests, row.what
        assert [test for file, test in row.tests if test not in functions_in(file)] == []
        assert [option for option in row.options if option not in known()] == []
    assert [row.what for row in found if not row.options] == [
        "A squared loss and one step of gradient descent, on any step of any mechanism"
    ]
