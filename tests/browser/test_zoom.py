"""A map of 128 × 128 squares on Explain: it opens whole, is enlarged, scrolls in its frame, and says where it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from content import topic
from presentation.workspaces.links import packed
from presentation.workspaces.workspace import opened
from tests.browser.conftest import Visitor
from tests.browser.learner import onward

SPACE = opened(topic("self-attention"), language="en").with_sizes(n=128)


def scores_of(visitor: Visitor, width: int = 1280) -> tuple[Page, Locator]:
    page = visitor.open("/explain", topic="self-attention", lang="en", width=width, numbers=packed(SPACE))
    block = onward(page, 2).locator('.block[data-id="scores"]')
    expect(block.locator("canvas")).to_be_visible()
    block.scroll_into_view_if_needed()
    return page, block


def zoom(block: Locator, what: str) -> Locator:
    return block.get_by_role("button", name=what)


def room(block: Locator) -> int:
    wide: int = block.locator(".view").evaluate("view => view.scrollWidth")
    return wide


def squares_wide(block: Locator, columns: int = 128) -> float:
    return (room(block) - 58) / columns  # beside the words of the rows


def test_a_map_is_enlarged_in_its_own_frame_until_its_squares_have_digits(visitor: Visitor) -> None:
    _page, block = scores_of(visitor)
    view = block.locator(".view")
    frame = view.bounding_box()
    assert view.evaluate("v => [v.scrollWidth - v.clientWidth, v.scrollHeight - v.clientHeight]") == [0, 0]
    expect(zoom(block, "smaller squares")).to_be_disabled()
    before = squares_wide(block)
    zoom(block, "larger squares").click()
    assert squares_wide(block) > before
    while zoom(block, "larger squares").is_enabled():
        zoom(block, "larger squares").click()
    assert squares_wide(block) == 44
    now = view.bounding_box()
    assert now
    assert frame
    assert (now["width"], now["height"]) == (frame["width"], frame["height"])
    assert visitor.overflow() == 0
    canvas = block.locator("canvas").bounding_box()
    assert canvas  # only what is in view is drawn
    assert canvas["width"] <= frame["width"]
    zoom(block, "the whole matrix").click()
    assert squares_wide(block) == before
    expect(zoom(block, "smaller squares")).to_be_disabled()


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1280, 1366])
def test_two_maps_that_fit_beside_each_other_stand_beside_each_other(visitor: Visitor, width: int) -> None:
    space = SPACE.with_sizes(n=64)
    page = visitor.open("/explain", topic="self-attention", lang="en", width=width, numbers=packed(space))
    page.get_by_role("button", name="Show all").click()
    scores, scaled = (page.locator(f"[class*=st-key-step_3_] .block[data-id={id}]") for id in ("scores", "scaled"))
    expect(scaled.locator("canvas")).to_be_visible()
    left, right = scores.bounding_box(), scaled.bounding_box()
    assert left
    assert right
    assert abs(left["y"] - right["y"]) < 1
    assert left["x"] + left["width"] < right["x"]
    assert right["x"] + right["width"] <= width
    assert squares_wide(scores, 64) >= 5


@pytest.mark.exhaustive
def test_a_click_opens_the_square_that_scrolled_there(visitor: Visitor) -> None:
    page, block = scores_of(visitor)
    zoom(block, "larger squares").click()
    zoom(block, "larger squares").click()
    square = squares_wide(block)
    block.locator(".view").evaluate("(view, [x, y]) => view.scrollTo(x, y)", [int(30 * square), int(70 * square)])
    page.wait_for_function("view => view.scrollTop > 0", arg=block.locator(".view").element_handle())
    left, top = block.locator(".view").evaluate("view => [view.scrollLeft, view.scrollTop]")
    row, column = int((top + 100) / square), int((left + 100) / square)
    block.locator("canvas").scroll_into_view_if_needed()  # as a learner would, for whom nothing out of sight is pressed
    block.locator("canvas").click(position={"x": 58 + 100, "y": 50 + 100})
    value = f"{SPACE.trace['scores'][row, column]:.4f}".replace("-", "−")
    expect(page.locator("[class*=st-key-step_2_] .worked .who")).to_have_text(f"S[{row + 1}, {column + 1}]")
    expect(page.locator("[class*=st-key-step_2_] .worked .outcome")).to_have_text(value)


@pytest.mark.exhaustive
def test_the_keyboard_zooms_and_takes_the_view_along(visitor: Visitor) -> None:
    _page, block = scores_of(visitor)
    canvas = block.locator("canvas")
    canvas.focus()
    before = squares_wide(block)
    canvas.press("+")
    canvas.press("+")
    assert squares_wide(block) > before
    canvas.press("End")
    expect(canvas).to_have_attribute("aria-label", re.compile(r", 128: "))
    left = block.locator(".view").evaluate("view => view.scrollLeft + view.clientWidth - view.scrollWidth")
    assert left == pytest.approx(0, abs=1)
    canvas.press("0")
    assert squares_wide(block) == before


@pytest.mark.exhaustive
def test_the_wheel_with_ctrl_keeps_what_is_under_the_pointer(visitor: Visitor) -> None:
    page, block = scores_of(visitor)
    canvas = block.locator("canvas")
    lens = block.locator(".lens th.here").last
    size = squares_wide(block)
    middle = {"x": 58 + 68.5 * size, "y": 50 + 50.5 * size}  # of a square
    canvas.hover(position=middle)  # type: ignore[arg-type]
    expect(lens).to_have_text("51")
    page.keyboard.down("Control")
    for _ in range(4):
        page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(
        "([view, wide]) => view.scrollWidth > wide * 1.5",
        arg=[block.locator(".view").element_handle(), 58 + 128 * size],
    )
    page.mouse.move(5, 5)
    expect(lens).to_be_hidden()
    canvas.hover(position=middle)  # type: ignore[arg-type]
    expect(lens).to_have_text("51")


@pytest.mark.exhaustive
def test_long_narrow_operands_scroll_in_a_frame_to_the_row_that_is_read(visitor: Visitor) -> None:
    page, block = scores_of(visitor)
    queries = page.locator('[class*=st-key-step_2_] .block[data-id="queries"]')
    assert queries.bounding_box()["height"] < 900  # type: ignore[index]
    canvas = block.locator("canvas")
    square = squares_wide(block)
    canvas.click(position={"x": 58 + 200, "y": 50 + int(100.5 * square)})
    row = queries.locator("td.first").first
    expect(row).to_have_attribute("data-i", "100")
    expect(row).to_be_in_viewport()


@pytest.mark.exhaustive
def test_on_a_phone_the_map_is_enlarged_without_widening_the_page(visitor: Visitor) -> None:
    _page, block = scores_of(visitor, width=375)
    zoom(block, "larger squares").click()
    zoom(block, "larger squares").click()
    assert room(block) > 375
    assert visitor.overflow() == 0


@pytest.fixture
def fingers(visitor: Visitor) -> Iterator[CDPSession]:
    """A screen that is touched."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})
    yield session
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    session.detach()


