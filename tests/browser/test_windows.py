"""One question and one paper in two windows: every cell is kept, and both windows show it."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_papers import STEPS, answers, prepared
from tests.browser.test_restart import eventually


def another_window(visitor: Visitor) -> Page:
    page = visitor.page.context.new_page()
    page.goto(visitor.page.url)
    expect(page.locator("td.entry input").first).to_be_visible()
    return page


def typed(page: Page, n: int, text: str) -> None:
    cell = page.locator("td.entry input").nth(n)
    cell.fill(text)
    cell.blur()


def shows(page: Page, *texts: str) -> None:
    for n, text in enumerate(texts):
        expect(page.locator("td.entry input").nth(n)).to_have_value(text)


def test_a_question(visitor: Visitor) -> None:
    first = visitor.open("/practise", q=STEPS)
    second = another_window(visitor)
    typed(first, 0, "1.11")
    visitor.settle()
    typed(second, 1, "2.22")
    shows(second, "1.11", "2.22")
    typed(first, 2, "3.33")
    shows(first, "1.11", "2.22", "3.33")
    typed(second, 0, "9.99")
    shows(second, "9.99", "2.22", "3.33")
    first.reload()
    shows(first, "9.99", "2.22", "3.33")


def test_a_paper(visitor: Visitor, server: Server) -> None:
    prepared(visitor, server, "both", started=datetime.now(UTC))
    first = visitor.open("/papers", paper="both")
    second = another_window(visitor)
    typed(first, 0, "1.11")
    visitor.settle()
    typed(second, 1, "2.22")
    shows(second, "1.11", "2.22")
    typed(first, 2, "3.33")
    shows(first, "1.11", "2.22", "3.33")
    eventually(first, lambda: _first_three(server), ["1.11", "2.22", "3.33"])


def _first_three(server: Server) -> list[str]:
    (kept,) = answers(server, "both", 0).values()
    return [text for row in kept for text in row][:3]
