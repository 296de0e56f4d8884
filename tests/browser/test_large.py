"""Matrices of nine to 32 columns on Explain: two digits, then a map of squares with a lens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import onward


def scores_of(visitor: Visitor, words: int) -> tuple[Page, Locator]:
    """The attention scores of a sentence with so many words."""
    page = visitor.open("/explain", topic="self-attention")
    scores = onward(page, 2)
    page.locator("[class*=st-key-words_chip] button").first.click()
    sentence = page.get_by_role("textbox", name="Your own sentence")
    sentence.fill(" ".join(f"w{k}" for k in range(words)))
    sentence.press("Enter")
    expect(scores.locator(".shape", has_text=f"{words}×{words}").first).to_be_visible()
    page.keyboard.press("Escape")
    return page, scores


@pytest.mark.exhaustive
def test_nine_to_twelve_columns_have_two_digits_and_the_opened_cell_has_all(visitor: Visitor) -> None:
    _page, scores = scores_of(visitor, 10)
    table = scores.get_by_role("grid", name="Attention scores")
    texts = table.locator("td .number").all_inner_texts()
    assert len(texts) == 100
    assert all(re.fullmatch(r"−?\d+\.\d\d", text) for text in texts)
    table.locator("td[data-i='4'][data-j='6']").click()
    expect(scores.locator(".outcome")).to_have_text(re.compile(r"^−?\d+\.\d{4}$"))
    queries = scores.get_by_role("grid", name="Queries").locator("td .number").all_inner_texts()
    assert all(re.fullmatch(r"−?\d+\.\d{4}", text) for text in queries)


@pytest.mark.exhaustive
def test_a_map_has_a_lens_of_five_by_five_digits(visitor: Visitor) -> None:
    page, scores = scores_of(visitor, 18)
    table = scores.get_by_role("grid", name="Attention scores")
    square = table.locator("td[data-i='4'][data-j='6']")
    square.hover()
    lens = scores.locator("[data-id=scores] .lens")
    expect(lens.locator("td.here")).to_be_visible()
    expect(lens.locator("tr th:first-child.here")).to_have_text("w4")
    assert lens.locator("tr").count() == 6
    assert lens.locator("tr").nth(1).locator("td").count() == 5
    shown = lens.locator("td.here").inner_text()
    square.click()
    expect(scores.locator(".outcome")).to_have_text(shown)
    page.keyboard.press("ArrowRight")
    expect(lens.locator("tr").first.locator("th.here")).to_have_text("w7")
    page.mouse.move(5, 5)
    expect(lens).to_be_hidden()


def test_the_words_of_columns_stay_below_the_header_while_a_map_scrolls(visitor: Visitor) -> None:
    page, scores = scores_of(visitor, 18)
    table = scores.get_by_role("grid", name="Attention scores")
    page.set_viewport_size({"width": 1280, "height": 560})
    table.scroll_into_view_if_needed()
    word = table.locator("thead th").nth(5)
    first = table.locator("td[data-i='0'][data-j='4']")
    expect(word).to_be_visible()
    by = first.bounding_box()["y"] - 60  # type: ignore[index]
    page.get_by_test_id("stMain").evaluate("(main, by) => main.scrollTop += by", by)
    page.wait_for_function("(row) => Math.abs(row.getBoundingClientRect().top - 60) < 2", arg=first.element_handle())
    assert word.bounding_box()["y"] == pytest.approx(60, abs=1)  # type: ignore[index]


@pytest.mark.exhaustive
def test_on_a_phone_words_stand_above_their_squares(visitor: Visitor) -> None:
    page, scores = scores_of(visitor, 18)
    page.set_viewport_size({"width": 375, "height": 812})
    for table in scores.get_by_role("grid").all():
        words = table.locator("thead th").locator("visible=true")
        if words.count():
            expect(words.first).to_be_visible()
            low = max(word["y"] + word["height"] for one in words.all() if (word := one.bounding_box()))
            first = table.locator("tbody td[data-j]").locator("visible=true").first.bounding_box()
            assert first
            assert low <= first["y"] + 2
