"""The timeline in a real browser: a word is clicked, arrows move in time, it fits a phone."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor

Lang = Literal["en", "zh"]


def test_a_word_opens_its_moment_and_arrows_move_on(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm-sequence")
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(7)
    expect(tabs.nth(0)).to_have_attribute("aria-selected", "true")
    tabs.nth(2).focus()
    at_once = tabs.nth(2).evaluate("tab => (tab.click(), tab.getRootNode().querySelector('.said').textContent)")
    assert at_once.startswith("At France, unit 1 drops ")  # before the server has heard of it
    expect(page.locator(".said")).to_have_text(at_once)
    expect(page.locator(".said")).to_have_text(re.compile(r"^At France, unit 1 drops \d+ % of the old "))
    expect(page.get_by_role("heading", name="t = 3 · Forget gate", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("t = 1 · "))).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".said")).to_have_text(re.compile("^At and, "))
    expect(page.get_by_role("heading", name="t = 4 · Forget gate", exact=True)).to_be_visible()
    expect(tabs.nth(3)).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator(".said")).to_have_text(re.compile("^At French, "))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".said")).to_have_text(re.compile("^At some, "))
    expect(page.get_by_role("heading", name="t = 6 · Forget gate", exact=True)).to_be_visible()


@pytest.mark.exhaustive
def test_another_unit_has_other_bars_and_all_moments_can_stand_together(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="gru-sequence")
    value = page.locator(".cell.gate .value").first
    before = value.inner_text()
    page.get_by_role("button", name="Unit 2").click()
    expect(page.get_by_role("button", name="Unit 2")).to_have_attribute("aria-pressed", "true")
    expect(value).not_to_have_text(before, use_inner_text=True)
    page.get_by_role("button", name="All moments").click()
    expect(page.get_by_role("heading", name=re.compile("^t = 2 · "))).not_to_have_count(0)
    expect(page.get_by_role("heading", name=re.compile("^t = 1 · "))).not_to_have_count(0)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("lang", "says"), [("en", "At I, "), ("zh", "读到我时，")])
def test_it_fits_a_phone(visitor: Visitor, lang: Lang, says: str) -> None:
    page = visitor.open("/explain", topic="lstm-sequence", lang=lang, theme="dark", width=375, height=812)
    expect(page.locator(".said")).to_have_text(re.compile(f"^{says}"))
    assert visitor.overflow() == 0
    assert page.locator(".label small").first.is_hidden()


@pytest.mark.exhaustive
def test_with_one_step_open_the_page_is_two_screens_high(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm-sequence")
    expect(page.locator("[class*=st-key-step_1_now]")).to_have_count(1)
    expect(page.locator("[class*=st-key-step_2_later]")).to_have_count(1)
    expect(page.locator("[class*=st-key-step_2_later] .worked")).to_have_count(0)
    assert page.get_by_test_id("stMainBlockContainer").bounding_box()["height"] <= 1800  # type: ignore[index]


def test_a_box_of_the_structure_opens_its_step_by_mouse_and_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="multi-head")
    page.get_by_text("Structure", exact=True).click()
    boxes = page.locator("g.box")
    expect(boxes).to_have_count(12)
    page.locator("g.box[aria-label='Attention scores']").click()
    expect(page.locator("g.box.here")).to_have_attribute("aria-label", "Attention scores")
    expect(page.locator("[class*=_now] h2")).to_have_text("Attention scores")
    page.locator("g.box[aria-label='Output']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[class*=_now] h2")).to_have_text("Output")
    page.set_viewport_size({"width": 375, "height": 812})
    expect(page.locator("g.box.here")).to_have_attribute("aria-label", "Output")
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
def test_a_box_in_a_lesson_leads_to_its_step_on_explain(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="multi-head", lang="zh", theme="dark")
    page.locator("g.box").nth(6).click()
    expect(page).to_have_url(re.compile(r"/explain\?.*topic=multi-head"))
    expect(page.locator("[class*=_now] h2")).to_have_text("注意力得分")


@pytest.mark.exhaustive
def test_the_unrolled_network_leads_to_a_moment_and_its_cell_stands_beside_it(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="gru-sequence")
    page.get_by_text("Structure", exact=True).click()
    unrolled, cell = page.locator(".depth").nth(0), page.locator(".depth").nth(1)
    moments = unrolled.locator("g.box.part")
    expect(unrolled.locator("g.box.here")).to_have_attribute("aria-label", re.compile("^t = 1"))
    third = moments.nth(2).get_attribute("aria-label") or ""
    moments.nth(2).focus()
    page.keyboard.press("Enter")
    expect(unrolled.locator("g.box.here")).to_have_attribute("aria-label", third)
    expect(cell.locator("p")).to_have_text(third)
    expect(page.locator("[class*=_now] h2")).to_contain_text("t = 3")
    expect(cell.locator(".passes")).to_have_count(2)


@pytest.mark.exhaustive
def test_a_part_of_a_lessons_diagram_opens_in_its_place_and_closes_again(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="language-model")
    captions = page.locator(".depth p")
    expect(captions).to_have_text(["The whole", "Transformer layer"])
    attention = page.locator("g.box[aria-label='Masked multi-head attention']")
    attention.click()
    expect(captions).to_have_text(["The whole", "Transformer layer", "Masked multi-head attention"])
    expect(page).to_have_url(re.compile("/learn"))
    attention.focus()
    page.keyboard.press("Enter")
    expect(captions).to_have_text(["The whole", "Transformer layer"])
    attention.click()
    page.locator("g.box[aria-label='Attention weights']").click()
    expect(page).to_have_url(re.compile(r"/explain\?.*topic=language-model"))
    expect(page.locator("[class*=_now] h2")).to_contain_text("Attention weights")


@pytest.mark.exhaustive
def test_on_paper_an_unrolled_network_is_whole(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm-sequence", theme="dark", width=1366)
    page.get_by_text("Structure", exact=True).click()
    boxes = page.locator(".depth").first.locator("g.box")
    expect(boxes).to_have_count(8)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 980})  # A4 without its margins
    expect(page.locator(".st-key-ways_to_look")).to_be_hidden()
    edges = [box.bounding_box() for box in boxes.all()]
    assert all(edge and edge["x"] >= 0 and edge["x"] + edge["width"] <= 690 for edge in edges)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_paper_all_moments_stand_beside_each_other(visitor: Visitor, lang: Lang) -> None:
    page = visitor.open("/explain", topic="lstm-sequence", lang=lang, theme="dark")
    expect(page.get_by_role("tab")).to_have_count(7)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 980})  # A4 without its margins
    expect(page.locator(".st-key-ways_to_look")).to_be_hidden()
    edge = page.locator(".scroll").first.bounding_box()
    last = page.get_by_role("tab").last.bounding_box()
    assert edge
    assert last
    assert last["x"] + last["width"] <= edge["x"] + edge["width"] + 1
    page.emulate_media(media="screen")


def test_the_formula_at_the_head_is_that_of_the_word(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm-sequence")
    formula = page.locator(".st-key-overview .katex-html")
    expect(formula).to_contain_text("h1=o1")
    page.get_by_role("tab").nth(2).click()
    expect(formula).to_contain_text("h3=o3")
    expect(formula).to_contain_text("C2")
    expect(formula).not_to_contain_text("C0")
    page.get_by_role("tab").nth(0).click()
    expect(formula).to_contain_text("h1=o1")