def touch(session: CDPSession, kind: str, *at: tuple[float, float]) -> None:
    points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(at)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_two_fingers_enlarge_the_map_and_not_the_page_and_one_finger_scrolls_it(
    visitor: Visitor, fingers: CDPSession
) -> None:
    page, block = scores_of(visitor, width=375)
    view = block.locator(".view")
    frame = view.bounding_box()
    assert frame
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    before = squares_wide(block)
    scrolled = page.get_by_test_id("stMain").evaluate("main => main.scrollTop")
    touch(fingers, "touchStart", (x - 20, y), (x + 20, y))
    for further in range(10, 70, 10):
        touch(fingers, "touchMove", (x - 20 - further, y), (x + 20 + further, y))
    touch(fingers, "touchEnd")
    page.wait_for_function(
        "([view, wide]) => view.scrollWidth > wide", arg=[view.element_handle(), 58 + 128 * before * 2]
    )
    assert page.evaluate("visualViewport.scale") == 1
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == scrolled
    assert visitor.overflow() == 0
    left = view.evaluate("view => view.scrollLeft")
    touch(fingers, "touchStart", (x, y))
    for further in range(10, 90, 10):
        touch(fingers, "touchMove", (x - further, y))
    touch(fingers, "touchEnd")
    page.wait_for_function("([view, left]) => view.scrollLeft > left", arg=[view.element_handle(), left])
