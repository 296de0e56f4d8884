"""Numbers typed over in the figure itself, put back, and carried away in a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import again_until
from tests.browser.server import Server
from tests.browser.test_restart import eventually, store


def cell(page: Page, id: str, i: int, j: int) -> Locator:
    return page.locator(f'[class*=st-key-step_1_] .block[data-id="{id}"] td[data-i="{i}"][data-j="{j}"]')


def editor(page: Page) -> Locator:
    return page.locator("input.editor")


def test_a_number_is_typed_over_in_the_figure_by_mouse_and_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention", lang="en")
    weight = cell(page, "W_q", 1, 0)
    again_until(weight.dblclick, editor(page))
    expect(editor(page)).to_have_value("0.25167072")
    editor(page).fill("abc")
    editor(page).press("Enter")
    expect(weight).to_have_attribute("aria-invalid", "true")
    expect(weight).to_have_text("abc")
    expect(page.locator("[class*=st-key-step_1_] .notice")).to_contain_text("“abc”, which is not a number")
    expect(cell(page, "queries", 0, 0)).to_have_text("0.2309")  # the last numbers that could be computed with
    weight.press("Enter")
    editor(page).fill("1/3")
    editor(page).press("Enter")
    expect(weight).to_have_attribute("aria-invalid", "false")
    expect(weight).to_have_text("0.3333")
    expect(cell(page, "queries", 0, 0)).to_have_text("0.2432")  # 0.43 × 0.29611194 + 0.15 × 1/3 + 0.89 × 0.07397246
    expect(page.locator("[class*=st-key-step_1_] .notice")).to_be_empty()
    weight.press("Enter")
    expect(editor(page)).to_have_value("1/3")
    editor(page).press("Escape")
    expect(editor(page)).to_have_count(0)
    cell(page, "queries", 0, 0).dblclick()  # what is computed is not typed over
    expect(editor(page)).to_have_count(0)


def kept(server: Server) -> Mapping[str, Any]:
    """What is kept of the numbers of the LSTM."""
    opened = store(server)
    draft = opened.draft("explain/lstm")
    opened.close()
    return draft.state if draft else {}


@pytest.mark.exhaustive
def test_what_is_typed_while_an_answer_comes_stays(visitor: Visitor, server: Server) -> None:
    """The first change of a matrix brings it a button; by then the next cell may be half typed."""
    page = visitor.open("/explain", topic="lstm")
    page.locator(".st-key-numbers_chip button").click()
    first, other = (page.locator("td.entry input").nth(n) for n in (0, 3))
    first.fill("1")
    first.blur()  # sends it
    back = page.get_by_role("button", name="to the example's numbers")
    last = ""
    for n in range(200):  # all the time, so that nothing of it is sent before the answer comes
        last = f"0.{n}"
        other.fill(last)
        if back.count():
            break
        page.wait_for_timeout(50)
    assert back.count() > 0
    expect(other).to_have_value(last)
    expect(other).to_be_focused()
    expect(back).to_have_count(2)  # it was sent, and is another matrix's
    eventually(page, lambda: last in str(kept(server)), True)
    page.reload()
    visitor.settle()
    page.locator(".st-key-numbers_chip button").click()
    expect(other).to_have_value(last)


@pytest.mark.exhaustive
def test_one_input_is_put_back_and_that_is_undone(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention", lang="en")
    weight = cell(page, "W_k", 0, 0)
    again_until(weight.dblclick, editor(page))
    editor(page).fill("5")
    editor(page).press("Enter")
    expect(weight).to_have_text("5")
    page.locator(".st-key-numbers_chip button").click()
    page.get_by_role("button", name="Put Key weights back to the example's numbers").click()
    expect(weight).to_have_text("0.1366")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Take mine again").click()
    expect(weight).to_have_text("5")
    expect(page.get_by_role("button", name="Take mine again")).to_have_count(0)


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1280, 375])
def test_the_numbers_leave_the_figure_in_view(visitor: Visitor, width: int) -> None:
    page = visitor.open("/explain", topic="multi-head", lang="en", width=width)
    page.locator(".st-key-numbers_chip button").click()
    panel = page.get_by_test_id("stPopoverBody")
    expect(panel.locator("td.entry input").first).to_be_visible()
    figure = page.locator("[class*=st-key-step_1_] .block.result").first
    figure.scroll_into_view_if_needed()
    page.wait_for_function(
        """() => {
            const panel = document.querySelector('[data-testid=stPopoverBody]').getBoundingClientRect();
            const story = document.querySelector('.st-key-story').getBoundingClientRect();
            return story.right <= panel.left + 1 || panel.top > innerHeight / 2;
        }"""
    )
    field = panel.locator('.block[data-id="X"] td.entry input').first
    field.fill("x")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(panel.locator(".st-key-numbers_fault")).to_be_in_viewport()


@pytest.mark.exhaustive
def test_a_link_opens_everything_elsewhere(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention", lang="en")
    weight = cell(page, "W_v", 2, 1)
    again_until(weight.dblclick, editor(page))
    editor(page).fill("-1/8")
    editor(page).press("Enter")
    expect(weight).to_have_text("−0.125")
    page.locator(".st-key-export button").first.click()
    link = page.locator(".st-key-link code")
    expect(link).to_contain_text("numbers=")
    query = link.inner_text().partition("?")[2]
    page.keyboard.press("Escape")
    page.goto(f"{visitor.url}/explain?lang=en&topic=lstm")
    visitor.settle()
    page.goto(f"{visitor.url}/explain?{query}")
    expect(cell(page, "W_v", 2, 1)).to_have_text("−0.125")
    page.goto(f"{visitor.url}/explain?lang=en&topic=self-attention&numbers=nonsense")
    expect(page.get_by_text("This link is damaged or of another version")).to_be_visible()
