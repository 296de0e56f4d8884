"""A number followed on Explain: back to the inputs, term by term, and guessed before it is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import cell, onward, step
from tests.sweeps import exhaustive


def at_scores(visitor: Visitor, **how: object) -> tuple[Page, Locator]:
    page = visitor.open("/explain", topic="self-attention", **how)  # type: ignore[arg-type]
    scores = onward(page, 2)
    expect(scores.locator(".outcome")).to_have_text("1.8524")
    return page, scores


def test_one_press_unfolds_a_score_down_to_the_given_numbers(visitor: Visitor) -> None:
    _page, scores = at_scores(visitor)
    scores.get_by_role("button", name="Trace to the inputs").click()
    way = scores.locator(".unfolding")
    expect(way.locator(".summary")).to_contain_text("S[journey, journey] is computed in 3 steps from 15 given numbers.")
    expect(way.locator(".stage:not(.given) h3")).to_have_text(
        ["Step 2 · Attention scores", "Step 1 · Keys", "Step 1 · Queries"]
    )
    expect(way.locator(".stage .line").first).to_have_text(
        "S[journey, journey] = 0.43064 × 0.44332 + 1.45506 × 1.14186 = 1.8524"
    )
    expect(way.locator(".given .line").first).to_have_text("X[journey, 1] = 0.55×4")
    assert way.locator(".given .line").count() == 3 + 6 + 6


@pytest.mark.exhaustive
def test_another_cell_is_followed_and_the_way_closes_again(visitor: Visitor) -> None:
    _page, scores = at_scores(visitor)
    way = scores.locator(".unfolding")
    scores.get_by_role("button", name="Trace to the inputs").click()
    expect(way).to_be_visible()
    cell(scores, "Attention scores", 0, 2).click()
    expect(way.locator(".summary")).to_contain_text("S[Your, starts] is computed in 3 steps from 18 given numbers.")
    expect(way.locator(".given .line").first).to_have_text("X[Your, 1] = 0.43×2")
    scores.get_by_role("button", name="Trace to the inputs").click()
    expect(way).to_have_count(0)


@pytest.mark.exhaustive
def test_a_cell_of_the_way_opens_where_it_is_computed(visitor: Visitor) -> None:
    page, scores = at_scores(visitor)
    scores.get_by_role("button", name="Trace to the inputs").click()
    scores.locator(".unfolding").get_by_role("button", name="K[journey, 2]").click()
    first = step(page, 1)
    expect(first.locator(".who")).to_have_text("K[journey, 2]")
    expect(first.locator("td.selected")).to_have_text("1.1419")
    cell(first, "Values", 0, 0).click()
    expect(first.locator(".who")).to_have_text("V[Your, 1]")


@pytest.mark.exhaustive
def test_terms_are_walked_one_by_one_with_the_sum_so_far(visitor: Visitor) -> None:
    page, _scores = at_scores(visitor)
    first = step(page, 1)
    expect(first.locator(".who")).to_have_text("Q[journey, 2]")
    first.get_by_role("button", name="Term by term").press("Enter")
    place = first.locator(".walk .place")
    expect(place).to_have_text("Term 1 of 3 · 0.2841 so far")
    expect(first.locator("td.lit")).to_have_count(2)
    page.keyboard.press("Enter")
    expect(place).to_have_text("Term 2 of 3 · 0.8832 so far")
    page.keyboard.press("Enter")
    expect(place).to_have_text("Term 3 of 3 · 1.4551 so far")
    expect(first.locator(".term .body.lit")).to_have_text("0.66 × 0.8665")
    expect(first.get_by_role("button", name="One term further")).to_be_disabled()
    page.keyboard.press("Enter")  # the focus has moved to the button that still leads somewhere
    expect(place).to_have_text("Term 2 of 3 · 0.8832 so far")


@pytest.mark.exhaustive
@pytest.mark.parametrize("theme", [exhaustive("light"), "dark"])
def test_a_long_way_fits_a_phone_in_chinese(visitor: Visitor, theme: str) -> None:
    page = visitor.open("/explain", topic="encoder-block", lang="zh", theme=theme, width=375)  # type: ignore[arg-type]
    open_step = onward(page, 3)
    open_step.get_by_role("button", name="追溯到输入").click()
    expect(open_step.locator(".unfolding .summary")).to_contain_text("由")
    assert visitor.overflow() == 0
    cut = open_step.locator(".unfolding .lines").evaluate_all("all => all.filter((l) => l.scrollWidth > l.clientWidth)")
    assert cut == []


def test_on_a_phone_a_long_line_of_the_way_is_seen_to_its_result(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm", width=375)
    gate = onward(page, 3)
    gate.get_by_role("button", name="Trace to the inputs").click()
    lines = gate.locator(".unfolding .stage:not(.given) .lines")
    expect(lines.nth(1)).to_contain_text(" + ")
    assert lines.evaluate_all("all => all.filter((l) => l.clientWidth && l.scrollWidth > l.clientWidth)") == []


def predicting(visitor: Visitor, what: str, **how: object) -> tuple[Page, Locator]:
    """The page with the scaled scores hidden until something of them is said."""
    page = visitor.open("/explain", topic="self-attention", **how)  # type: ignore[arg-type]
    page.get_by_role("button", name="Predict first: nothing hidden").click()
    page.get_by_text(what, exact=True).click()
    expect(page.get_by_role("button", name=f"Predict first: {what}")).to_be_visible()
    page.keyboard.press("Escape")
    scaled = onward(page, 3)
    expect(scaled.get_by_role("button", name="Check")).to_be_visible()
    return page, scaled


def test_a_hidden_number_is_shown_once_it_is_said(visitor: Visitor) -> None:
    page, scaled = predicting(visitor, "a number")
    hidden = scaled.get_by_role("grid", name="Scaled scores, hidden")
    expect(hidden).to_be_visible()
    assert hidden.locator("td .number").all_inner_texts() == [""] * 36
    expect(scaled.locator(".outcome")).to_have_count(0)
    box = scaled.locator("td.entry input")
    box.fill("1.30")
    box.press("Control+Enter")
    expect(scaled.locator("td.entry.wrong")).to_have_count(1)
    expect(hidden).to_be_visible()
    box.fill("1.31")
    box.press("Control+Enter")
    expect(scaled.locator(".outcome")).to_have_text("1.3098")
    expect(scaled.get_by_text("You said it before it was shown.")).to_be_visible()
    page.get_by_role("button", name="Next step").click()
    expect(step(page, 4).get_by_role("grid", name="Attention weights, hidden")).to_be_visible()


@pytest.mark.exhaustive
def test_another_hidden_cell_can_be_said(visitor: Visitor) -> None:
    _page, scaled = predicting(visitor, "a number")
    hidden = scaled.get_by_role("grid", name="Scaled scores, hidden")
    hidden.locator("td[data-i='0'][data-j='0']").click()
    expect(scaled.locator(".who")).to_have_text("S′[Your, Your]")
    box = scaled.locator("td.entry input")
    box.fill("0.653")
    box.press("Control+Enter")
    expect(scaled.locator(".outcome")).to_have_text("0.6528")


@pytest.mark.exhaustive
def test_a_hidden_shape_wants_rows_and_columns(visitor: Visitor) -> None:
    _page, scaled = predicting(visitor, "a shape")
    rows, columns = scaled.locator("td.entry input").all()
    rows.fill("6")
    columns.fill("2")
    columns.press("Control+Enter")
    expect(scaled.locator("td.entry.right")).to_have_count(1)
    expect(scaled.locator("td.entry.wrong")).to_have_count(1)
    columns.fill("6")
    columns.press("Control+Enter")
    expect(cell(scaled, "Scaled scores", 1, 1)).to_have_text("1.3098")


@pytest.mark.exhaustive
def test_a_hidden_step_can_be_shown_without_saying_it(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm")
    page.get_by_role("button", name="Predict first: nothing hidden").click()
    page.get_by_text("a whole step", exact=True).click()
    page.keyboard.press("Escape")
    gate = onward(page, 3)
    inputs = gate.locator("td.entry input")
    expect(inputs).to_have_count(2)
    inputs.nth(0).fill("0.2176")
    inputs.nth(1).fill("0.5")
    inputs.nth(1).press("Control+Enter")
    expect(gate.locator("td.entry.right")).to_have_count(1)
    expect(gate.locator("td.entry.wrong")).to_have_count(1)
    gate.get_by_role("button", name="Show it").click()
    expect(gate.locator(".outcome")).to_have_text("0.8797")
    expect(gate.get_by_text("You said it before it was shown.")).to_have_count(0)
