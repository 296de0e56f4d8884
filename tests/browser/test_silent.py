"""A server that keeps its connection and does not answer: it is told, and what is entered meanwhile is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_interrupted import told_of
from tests.browser.test_papers import CHOICE, STEPS
from tests.browser.test_restart import eventually, store
from tests.browser.test_typing_on import cells, late, sent
from tests.browser.test_windows import begun, shows

pytestmark = pytest.mark.usefixtures("nobody")
SAID = {
    "en": "Stepwise has not answered for a while. What is typed is held here until it does.",
    "zh": "步步有一阵没有回应了。你输入的内容留在这里，等它回应后再送去。",
}
LONG = 10_000  # milliseconds after which it is told


@pytest.fixture(autouse=True)
def lost(visitor: Visitor) -> Iterator[None]:
    """A connection that is given up is no fault of the page."""
    yield
    visitor.errors.clear()


def told(page: Page) -> Locator:
    return page.locator("#stepwise-passed .line")


def attempts(server: Server) -> int:
    kept = store(server)
    found = len(kept.attempts(question_id=CHOICE))
    kept.close()
    return found


def chosen(visitor: Visitor, server: Server) -> Page:
    """A question of which an answer is chosen and kept, not checked."""
    page = visitor.open("/practise", q=CHOICE)
    page.get_by_test_id("stRadio").locator("label").nth(1).click()
    eventually(page, lambda: bool((found := store(server).draft(CHOICE)) and found.answers), True)
    visitor.settle()
    return page


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_typed_is_told_of_and_kept(visitor: Visitor, server: Server, lang: Literal["en", "zh"]) -> None:
    page = visitor.open("/practise", q=STEPS, lang=lang)
    first, second = cells(page)
    with late(server):
        page.wait_for_timeout(LONG + 2000)  # nothing is waited for: nothing is told
        expect(told(page)).to_have_count(0)
        first.fill("1.5")
        sent(page)
        second.fill("2.5")
        page.wait_for_timeout(LONG / 2)
        expect(told(page)).to_have_count(0)
        expect(told(page)).to_have_text(SAID[lang])
    eventually(page, lambda: begun(server, STEPS)[:2], ["1.5", "2.5"])
    expect(told(page)).to_have_count(0)
    shows(page, "1.5", "2.5")


@pytest.mark.exhaustive
@pytest.mark.parametrize("longer", [0, 50_000])
def test_what_is_pressed_is_done_when_it_goes_on(visitor: Visitor, server: Server, longer: int) -> None:
    page = chosen(visitor, server)
    with late(server):
        page.get_by_role("button", name="Check").click()
        expect(told(page)).to_have_text(SAID["en"])
        page.wait_for_timeout(longer)
    expect(page.locator("[class*=st-key-reason_]").first).to_be_visible()
    expect(told(page)).to_have_count(0)
    assert attempts(server) == 1


@pytest.mark.exhaustive
def test_it_is_ended_instead(visitor: Visitor, server: Server) -> None:
    page = chosen(visitor, server)
    with late(server):
        page.get_by_role("button", name="Check").click()
        expect(told(page)).to_have_text(SAID["en"])
        server.kill()
        expect(told(page)).to_have_count(0)  # Streamlit tells of it now
        server.start()
    told_of(page).get_by_role("button", name="Press it now").click()
    expect(page.locator("[class*=st-key-reason_]").first).to_be_visible()
    assert attempts(server) == 1


@pytest.mark.exhaustive
def test_what_is_typed_before_it_is_ended_is_kept(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS)
    first, second = cells(page)
    with late(server):
        first.fill("1.5")
        sent(page)
        second.fill("2.5")
        expect(told(page)).to_have_text(SAID["en"])
        server.kill()
        server.start()
    eventually(page, lambda: begun(server, STEPS)[:2], ["1.5", "2.5"])
    shows(page, "1.5", "2.5")
    expect(told(page)).to_have_count(0)
