"""Lessons on a phone: a formula in a sentence that is wider than the window breaks, instead of widening the page."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

WITH_LONG_FORMULAS = ("scaled-dot-product", "cross-attention", "rnn-attention", "lstm-peephole")


@pytest.mark.parametrize("topic", WITH_LONG_FORMULAS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_formula_of_a_lesson_is_wider_than_the_window(
    visitor: Visitor, topic: str, lang: Literal["en", "zh"]
) -> None:
    page = visitor.open("/learn", width=375, lang=lang, topic=topic)
    expect(page.locator("#exam, #exams").first).to_be_attached()
    expect(page.locator(".st-key-lesson li > .katex").first).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") == 0


BEGINNING_A_LINE = """() => [...document.querySelectorAll('.st-key-lesson :is(p, li)')].flatMap((block) => {
  const left = block.getBoundingClientRect().left + parseFloat(getComputedStyle(block).paddingLeft);
  return [...block.childNodes].flatMap((text) => {
    const at = text.nodeType === 3 ? text.data.search(/[，。；：、）」,.;:)]/) : -1;
    if (at < 0 || at > 1 || !text.previousSibling?.classList?.contains('katex')) return [];
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const comma = range.getBoundingClientRect();
    return comma.width && comma.left - left < 3 ? [text.data.slice(0, 12)] : [];
  });
})"""


@pytest.mark.parametrize(
    ("topic", "width"), [("rope", 375), ("mixture-of-experts", 375), ("lstm-sequence", 375), ("embedding", 1366)]
)
def test_no_line_begins_with_the_comma_behind_a_formula(visitor: Visitor, topic: str, width: int) -> None:
    page = visitor.open("/learn", width=width, lang="zh", topic=topic)
    expect(page.locator("#exam, #exams").first).to_be_attached()
    expect(page.locator(".st-key-lesson :is(p, li) > .katex").first).to_be_visible()
    visitor.settle()
    assert page.evaluate(BEGINNING_A_LINE) == []
