"""A computation that starts in the middle: what is given and what led to it stands in grey."""

from __future__ import annotations

import pytest

from tests.ui.app import page, sound, state_of, workspace_of


def headings(at: object) -> list[str]:
    return [m.value for m in at.markdown if m.value.startswith("## ")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("lang", "given", "not_computed"), [("en", "given", "not computed"), ("zh", "给定", "不计算")], ids=["en", "zh"]
)
def test_what_lies_before_a_given_step_is_grey(lang: str, given: str, not_computed: str) -> None:
    at = page("explain", lang=lang, topic="self-attention")
    state_of(at).workspace = workspace_of(at).with_given(["weights"])
    sound(at.run())
    told = headings(at)
    assert len(told) == 6  # queries and keys, values, scores, scaled, weights, context
    marked = [text for text in told if "badge" in text]
    assert [text for text in marked if f" {not_computed}<" in text] == marked[:-1]
    assert [told.index(text) for text in marked] == [0, 2, 3, 4]
    assert f" {given}<" in marked[-1]
    state_of(at).workspace = workspace_of(at).with_given([])
    sound(at.run())
    assert not [text for text in headings(at) if "badge" in text]
