"""Ids are written and taken apart in one module."""

from __future__ import annotations

import ast

import pytest

from content.schema import keys
from engine.ids import MisconceptionId, forward_name, gradient_id, gradient_name, is_gradient, misconception, name_in
from tests.project.files import ROOT, parsed

WRITES_IDS = "engine/ids.py"


@pytest.mark.parametrize("id", ["sqrt.no_root", "exchanged.forget_gate.input_gate", "stale.cell", "counted"])
def test_a_misconception_is_read_as_it_was_written(id: str) -> None:
    assert str(misconception(id)) == id
    assert misconception("exchanged.a.b") == MisconceptionId("exchanged", ("a", "b"))


def test_a_gradient_is_known_by_its_id_and_by_its_name() -> None:
    assert is_gradient(gradient_id("t=3/hidden"))
    assert name_in(gradient_id("t=3/hidden")) == "hidden"
    assert forward_name(gradient_name("hidden")) == "hidden"
    assert forward_name("hidden") == ""


def test_words_are_looked_for_at_the_step_first_and_then_by_what_the_id_begins_with() -> None:
    assert keys("cell", "exchanged.f.i") == (
        "cell/exchanged.f.i",
        "exchanged.f.i",
        "cell/exchanged.f.*",
        "exchanged.f.*",
        "cell/exchanged.*",
        "exchanged.*",
    )


@pytest.mark.exhaustive
def test_no_other_module_spells_the_branch_of_gradients() -> None:
    for folder in ("engine", "content", "quiz", "presentation", "ui"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if file.relative_to(ROOT).as_posix() == WRITES_IDS:
                continue
            for node in ast.walk(parsed(file)):
                if isinstance(node, ast.JoinedStr):
                    said = [part.value for part in node.values if isinstance(part, ast.Constant)]
                    assert not any(str(text).startswith(("backward/", "backward_")) for text in said), file
