"""Check mine: results that are handed in, and what is said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from content import topic
from engine import run
from presentation.workspace import Workspace, opened
from tests.ui.app import button, page, sound, state_of

SELF_ATTENTION = opened(topic("self-attention"))


def handed_in(text: str, lang: str = "en", about: str = "self-attention") -> AppTest:
    at = sound(page("check", lang, topic=about))
    at.text_area(key=f"check_text_{about}").set_value(text)
    return sound(button(at, "check_now").click().run())


def first(at: AppTest) -> str:
    """The first sentence of the answer."""
    return next(html.proto.body for html in at.get("html") if "check-first" in html.proto.body)


def everything(at: AppTest) -> str:
    return "\n".join([*(x.proto.body for x in at.get("html")), *(x.value for x in (*at.markdown, *at.caption, *at.code))])


def numbers(space: Workspace) -> dict[str, Any]:
    return {id: np.array(x) for id, x in space.numbers.items()}


def unscaled() -> np.ndarray[Any, Any]:
    given = numbers(SELF_ATTENTION)
    queries, keys, values = (given["X"] @ given[name] for name in ("W_q", "W_k", "W_v"))
    powers = np.exp(queries @ keys.T)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True) @ values)


def as_torch_prints(array: np.ndarray[Any, Any]) -> str:
    rows = ",\n        ".join("[" + ", ".join(f"{x:7.4f}" for x in row) + "]" for row in array)
    return f"tensor([{rows}], grad_fn=<MmBackward0>)"


@pytest.mark.parametrize(
    ("lang", "name", "place"), [("en", "divid", "context["), ("zh", "缩放", "")]
)
def test_an_unscaled_attention_is_named_from_its_output_alone(lang: str, name: str, place: str) -> None:
    at = handed_in(as_torch_prints(unscaled()), lang)
    print(everything(at))
    assert "scaled = S" in [code.value for code in at.code]


def test_a_right_print_out_is_equal() -> None:
    arrays = SELF_ATTENTION.trace.arrays
    text = "\n".join(f"{id} = {as_torch_prints(np.asarray(arrays[id]))}" for id in ("weights", "context"))
    at = handed_in(text)
    print(everything(at))
    assert "All 2 steps you gave are right." in first(at)
