"""Numbers, shapes, orders and spoken answers in a real browser: typed, dragged, kept over a reload, marked."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.made import MADE
from tests.project.test_theme import SHAPE, contrast
from tests.sweeps import exhaustive

APP = "tests/browser/asking.py"
COUNT_RUNS = """() => {
  window.runs = 0;
  new MutationObserver(() => window.runs++).observe(
    document.querySelector('[data-testid=stApp]'), { attributeFilter: ['data-test-script-state'] });
}"""
EDGE_AND_PAPER = """field => {
  const option = document.querySelector(`[data-testid=${field}]`);
  const edged = [...option.querySelectorAll('div')].find((div) => parseFloat(getComputedStyle(div).borderTopWidth) > 0);
  const app = document.querySelector('[data-testid=stApp]');
  return [getComputedStyle(edged).borderTopColor, getComputedStyle(app).backgroundColor];
}"""
IN_ORDER = ["Queries", "Keys", "Values", "Attention scores", "Scaled scores", "Attention weights", "Context vectors"]


def ask(visitor: Visitor, name: str, **how: int) -> Page:
    return visitor.open("/practise", q=name, **how)  # type: ignore[arg-type]


def kept(visitor: Visitor) -> None:
    """What is entered is sent when the typing pauses; then the page runs once."""
    visitor.page.wait_for_timeout(1500)
    visitor.settle()


def verdict(page: Page) -> Locator:
    return page.locator(".badge").first


def fields(page: Page) -> Locator:
    return page.get_by_test_id("stTextInput").locator("input")


def titles(page: Page) -> list[str]:
    expect(page.locator("li[data-id]")).to_have_count(len(IN_ORDER))  # the list comes after the page around it
    return page.locator("li .title").all_inner_texts()


def test_a_number_survives_a_reload_and_control_enter_checks_it(visitor: Visitor) -> None:
    page = ask(visitor, "encoder-block/made-bert")
    fields(page).fill("85,054,464")
    kept(visitor)
    page = ask(visitor, "encoder-block/made-bert")
    expect(fields(page)).to_have_value("85,054,464")
    fields(page).focus()
    page.keyboard.press("Control+Enter")
    expect(verdict(page)).to_have_text(re.compile("right · 3 of 3"))
    expect(page.locator(".answered")).to_contain_text("85,054,464")


@pytest.mark.exhaustive
def test_what_is_typed_and_checked_at_once_counts(visitor: Visitor) -> None:
    page = ask(visitor, "self-attention/made-size")
    fields(page).press_sequentially("5")
    page.get_by_role("button", name="Check").click()
    expect(verdict(page)).to_have_text(re.compile("right · 3 of 3"))


def test_an_unreadable_number_is_said_once(visitor: Visitor) -> None:
    page = ask(visitor, "scaled-dot-product/made-scaled")
    fields(page).fill("a lot")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("“a lot” is not a number")
    page.get_by_role("button", name="Check").click()
    expect(verdict(page)).to_have_text(re.compile("wrong · 0 of 3"))
    expect(page.locator("[class*=st-key-worked_], .st-key-number_answer").first).to_be_visible()


@pytest.mark.exhaustive
def test_shapes_survive_a_reload_and_are_marked_one_by_one(visitor: Visitor) -> None:
    page = ask(visitor, "multi-head/made-shapes")
    for k, text in enumerate(["3×8", "(3, 8)", "8 x 3"]):
        fields(page).nth(k).fill(text)
    kept(visitor)
    page = ask(visitor, "multi-head/made-shapes")
    for k, text in enumerate(["3×8", "(3, 8)", "8 x 3"]):
        expect(fields(page).nth(k)).to_have_value(text)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("still blank")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".answered.right")).to_have_count(2)
    expect(page.locator(".answered.slip")).to_have_count(1)
    expect(page.locator(".why").nth(0)).to_have_text("3×8 · 8×8 → 3×8")


@pytest.mark.exhaustive
def test_lines_move_by_keyboard_by_button_and_by_mouse_and_stay_moved(visitor: Visitor) -> None:
    page = ask(visitor, "self-attention/made-order")
    before = titles(page)
    grip = page.locator("li .grip").first
    grip.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    moved = [before[1], before[2], before[0], *before[3:]]
    assert titles(page) == moved
    expect(page.locator("li[data-id]").nth(2).locator(".grip")).to_be_focused()
    visitor.settle()
    expect(
        page.locator("li[data-id]").nth(2).locator(".grip")
    ).to_be_focused()  # the page that ran has not taken it away
    page.locator("li[data-id]").nth(2).get_by_role("button", name="Move up").click()
    page.locator("li[data-id]").nth(1).get_by_role("button", name="Move up").click()
    assert titles(page) == before
    line, last = page.locator("li[data-id]").first.bounding_box(), page.locator("li[data-id]").last.bounding_box()
    assert line is not None
    assert last is not None
    page.mouse.move(line["x"] + 200, line["y"] + line["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 200, last["y"] + last["height"] - 4, steps=8)
    page.mouse.up()
    assert titles(page) == [*before[1:], before[0]]
    kept(visitor)
    page = ask(visitor, "self-attention/made-order")
    assert titles(page) == [*before[1:], before[0]]


def test_an_order_is_sorted_checked_and_right(visitor: Visitor) -> None:
    page = ask(visitor, "self-attention/made-order")
    for place, title in enumerate(IN_ORDER):
        for _ in range(len(IN_ORDER)):
            at = titles(page).index(title)
            if at == place:
                break
            page.locator("li[data-id]").nth(at).locator(".up").click()
    assert titles(page) == IN_ORDER
    page.get_by_role("button", name="Check").click()
    expect(verdict(page)).to_have_text(re.compile("right · 3 of 3"))
    expect(page.locator("li[data-id] .mark.right")).to_have_count(len(IN_ORDER))


def test_a_line_too_early_is_told_what_it_needs(visitor: Visitor) -> None:
    page = ask(visitor, "gru/made-code")
    page.get_by_role("button", name="Check").click()
    expect(verdict(page)).to_be_visible()
    expect(page.locator("li .note").first).to_contain_text("needs this first: ")
    expect(page.get_by_text("An order that works").first).to_be_visible()
    assert page.locator("li.wrong").count() == page.locator("li .note").count()


@pytest.mark.exhaustive
def test_the_clock_runs_without_the_page_and_the_text_survives_a_reload(visitor: Visitor) -> None:
    page = ask(visitor, "self-attention/made-spoken")
    left = page.locator(".left")
    expect(left).to_have_text(re.compile(r"0:[0-3]\d"))
    shown = left.inner_text()
    page.evaluate(COUNT_RUNS)
    expect(left).not_to_have_text(shown, use_inner_text=True)
    assert page.evaluate("window.runs") == 0
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("timer")).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="Now say it aloud")).to_be_visible()
    page.locator("textarea").fill("The variance grows.\nSo divide.")
    kept(visitor)
    page = ask(visitor, "self-attention/made-spoken")
    expect(page.locator("textarea")).to_have_value("The variance grows.\nSo divide.")
    page.get_by_role("button", name="Show key points").click()
    expect(page.locator(".written")).to_have_text("The variance grows.\nSo divide.")
    page.get_by_test_id("stCheckbox").nth(1).locator("label").click()
    visitor.settle()
    page = ask(visitor, "self-attention/made-spoken")
    expect(page.get_by_test_id("stCheckbox").nth(1).locator("input")).to_be_checked()
    page.get_by_role("button", name="Count my points").click()
    expect(verdict(page)).to_have_text(re.compile("partly right · 2 of 3.5"))


def test_a_text_that_was_just_typed_is_there_when_the_points_are_shown(visitor: Visitor) -> None:
    page = ask(visitor, "self-attention/made-spoken")
    page.locator("textarea").press_sequentially("At once.")
    page.get_by_role("button", name="Show key points").click()
    expect(page.locator(".written")).to_have_text("At once.")


def test_choices_survive_a_reload_and_each_has_its_reason(visitor: Visitor) -> None:
    page = ask(visitor, "self-attention/made-choices")
    for text in ("rows", "both"):
        page.get_by_test_id("stCheckbox").filter(has_text=text).locator("label").click()
        visitor.settle()
    page = ask(visitor, "self-attention/made-choices")
    expect(page.get_by_test_id("stCheckbox").filter(has_text="both").locator("input")).to_be_checked()
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[class*=st-key-reason_]")).to_have_count(4)
    expect(verdict(page)).to_have_text(re.compile("wrong · 0 of 3"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [375, exhaustive(1280)])
def test_nothing_is_wider_than_the_window(visitor: Visitor, width: int) -> None:
    for number, question in enumerate(MADE):
        page = visitor.open("/practise", q=question.id, lang="zh", theme=("light", "dark")[number % 2], width=width)
        assert visitor.overflow() == 0, question.id
        if question.kind in ("order", "number"):
            if question.kind == "number":
                fields(page).fill("7")
            page.get_by_role("button", name="批改").click()
            expect(page.get_by_role("button", name="下一题")).to_be_visible()
            assert visitor.overflow() == 0, question.id


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("name", "field"), [("made-choice", "stRadioOption"), ("made-choices", "stCheckbox")])
def test_an_open_circle_and_an_open_box_can_be_seen(
    visitor: Visitor, name: str, field: str, theme: Literal["light", "dark"]
) -> None:
    page = visitor.open("/practise", q=f"self-attention/{name}", theme=theme)
    expect(page.get_by_test_id(field).first).to_be_visible()
    edge, paper = (hex_colour(text) for text in page.evaluate(EDGE_AND_PAPER, field))
    assert contrast(edge, paper) >= SHAPE


def hex_colour(text: str) -> str:
    """A colour as #RRGGBB of rgb(r, g, b)."""
    return "#" + "".join(f"{int(n):02X}" for n in re.findall(r"\d+", text)[:3])
