"""Authored text falls into prose, code and formulas, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.check.writing import length, sentences
from content.spans import spans


@pytest.mark.exhaustive
@given(st.text(alphabet="a. $`\n中", max_size=40))
def test_the_spans_joined_are_the_text(text: str) -> None:
    assert "".join(span.text for span in spans(text)) == text


def test_each_kind_is_told() -> None:
    found = [*spans("So $a.$ is\n$$b$$\n`c $d$`.")]
    assert [span.kind for span in found] == ["prose", "formula", "prose", "displayed", "prose", "code", "prose"]


@pytest.mark.parametrize(("text", "count"), [("One. Two.", 2), ("It is $a. b$. Yes.", 2), ("$a.$ ends", 0)])
def test_stops_inside_formulas_end_no_sentence(text: str, count: int) -> None:
    assert sentences(text, "en") == count


def test_formulas_code_and_directives_are_no_words() -> None:
    assert length('Two words $and a formula$ {{ value of="x" }} `code here`', "en") == 2
