"""All heads of an attention on Explain: a grid of maps, one head for all steps, two beside each other, the average."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import cell, matrix, step
from tests.sweeps import exhaustive

WEIGHTS, CONTEXT = 9, 10  # the parts that tell them


def opened(visitor: Visitor, **how: object) -> tuple[Page, Locator]:
    page = visitor.open("/explain", topic="multi-head", **how)  # type: ignore[arg-type]
    page.get_by_role("button", name="Show all").click()
    weights = step(page, WEIGHTS)
    expect(weights.locator(".heads button")).to_have_count(3)
    return page, weights


def bits(rows: np.ndarray) -> str:
    """Entropy of the rows as they are printed, with two digits more than a tile says."""
    return f"{-(rows * np.log2(rows)).sum(-1).mean():.1f} bits"


def test_every_head_has_its_map_its_entropy_and_its_strongest_pair(visitor: Visitor) -> None:
    _page, weights = opened(visitor)
    first, second, average = weights.locator(".heads button").all()
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(first.locator("b")).to_have_text("head 1")
    table = matrix(weights, "Attention weights · head 1")
    expect(first.locator(".title small")).to_have_text(bits(table))
    row, column = np.unravel_index(table.argmax(), table.shape)
    words = ["cats", "chase", "mice"]
    expect(first.locator(".said")).to_have_text(f"{words[row]} → {words[column]} {table.max():.2f}")
    expect(second.locator(".said")).to_have_text("chase → cats 0.89")
    expect(average.locator("b")).to_have_text("average")
    expect(first.locator("svg path").first).to_be_visible()


@pytest.mark.exhaustive
def test_the_chosen_head_holds_for_all_steps(visitor: Visitor) -> None:
    page, weights = opened(visitor)
    weights.get_by_role("button", name=re.compile("head 2")).click()
    expect(weights.get_by_role("grid", name="Attention weights · head 2")).to_be_visible()
    context = step(page, CONTEXT)
    expect(context.get_by_role("grid", name=re.compile("head 2")).first).to_be_visible()
    context.get_by_test_id("stButtonGroup").get_by_text("head 1").click()
    expect(weights.get_by_role("grid", name="Attention weights · head 1")).to_be_visible()
    expect(weights.locator(".heads button").first).to_have_attribute("aria-pressed", "true")


@pytest.mark.exhaustive
def test_two_heads_stand_side_by_side_with_the_same_cell_outlined(visitor: Visitor) -> None:
    _page, weights = opened(visitor)
    weights.get_by_test_id("stButtonGroup").get_by_text("head 2").click()
    one, two = "Attention weights · head 1", "Attention weights · head 2"
    expect(weights.get_by_role("grid", name=two)).to_be_visible()
    cell(weights, two, 1, 0).click()
    expect(weights.locator(".outcome")).to_have_text("0.8943")
    expect(cell(weights, one, 1, 0)).to_have_class(re.compile(r"\bown\b"))
    cell(weights, one, 1, 0).click()
    expect(weights.locator(".outcome")).to_have_text("0.7679")
    expect(cell(weights, two, 1, 0)).to_have_class(re.compile(r"\bown\b"))


@pytest.mark.exhaustive
def test_the_average_is_shown_with_its_arithmetic(visitor: Visitor) -> None:
    _page, weights = opened(visitor)
    weights.locator(".heads button").last.click()
    expect(weights.get_by_text("nn.MultiheadAttention returns this average")).to_be_visible()
    both = [matrix(weights, f"Attention weights · head {n}") for n in (1, 2)]
    shown = matrix(weights, "Average of the heads")
    np.testing.assert_allclose(shown, sum(both) / 2, atol=1.01e-4)
    cell(weights, "Average of the heads", 1, 1).click()
    expect(weights.locator(".outcome")).to_have_text("0.0491")
    weights.get_by_role("button", name="Trace to the inputs").click()
    expect(weights.locator(".unfolding .summary")).to_contain_text("Ā[chase, chase] is computed in")


@pytest.mark.exhaustive
@pytest.mark.parametrize(("lang", "theme"), [("zh", "dark"), exhaustive("en", "light")])
def test_heads_fit_a_phone(visitor: Visitor, lang: str, theme: str) -> None:
    page = visitor.open("/explain", topic="multi-head", lang=lang, theme=theme, width=375)  # type: ignore[arg-type]
    page.get_by_role("button", name=re.compile("Show all|显示全部|全部")).first.click()
    expect(step(page, WEIGHTS).locator(".heads button")).to_have_count(3)
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
def test_the_weight_of_a_pair_of_long_words_is_read_on_a_phone(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="multi-head", lang="en", width=375)
    page.get_by_role("button", name="Show all").first.click()
    said = step(page, WEIGHTS).locator(".heads .said").first
    shown = "one => { one.textContent = '[CLS] → understanding 0.33'; return one.scrollWidth <= one.clientWidth; }"
    assert said.evaluate(shown)
