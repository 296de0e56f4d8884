"""Check with PyTorch on Explain: beside the page, for the numbers shown, and without PyTorch the way to it."""

from __future__ import annotations

import math
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.readings.torch_check import Difference, install_line
from presentation.torch_check import differing, reasons, rows, verdict
from presentation.translate import speaking
from tests.ui.app import button, page, sound, state_of, workspace_of
from ui.session.state import TorchCheck

GOOD = Difference("scores", 2e-16, 1e-7)
BAD = Difference("weights", 1e-3, 1e-3)


def checked(at: AppTest) -> AppTest:
    """The page after a click on the button, once the worker is done."""
    button(at, "check_torch").click().run()
    result_of(at).exception(60)
    return sound(at.run())


def result_of(at: AppTest) -> Future[tuple[Difference, ...]]:
    last = state_of(at).torch_check
    assert last is not None
    return last.result


def said(at: AppTest) -> str:
    return " ".join(x.value for kind in (at.success, at.error, at.caption, at.code) for x in kind)


@pytest.mark.torch
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_step_that_is_shown_is_listed_with_its_differences(lang: str) -> None:
    at = checked(page("explain", lang, topic="lstm-sequence"))
    count = len(workspace_of(at).trace.program.steps)
    assert len(at.success) == 1
    assert str(count) in at.success[0].value
    (listed,) = [h.body for h in at.html if 'class="torch-check"' in h.body]
    assert listed.count("<tr") == count + 1
    assert "·10⁻" in listed


@pytest.mark.torch
def test_other_numbers_are_checked_anew() -> None:
    at = checked(page("explain", topic="self-attention"))
    assert not [b for b in at.button if b.key == "check_torch"]
    state_of(at).workspace = replace(workspace_of(at), gradient_of="context")
    sound(at.run())
    assert button(at, "check_torch")
    assert any("backward" in one.step for one in result_of(checked(at)).result())


def test_while_pytorch_works_the_page_says_so() -> None:
    from ui.pages import explain_torch

    at = page("explain", topic="self-attention")
    unfinished: Future[Any] = Future()
    state_of(at).torch_check = TorchCheck(explain_torch.about(workspace_of(at)), unfinished)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explain_torch, "installed", lambda: True)
        sound(at.run())
    assert "the page can be used meanwhile" in said(at)
    assert "has to be loaded" in said(at)


def test_without_pytorch_the_way_to_it_is_shown() -> None:
    at = sound(page("explain", topic="self-attention"))
    assert "PyTorch is not installed" in said(at)
    assert install_line() in [code.value for code in at.code]
    assert not [b for b in at.button if b.key == "check_torch"]


def test_a_pytorch_that_does_not_load_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.pages import explain_torch

    monkeypatch.setattr(explain_torch, "installed", lambda: True)
    at = checked(page("explain", topic="self-attention"))
    assert "PyTorch cannot be loaded: " in said(at)


def test_the_verdict_names_the_first_step_that_differs() -> None:
    title = {"scores": "Scores", "weights": "Weights"}.__getitem__
    with speaking("en"):
        assert verdict([GOOD, GOOD], title).startswith("PyTorch agrees in all 2 steps")
        assert verdict([GOOD], title).startswith("PyTorch agrees in the one step")
        assert verdict([GOOD, BAD], title) == "PyTorch differs in 1 of 2 steps, first in: Weights."
    assert [row.agrees for row in rows([GOOD, BAD], title)] == [True, False]


def test_what_float32_cannot_hold_is_explained_where_it_happens() -> None:
    with speaking("en"):
        assert len(reasons([GOOD])) == len(reasons([replace(BAD, float32=math.inf)])) == 3
        assert "too large for it" in reasons([replace(GOOD, float32=math.inf)])[-1]


@pytest.mark.parametrize(
    ("x", "written"), [(0.0, "0"), (2.22e-16, "2·10⁻¹⁶"), (9.7e-8, "1·10⁻⁷"), (30.0, "3·10¹"), (math.inf, "∞")]
)
def test_differences_are_written_with_a_power_of_ten(x: float, written: str) -> None:
    assert differing(x) == written
