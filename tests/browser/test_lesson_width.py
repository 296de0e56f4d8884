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
