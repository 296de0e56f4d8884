"""The outline of a long computation on Explain: collapsed until asked for, a tree of parts with their shapes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.learner import onward, step
from tests.sweeps import exhaustive


@pytest.mark.exhaustive
def test_a_part_of_another_branch_is_opened_from_the_outline(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="encoder-block")
    expect(page.locator(".outline")).to_have_count(0)
    page.get_by_role("button", name="Step 1 of 29").click()
    tree = page.locator(".outline")
    expect(tree.locator("[aria-current=step] .title")).to_have_text("Queries")
    first, second = tree.locator("details").all()
    expect(first).to_have_attribute("open", "")
    assert second.get_attribute("open") is None
    assert tree.locator("button").count() == 29
    expect(tree.locator("button").nth(0).locator(".shape")).to_have_text(["Q1 2×4"])
    second.locator("summary").click()
    second.get_by_role("button", name=re.compile("^20 ")).click()
    expect(page.get_by_role("button", name="Step 20 of 29")).to_be_visible()
    expect(step(page, 20).locator(".outcome")).to_be_visible()
    expect(step(page, 20)).to_be_in_viewport()
    expect(tree).to_have_count(0)


@pytest.mark.exhaustive
def test_it_stands_beside_the_figures_if_asked_and_follows_the_open_part(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="encoder-block", width=1366)
    page.get_by_test_id("stCheckbox").filter(has_text="Outline").locator("label").click()
    tree = page.locator(".outline.beside")
    expect(tree.locator("[aria-current=step] .title")).to_have_text("Queries")
    onward(page, 2)
    expect(tree.locator("[aria-current=step] .title")).to_have_text("Keys")
    expect(step(page, 2).locator(".outcome")).to_be_visible()
    left, right = tree.bounding_box(), step(page, 2).bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]
    tree.get_by_role("button", name=re.compile("^12 ")).click()
    expect(step(page, 12)).to_be_in_viewport()
    expect(tree.locator("[aria-current=step] .number")).to_have_text("12")
    expect(tree).to_be_in_viewport()  # it stays beside what was opened further down
    assert visitor.overflow() == 0


def test_a_short_computation_has_none(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention")
    expect(page.get_by_text("Step 1 of 5")).to_be_visible()
    expect(page.get_by_role("button", name="Step 1 of 5")).to_have_count(0)


@pytest.mark.exhaustive
@pytest.mark.parametrize("theme", [exhaustive("light"), "dark"])
def test_it_fits_a_phone_in_chinese_and_names_the_moments(visitor: Visitor, theme: str) -> None:
    page = visitor.open("/explain", topic="lstm-sequence", lang="zh", theme=theme, width=375, height=700)  # type: ignore[arg-type]
    page.get_by_role("button", name="第 1 步，共 78 步").click()
    tree = page.locator(".outline")
    expect(tree.locator("summary b")).to_have_text([f"t = {t}" for t in range(1, 8)])
    box = tree.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("topic", ["language-model", "encoder-block", "decoder-block"])
def test_of_a_long_story_only_the_next_headings_stand_below_and_the_page_stays_two_screens_high(
    visitor: Visitor, topic: str
) -> None:
    page = visitor.open("/explain", topic=topic, width=1366)
    page.set_viewport_size({"width": 1366, "height": 900})
    later = page.locator("[class*=st-key-step_][class*=_later]")
    expect(onward(page, 2).locator(".outcome")).to_be_visible()
    expect(later.locator("visible=true")).to_have_count(8)
    assert later.count() == 8  # the others are not even drawn
    faded = page.locator(".st-key-story > :has([class*=st-key-step_][class*=_later])").last
    assert "linear-gradient" in faded.evaluate("(part) => getComputedStyle(part).maskImage")
    assert page.get_by_test_id("stMain").evaluate("(main) => main.scrollHeight") <= 1800
    page.get_by_role("button", name="Next step").click()
    expect(page.locator("[class*=st-key-step_3_now] .outcome")).to_be_visible()
    expect(page.locator("[class*=st-key-step_11_later]")).to_be_visible()
    expect(page.locator("[class*=st-key-step_12_later]")).to_be_hidden()
    page.get_by_role("button", name="Back").click()
    expect(page.locator("[class*=st-key-step_2_now] .outcome")).to_be_visible()
    expect(page.locator("[class*=st-key-step_11_later]")).to_be_hidden()
    expect(later.locator("visible=true")).to_have_count(8)
