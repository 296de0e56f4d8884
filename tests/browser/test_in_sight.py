"""What was asked for comes in sight: a verdict above the button that was pressed, the arithmetic below the matrices."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from content import questions
from tests.browser.conftest import Visitor
from tests.browser.learner import cell, step

WHICH = next(q.id for q in questions() if q.kind == "result")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (375, 700)])
def test_the_verdict_on_a_chosen_matrix_is_seen(visitor: Visitor, width: int, height: int) -> None:
    page = visitor.open("/practise", q=WHICH, width=width, height=height)
    page.get_by_test_id("stRadio").get_by_role("radiogroup").locator("label").first.click()
    check = page.locator(".st-key-check button")
    expect(check).to_be_enabled()
    check.press("Enter")
    verdict = page.locator(".st-key-result_verdict .badge")
    expect(verdict).to_be_visible()
    expect(verdict).to_be_in_viewport()


def test_on_a_phone_the_arithmetic_of_a_chosen_cell_is_seen(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention", width=375, height=700)
    worked = step(page, 1).locator(".worked")
    queries = cell(step(page, 1), "Queries", 0, 0)
    queries.scroll_into_view_if_needed()
    queries.click()
    expect(worked.locator(".who")).to_have_text("Q[Your, 1]")
    expect(worked.locator(".outcome")).to_be_in_viewport()
    bar = page.locator(".st-key-steps_bar").bounding_box()
    box = worked.bounding_box()
    assert bar
    assert box
    assert box["y"] + box["height"] <= bar["y"] + 1
