"""What is typed while the text before it is still being kept: the later one stays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_other_language import turn

APP = "tests/browser/slow_to_keep.py"
SENT = 1000  # milliseconds after which what was typed is sent
KEPT = 5000  # after which it is kept
BOXES = "td.entry input"


def opened(visitor: Visitor, path: str) -> Page:
    """Explain with its numbers, or a question of steps."""
    query = {"topic": "gru"} if path == "/explain" else {"q": "self-attention/by-hand"}
    page = visitor.open(path, **query)  # type: ignore[arg-type]
    if path == "/explain":
        page.locator(".st-key-numbers_chip button").first.click()
    expect(page.locator(BOXES).first).to_be_visible()
    return page


@pytest.mark.parametrize("path", ["/explain", "/practise"])
def test_the_later_text_stays(visitor: Visitor, server: Server, path: str) -> None:
    page = opened(visitor, path)
    boxes = page.locator(BOXES)
    server.database.with_name("slow once").touch()
    for text in ("7.25", "8.5"):
        boxes.nth(0).fill(text)
        page.wait_for_timeout(SENT)
    page.wait_for_timeout(KEPT)
    turn(page, "zh")  # now the page shows what the server has
    visitor.settle()
    expect(boxes.nth(0)).to_have_value("8.5")
    page.evaluate("sessionStorage.clear()")
    expect(opened(visitor, path).locator(BOXES).nth(0)).to_have_value("8.5")
