"""Quiz me on this in a real browser: the learner's own sentence on Explain becomes a question on its numbers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.learner import matrix, printed, step


@pytest.mark.exhaustive
def test_my_own_sentence_is_asked_answered_and_found_again(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention")
    page.get_by_role("button", name="Your journey").click()
    page.get_by_label("Your own sentence", exact=True).fill("zebra quagga okapi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="zebra")).to_be_visible()
    page.get_by_role("button", name="Quiz me on this").click()
    expect(page.get_by_text("cells to fill in")).to_be_visible()
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", name="On your own numbers")).to_be_visible()
    given = page.locator(".st-key-given")
    expect(given).to_contain_text("quagga")
    expect(page.get_by_text("On these numbers").first).to_be_visible()

    given_words, weights = (given.locator("table").nth(k).get_attribute("aria-label") or "" for k in (0, 1))
    queries = matrix(given, given_words) @ matrix(given, weights)
    boxes = step(page, 1).locator("td.entry input")
    expect(boxes).to_have_count(queries.size)
    for k, text in enumerate(text for row in printed(queries) for text in row):
        boxes.nth(k).fill(text)
    step(page, 1).get_by_role("button", name="Check").click()
    expect(page.locator(".strip .chip.right")).to_have_count(1)

    page.reload()
    visitor.settle()
    expect(page.locator(".strip .chip.right")).to_have_count(1)
    expect(page.locator(".st-key-given")).to_contain_text("okapi")


@pytest.mark.exhaustive
def test_narrow_dark_and_chinese_without_overflow(visitor: Visitor) -> None:
    page = visitor.open("/explain", lang="zh", theme="dark", width=375, height=750, topic="multi-head")
    page.get_by_role("button", name="用它考我").click()
    expect(page.get_by_text("格要填")).to_be_visible()
    page.get_by_role("button", name="开始", exact=True).click()
    expect(page.get_by_role("heading", name="用自己的数")).to_be_visible()
    assert visitor.overflow() == 0
