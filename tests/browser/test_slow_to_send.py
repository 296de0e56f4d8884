"""Runs that overtake each other before their elements were sent: the page ends as if there had been time between."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.learner import cell, onward, step

APP = "tests/browser/slow_to_send.py"


@pytest.mark.exhaustive
@pytest.mark.parametrize("between", [0, 120, 300])  # milliseconds
def test_a_step_is_hidden_and_the_next_one_opened(visitor: Visitor, between: int) -> None:
    page = visitor.open("/explain", topic="lstm")
    page.get_by_role("button", name="Predict first: nothing hidden").click()
    page.get_by_text("a whole step", exact=True).click()
    page.wait_for_timeout(between)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Next step").click()
    expect(step(page, 2).locator("td.entry input")).to_have_count(2)


def test_a_question_of_a_lesson_is_checked_before_and_after_a_choice(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention")
    asked = page.locator(".st-key-predict_mask")
    asked.get_by_role("button", name="Check").press("Enter")
    asked.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(asked.get_by_role("radio", name="It becomes smaller")).to_be_checked()
    asked.get_by_role("button", name="Check").press("Enter")
    expect(asked.get_by_role("status")).to_contain_text("You said: It becomes smaller")


@pytest.mark.exhaustive
def test_cells_are_opened_while_the_story_goes_on(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention")
    expect(onward(page, 2).locator(".outcome")).to_have_text("1.8524")
    for _ in range(2):
        page.get_by_role("button", name="Next step").click()
        cell(step(page, 2), "Attention scores", 0, 2).click()
    page.get_by_role("button", name="Back").click()
    cell(step(page, 1), "Values", 0, 0).click()
    expect(step(page, 1).locator(".who")).to_have_text("V[Your, 1]")
    expect(step(page, 2).locator(".who")).to_have_text("S[Your, starts]")
    visitor.settle()
    expect(page.get_by_role("button", name="Next step")).to_be_enabled()
