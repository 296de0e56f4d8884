"""Mistakes, results, conventions and gradients in a real browser; the guards of the marking, as a learner sees them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from content import headings, questions
from content.questions import SpokenQuestion
from tests.browser.conftest import Visitor
from tests.browser.learner import fill_in, matrix, printed, shares, step

HAND = "self-attention/by-hand"


def radio(page: Page, n: int) -> Locator:
    return page.get_by_test_id("stRadio").nth(n)


def radios(page: Page) -> Locator:
    return page.get_by_test_id("stRadio")


def pick(visitor: Visitor, n: int, k: int) -> None:
    radio(visitor.page, n).locator("[role=radiogroup] label").nth(k).click()
    expect(radio(visitor.page, n).get_by_role("radio").nth(k)).to_be_checked()
    visitor.settle()


def check(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="Check").or_(visitor.page.get_by_role("button", name="批改")).click()
    expect(visitor.page.locator(".st-key-finished")).to_be_visible()
    visitor.settle()


def new_numbers(visitor: Visitor) -> None:
    """Fresh numbers, and wait until they are there."""
    boxes = visitor.page.locator("td.entry input:not([readonly])")
    boxes.first.fill("9")
    visitor.page.get_by_role("button", name="New numbers").click()
    expect(boxes.first).to_have_value("")
    visitor.settle()


def badge(page: Page, n: int) -> Locator:
    return step(page, n).locator(".badge").first


# ---- which step is wrong ----


@pytest.mark.exhaustive
def test_a_wrong_step_is_found_kept_over_a_reload_and_explained(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="gru/find")
    expect(radios(page)).to_have_count(1)
    pick(visitor, 0, 1)
    pick(visitor, 1, 2)
    table = page.locator("[class*=st-key-step_2_] table").first
    numbers = table.inner_text()
    page = visitor.open("/practise", q="gru/find")
    expect(radio(page, 0).get_by_role("radio").nth(1)).to_be_checked()
    expect(radio(page, 1).get_by_role("radio").nth(2)).to_be_checked()
    expect(table).to_have_text(numbers, use_inner_text=True)
    check(visitor)
    wrong = page.locator("[class*=st-key-step_]", has=page.locator(".badge.misconception"))
    expect(wrong).to_have_count(1)
    expect(wrong.locator("td.differs").first).to_be_visible()
    expect(wrong.get_by_text("as it was done")).to_be_visible()
    expect(wrong.get_by_text("by definition")).to_be_visible()
    expect(page.get_by_text("The wrong step")).to_be_visible()
    expect(page.get_by_role("button", name="Next question")).to_be_visible()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("question", "picks"), [("gru/find", 2), ("gru/which-state", 1), ("gru/whose-state", 1), ("gru/backward", 0)]
)
def test_nothing_stands_over_on_a_phone(visitor: Visitor, question: str, picks: int) -> None:
    page = visitor.open("/practise", q=question, lang="zh", theme="dark", width=375)
    assert visitor.overflow() == 0
    for n in range(picks):
        expect(radios(page)).to_have_count(n + 1)
        pick(visitor, n, 0)
    if picks:
        check(visitor)
        assert visitor.overflow() == 0


# ---- which result, whose convention ----


def test_the_result_is_told_from_those_of_mistakes(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="gru/which-state")
    sheet = page.locator(".st-key-given")
    z, new, old = (matrix(sheet, label) for label in ("Update gate", "Candidate", "Old state"))
    right = printed(z * old + (1 - z) * new)[0]
    letters = "ABCD"
    shown = [page.locator(f".st-key-candidates table[aria-label='{c}']") for c in letters]
    found = [table.locator("td .number").all_inner_texts() for table in shown]
    at = [[text.replace("−", "-") for text in texts] for texts in found].index(right)
    pick(visitor, 0, at)
    page = visitor.open("/practise", q="gru/which-state")
    expect(radio(page, 0).get_by_role("radio").nth(at)).to_be_checked()
    check(visitor)
    expect(page.locator(".badge.right").first).to_have_text(re.compile("right · 2 of 2"))
    told = page.locator(f".st-key-told_{letters[at]}")
    expect(told.locator(".badge.right")).to_have_text(re.compile("your choice"))
    expect(told.locator("td.differs")).to_have_count(0)
    for c in letters:
        expect(page.locator(f".st-key-told_{c} td").first).to_be_visible()
    expect(page.locator("[class*=st-key-told_] td.differs").first).to_be_visible()


@pytest.mark.exhaustive
def test_the_convention_asked_for_is_named_and_all_are_told_by_their_formulas(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="gru/whose-state")
    expect(
        page.get_by_text(re.compile("does the GRU of (Cho et al. 2014|Chung et al. 2014|PyTorch) give"))
    ).to_be_visible()
    pick(visitor, 0, 1)
    page = visitor.open("/practise", q="gru/whose-state")
    expect(radio(page, 0).get_by_role("radio").nth(1)).to_be_checked()
    check(visitor)
    for name in ("Cho et al. 2014", "Chung et al. 2014", "PyTorch"):
        told = page.locator("[class*=st-key-told_]", has=page.get_by_text(name, exact=True))
        expect(told).to_have_count(1)
        expect(told.locator(".katex").first).to_be_visible()


# ---- gradients ----


@pytest.mark.exhaustive
def test_a_backward_pass_is_worked_from_what_comes_back(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="gru/backward")
    sheet = page.locator(".st-key-given")
    back, z, new, old = (
        matrix(sheet, label) for label in ("Gradient: Hidden state", "Update gate", "Candidate", "Old state")
    )
    page.get_by_role("button", name=re.compile("Hint 1:")).click()
    expect(page.get_by_text("the gradient of a factor is the upstream gradient times the other factor")).to_be_visible()
    candidate = back * (1 - z)
    fill_in(page, 1, printed(candidate, 3))
    expect(badge(page, 1)).to_have_text(re.compile("right · 3 of 3"))
    fill_in(page, 2, printed(candidate * new, 3))
    expect(badge(page, 2)).not_to_have_text(re.compile("right"))
    fill_in(page, 3, printed(back * (old - new), 3))
    expect(badge(page, 3)).to_have_text(re.compile("right · 3 of 3"))
    expect(step(page, 3).get_by_role("heading")).to_have_text("Gradient: Update gate")
    fill_in(page, 4, printed(back * (old - new) * z * (1 - z), 3))
    expect(badge(page, 4)).to_have_text(re.compile("right · 3 of 3"))
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_role("heading", name="Back through the blend")).to_have_count(0)


def test_what_is_worked_by_hand_reads_as_its_formula_on_a_phone(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="gru/backward", width=375)
    signs = step(page, 1).locator(".sign:visible")
    expect(signs.first).to_contain_text("⊙")
    first, result = step(page, 1).locator(".block.operand").first, step(page, 1).locator(".block.result")
    assert first.bounding_box()["y"] <= result.bounding_box()["y"]  # type: ignore[index]
    assert visitor.overflow() == 0


# ---- the guards of the marking ----


def test_zeros_written_to_make_the_rest_easy_earn_nothing_further(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=HAND)
    nothing = [["0", "0", "0"]] * 3
    fill_in(page, 1, nothing)
    expect(badge(page, 1)).not_to_have_text(re.compile("right"))
    fill_in(page, 2, nothing)
    expect(badge(page, 2)).to_have_text(re.compile("follows from step 1 · (0|0.5|1) of 3"))  # some scores are 0
    expect(step(page, 2).get_by_text("so simple that other methods give the same")).to_be_visible()


@pytest.mark.exhaustive
def test_a_transposed_answer_is_said_to_look_like_one(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=HAND)
    new_numbers(visitor)
    sheet = page.locator(".st-key-given")
    scores = matrix(sheet, "Queries") @ matrix(sheet, "Keys").T
    fill_in(page, 1, printed(scores))
    expect(badge(page, 1)).to_have_text(re.compile("right"))
    scaled = np.array(printed(scores / np.sqrt(2)), dtype=float)
    fill_in(page, 2, printed(scaled))
    expect(badge(page, 2)).to_have_text(re.compile("right"))
    fill_in(page, 3, printed(shares(scaled).T))
    expect(badge(page, 3)).to_have_text(re.compile("looks like a careless slip"))
    expect(step(page, 3).get_by_text("transposed")).to_be_visible()


@pytest.mark.exhaustive
def test_a_step_left_blank_is_carried_on_with_the_truth(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=HAND)
    new_numbers(visitor)
    sheet = page.locator(".st-key-given")
    scores = matrix(sheet, "Queries") @ matrix(sheet, "Keys").T
    page.get_by_role("button", name="Leave blank").click()
    expect(badge(page, 1)).to_have_text(re.compile("left blank · 0 of 3"))
    fill_in(page, 2, printed(scores / np.sqrt(2)))
    expect(badge(page, 2)).to_have_text(re.compile("right · 3 of 3"))


# ---- on a phone and without a mouse ----


def test_what_is_to_choose_from_stands_in_its_order_on_a_phone_and_is_no_product(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="embedding/which-vectors", width=375, height=812)
    letters = page.locator(".st-key-candidates .block")
    expect(letters).to_have_count(4)
    boxes = letters.evaluate_all(
        """(all) => all.map((one) => { const box = one.getBoundingClientRect();
        return [one.querySelector('.name')?.innerText ?? one.innerText.trim()[0], box.top, box.left]; })"""
    )
    read = sorted(boxes, key=lambda box: (round(box[1] / 40), box[2]))
    assert "".join(letter.strip()[0] for letter, _top, _left in read) == "ABCD"
    expect(page.locator(".st-key-candidates [data-joint]")).to_have_count(0)


def test_the_focus_follows_an_oral_question_from_round_to_round(visitor: Visitor) -> None:
    asked = next(q for one in headings() for q in questions(one.id) if isinstance(q, SpokenQuestion) and q.follow_ups)
    page = visitor.open("/practise", q=asked.id)
    page.get_by_role("button", name="Show key points").click()
    ticks = page.locator(".st-key-key_points_0 input")
    expect(ticks).to_have_count(len(asked.points))
    expect(ticks.first).to_be_focused()
    visitor.settle()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".st-key-reveal_1 button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(ticks).to_have_count(len(asked.follow_ups[0].points))
    expect(ticks.first).to_be_focused()
