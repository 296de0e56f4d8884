"""Two versions of an answer, merged cell by cell over what both began with."""

from __future__ import annotations

from typing import Any

import pytest

from db.merge import merged


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
