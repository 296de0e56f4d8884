"""Two versions of an answer, merged cell by cell over what both began with."""

from __future__ import annotations

from typing import Any

import pytest

from db.merge import Replaced, merged, replaced, with_cell


@pytest.mark.parametrize(
    ("base", "mine", "stored", "kept"),
    [
        (["", ""], ["1", ""], ["", "2"], ["1", "2"]),
        (["1", "2"], ["", "2"], ["1", "3"], ["", "3"]),
        (["1"], ["2"], ["3"], ["2"]),
        ([["", ""], ["", ""]], [["1", ""], ["", ""]], [["", ""], ["", "4"]], [["1", ""], ["", "4"]]),
        (["1", "2"], ["1", "2", "3"], ["1", "4"], ["1", "2", "3"]),  # of other lengths, a list is one cell
        (["1"], ["1", "2"], ["3", ""], ["1", "2"]),  # a base of another length says nothing: both changed it
        ({"a": "1"}, {"a": "1", "b": "2"}, {"a": "3"}, {"a": "3", "b": "2"}),
        ({"a": "1", "b": "2"}, {"b": "2"}, {"a": "1", "b": "3"}, {"b": "3"}),
        ({"a": "1"}, {}, {"a": "2"}, {"a": "2"}),  # taken away by one, changed by the other
        ({"a": ["", ""]}, {"a": ["1", ""]}, {"a": ["", "2"]}, {"a": ["1", "2"]}),
        (None, {"a": "1"}, {"b": "2"}, {"b": "2", "a": "1"}),
    ],
)
def test_each_cell_is_that_of_who_changed_it(base: Any, mine: Any, stored: Any, kept: Any) -> None:
    assert merged(base, mine, stored) == kept


@pytest.mark.parametrize(
    ("base", "before", "now", "found"),
    [
        ("", "1", "2", [Replaced((), "1", "2")]),
        ("1", "1", "2", []),  # it was known
        ("", "", "2", []),
        ("", "1", "", [Replaced((), "1", "")]),
        ({"a": [["", ""]]}, {"a": [["1", "2"]]}, {"a": [["1", "3"]]}, [Replaced(("a", 0, 1), "2", "3")]),
        (None, {"a": "1", "n": 3}, {"a": "2", "n": 4}, [Replaced(("a",), "1", "2")]),  # a count is no text
        ({}, {"a": "1"}, {"b": "1"}, []),  # taken away with its key
        (None, [["x", "y"]], [["x"]], [Replaced((0,), ["x", "y"], ["x"])]),  # of other lengths, a list is one cell
    ],
)
def test_what_was_replaced_is_told_cell_by_cell(base: Any, before: Any, now: Any, found: list[Replaced]) -> None:
    assert list(replaced(base, before, now)) == found


def test_a_cell_is_put_back_where_it_was() -> None:
    stands = {"a": [["1", "2"]], "b": "3"}
    assert with_cell(stands, ("a", 0, 1), "9") == {"a": [["1", "9"]], "b": "3"}
    assert with_cell(stands, ("a", 4, 1), "9") == stands
    assert with_cell(stands, ("c", 0), "9") == stands
    assert stands == {"a": [["1", "2"]], "b": "3"}
