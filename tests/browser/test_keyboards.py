"""Cells filled in without a plain keyboard: by a phone's, by an input method for Chinese; undone, and at 200 % zoom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import again_until
from tests.browser.server import Server
from tests.browser.test_papers import STEPS
from tests.browser.test_paste import paste
from tests.browser.test_restart import eventually
from tests.browser.test_typing_on import cells, sent
from tests.browser.test_windows import begun, shows

pytestmark = pytest.mark.usefixtures("nobody")
LAST_KEY = """field => field.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, composed: true }))"""


@pytest.fixture
def devtools(visitor: Visitor) -> Iterator[CDPSession]:
    """What an input method and a zoomed window are made with."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    yield session
    session.send("Emulation.clearDeviceMetricsOverride")
    session.detach()


def composes(devtools: CDPSession, text: str) -> None:
    """The input method shows this, underlined; it is not committed yet."""
    devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def keeps(page: Page, server: Server, *texts: str) -> None:
    """These are kept, and stand there before a reload and after it."""
    eventually(page, lambda: begun(server, STEPS)[: len(texts)], list(texts))
    shows(page, *texts)
    page.reload()
    shows(page, *texts)


def test_a_phone_tells_of_no_keys(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS, width=375)
    first, second = cells(page)
    first.click()
    for part in ("-", "1.", "25"):
        page.keyboard.insert_text(part)
    second.click()
    page.keyboard.insert_text("0.5")
    page.reload()  # before it was sent
    keeps(page, server, "-1.25", "0.5")


@pytest.mark.exhaustive
def test_an_answer_comes_in_the_midst_of_a_composition(visitor: Visitor, server: Server, devtools: CDPSession) -> None:
    page = visitor.open("/practise", q=STEPS, lang="zh")
    first, _second = cells(page)
    first.click()
    composes(devtools, "yi")
    eventually(page, lambda: begun(server, STEPS)[:1], ["yi"])
    visitor.settle()
    composes(devtools, "yidian")
    expect(first).to_have_value("yidian")
    devtools.send("Input.insertText", {"text": "一点"})
    page.keyboard.insert_text("5")
    keeps(page, server, "一点5", "")


def test_enter_that_ends_a_composition_stays_in_the_cell(visitor: Visitor, devtools: CDPSession) -> None:
    """Some browsers say that the composition is over before they tell of the key that ended it, whose code is 229."""
    page = visitor.open("/practise", q=STEPS, lang="zh")
    first, second = cells(page)
    first.click()
    composes(devtools, "１")
    devtools.send("Input.insertText", {"text": "１"})
    first.evaluate(LAST_KEY)
    expect(first).to_be_focused()
    page.keyboard.insert_text("．５")
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    expect(first).to_have_value("１．５")


def test_a_number_typed_over_is_composed(visitor: Visitor, devtools: CDPSession) -> None:
    page = visitor.open("/explain", topic="self-attention", lang="zh")
    weight = page.locator('[class*=st-key-step_1_] .block[data-id="W_q"] td[data-i="1"][data-j="0"]')
    box = page.locator("input.editor")
    again_until(weight.dblclick, box)
    composes(devtools, "１")
    devtools.send("Input.insertText", {"text": "１"})
    box.evaluate(LAST_KEY)
    expect(box).to_be_focused()
    page.keyboard.insert_text("／４")
    page.keyboard.press("Enter")
    expect(weight).to_have_text("0.25")


@pytest.mark.exhaustive
def test_what_was_cleared_or_pasted_is_undone(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS)
    first, second = cells(page)
    first.click()
    page.keyboard.type("1.5")
    eventually(page, lambda: begun(server, STEPS)[:1], ["1.5"])
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    eventually(page, lambda: begun(server, STEPS)[:1], [""])
    visitor.settle()
    page.keyboard.press("Control+z")
    expect(first).to_have_value("1.5")
    eventually(page, lambda: begun(server, STEPS)[:1], ["1.5"])
    paste(first, "7\t8")
    eventually(page, lambda: begun(server, STEPS)[:2], ["7", "8"])
    visitor.settle()
    first.press("Control+z")
    keeps(page, server, "1.5", "")
    paste(first, "7\t8")
    second.press("End")
    page.keyboard.type("9")  # what is typed after the paste is undone by itself
    second.press("Control+z")
    keeps(page, server, "7", "8")


@pytest.mark.exhaustive
def test_caps_lock_undoes_as_well(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS)
    first, _second = cells(page)
    paste(first, "7\t8")
    eventually(page, lambda: begun(server, STEPS)[:2], ["7", "8"])
    first.dispatch_event("keydown", {"key": "Z", "ctrlKey": True, "composed": True})
    keeps(page, server, "", "")


@pytest.mark.exhaustive
def test_the_window_is_zoomed_in_the_midst_of_typing(visitor: Visitor, server: Server, devtools: CDPSession) -> None:
    page = visitor.open("/practise", q=STEPS)
    first, second = cells(page)
    first.click()
    page.keyboard.type("1.")
    zoomed = {"width": 640, "height": 450, "deviceScaleFactor": 2, "mobile": False}  # 200 % of 1280 × 900
    devtools.send("Emulation.setDeviceMetricsOverride", zoomed)
    expect(first).to_be_focused()
    page.keyboard.type("5")
    sent(page)
    devtools.send("Emulation.setDeviceMetricsOverride", zoomed | {"width": 1280, "height": 900, "deviceScaleFactor": 1})
    second.click()
    page.keyboard.type("2.5")
    devtools.send("Emulation.setDeviceMetricsOverride", zoomed)
    assert visitor.overflow() == 0
    keeps(page, server, "1.5", "2.5")
