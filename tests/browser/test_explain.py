"""Explain in a real browser: published figures on screen, a cell opened, a number changed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import cell, matrix, step
from tests.browser.server import Server
from tests.sweeps import exhaustive

# S. Raschka, Build a Large Language Model (From Scratch), chapter 3
CASE_B = [[0.2996, 0.8053], [0.3061, 0.8210], [0.3058, 0.8203], [0.2948, 0.7939], [0.2927, 0.7891], [0.2990, 0.8040]]
CASE_C = [
    [-0.0739, 0.0713],
    [-0.0748, 0.0703],
    [-0.0749, 0.0702],
    [-0.0760, 0.0685],
    [-0.0763, 0.0679],
    [-0.0754, 0.0693],
]


@pytest.fixture(autouse=True)
def nothing_kept(server: Server) -> Iterator[None]:
    """Every test finds the examples as content gives them; what the one before typed is forgotten."""
    yield
    if not server.database.exists():
        return  # nothing was ever typed
    with closing(sqlite3.connect(server.database, timeout=10)) as database:
        database.execute("delete from drafts where question_id like 'explain/%'")
        database.commit()


def opened(visitor: Visitor) -> Page:
    page = visitor.open("/explain", topic="self-attention")
    page.get_by_role("button", name="Show all").click()
    expect(step(page, 5).get_by_role("grid", name="Context vectors")).to_be_visible()
    return page


def test_the_contexts_of_case_b_are_on_screen(visitor: Visitor) -> None:
    page = opened(visitor)
    assert matrix(step(page, 5), "Context vectors").tolist() == CASE_B


@pytest.mark.exhaustive
def test_the_contexts_of_case_c_are_on_screen(visitor: Visitor) -> None:
    page = opened(visitor)
    page.get_by_role("button", name=re.compile("Your journey")).click()
    page.get_by_role("button", name=re.compile("Linear")).first.click()
    expect(cell(step(page, 1), "Queries", 0, 0)).not_to_have_text("0.2309")
    page.get_by_role("button", name="Show all").click()
    expect(cell(step(page, 5), "Context vectors", 0, 0)).to_have_text("−0.0739")
    assert matrix(step(page, 5), "Context vectors").tolist() == CASE_C


def test_a_click_outlines_the_sources_and_writes_the_arithmetic(visitor: Visitor) -> None:
    page = opened(visitor)
    scores = step(page, 2)
    cell(scores, "Attention scores", 1, 2).click()
    expect(scores.locator(".who")).to_have_text("S[journey, starts]")
    expect(scores.locator(".outcome")).to_have_text("1.8111")
    expect(scores.locator("td.first")).to_have_count(2)
    expect(scores.locator("td.second")).to_have_count(2)
    assert scores.locator("td.selected").inner_text() == "1.8111"


def test_the_keyboard_moves_the_selection_and_crosses_into_the_operand(visitor: Visitor) -> None:
    page = opened(visitor)
    scores = step(page, 2)
    cell(scores, "Attention scores", 1, 1).click()
    page.keyboard.press("ArrowLeft")
    expect(scores.locator(".who")).to_have_text("S[journey, Your]")
    page.keyboard.press("ArrowLeft")
    expect(scores.locator(".who")).to_have_text("Q[journey, 2]")
    expect(scores.get_by_role("button", name="Open in step 1")).to_be_visible()


def test_changing_one_number_changes_exactly_what_depends_on_it(visitor: Visitor) -> None:
    page = opened(visitor)
    before = {
        n: matrix(step(page, n), label)
        for n, label in ((1, "Queries"), (2, "Attention scores"), (5, "Context vectors"))
    }
    page.get_by_role("button", name=re.compile("Numbers")).click()
    first = page.get_by_role("grid", name="Tokens").locator("input").first
    first.fill("0.93")
    first.press("Control+Enter")
    page.keyboard.press("Escape")
    expect(cell(step(page, 1), "Tokens", 0, 0)).to_have_text("0.93")
    expect(cell(step(page, 1), "Queries", 0, 0)).not_to_have_text("0.2309")
    expect(cell(step(page, 2), "Attention scores", 0, 0)).not_to_have_text("0.9231")
    expect(cell(step(page, 5), "Context vectors", 0, 0)).not_to_have_text("0.2996")  # each figure is drawn by itself
    after = {
        n: matrix(step(page, n), label)
        for n, label in ((1, "Queries"), (2, "Attention scores"), (5, "Context vectors"))
    }
    assert (after[1] != before[1]).tolist() == [[True, True], *[[False, False]] * 5]
    assert (after[2][1:, 1:] == before[2][1:, 1:]).all()
    assert (after[2][0] != before[2][0]).all()
    assert (after[2][:, 0] != before[2][:, 0]).all()
    assert (after[5] != before[5]).any(axis=1).all()


def test_a_word_that_is_no_number_is_named_and_nothing_is_lost(visitor: Visitor) -> None:
    page = opened(visitor)
    page.get_by_role("button", name=re.compile("Numbers")).click()
    first = page.get_by_role("grid", name="Tokens").locator("input").first
    first.fill("abc")
    first.press("Control+Enter")
    expect(page.get_by_text("X[1, 1] is “abc”, which is not a number.").first).to_be_visible()
    expect(first).to_have_value("abc")
    expect(cell(step(page, 2), "Attention scores", 0, 0)).to_have_text("0.9231")


def test_the_learners_own_sentence(visitor: Visitor) -> None:
    page = opened(visitor)
    page.get_by_role("button", name=re.compile("Your journey")).click()
    page.get_by_role("textbox", name="Your own sentence").fill("我 爱 数学")
    page.get_by_role("textbox", name="Your own sentence").press("Enter")
    expect(step(page, 2).get_by_role("columnheader", name="数学").first).to_be_visible()


@pytest.mark.exhaustive
@pytest.mark.parametrize("topic", ["self-attention", exhaustive("lstm"), exhaustive("gru")])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("theme", "width"), [exhaustive("light", 1280), ("dark", 375)])
def test_every_topic_opens_in_both_languages_wide_and_narrow(
    visitor: Visitor, topic: str, lang: Literal["en", "zh"], theme: Literal["light", "dark"], width: int
) -> None:
    page = visitor.open("/explain", lang=lang, theme=theme, width=width, topic=topic)
    expect(step(page, 1).locator("table").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
def test_a_changed_number_is_there_after_a_reload(visitor: Visitor) -> None:
    page = opened(visitor)
    page.get_by_role("button", name=re.compile("Numbers")).click()
    first = page.get_by_role("grid", name="Tokens").locator("input").first
    first.fill("0.99")
    first.press("Control+Enter")
    expect(cell(step(page, 2), "Attention scores", 0, 0)).not_to_have_text("0.9231")
    changed = cell(step(page, 2), "Attention scores", 0, 0).inner_text()
    visitor.settle()
    page = opened(visitor)
    expect(cell(step(page, 2), "Attention scores", 0, 0)).to_have_text(changed)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("topic", "n"), [("rope", 6), exhaustive("layer-norm", 6), exhaustive("sinusoidal", 5)])
def test_on_a_wide_page_nothing_is_folded(visitor: Visitor, topic: str, n: int) -> None:
    page = visitor.open("/explain", topic=topic)
    page.get_by_role("button", name="Show all").click()
    figure = step(page, n).locator("#root").first
    expect(figure).to_be_visible()
    expect(page.locator("#root.narrow")).to_have_count(0)
    assert figure.locator("td:visible[data-j]").count() == figure.locator("td[data-j]").count()


@pytest.mark.exhaustive
def test_the_arithmetic_stands_beside_a_figure_that_leaves_room(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm")
    page.get_by_role("button", name="Show all").click()
    gate = step(page, 3)
    expect(gate.locator(".outcome")).to_be_visible()
    stage, worked = (gate.locator(name).first.bounding_box() for name in (".stage", ".worked"))
    assert stage
    assert worked
    assert worked["x"] >= stage["x"] + stage["width"]
    assert worked["y"] < stage["y"] + stage["height"]


@pytest.mark.exhaustive
def test_a_lower_matrix_stands_level_with_the_middle_of_the_line(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="additive-attention")
    page.get_by_role("button", name="Show all").click()
    line = step(page, 3)
    expect(line.locator(".outcome")).to_be_visible()
    middles = [
        (box["y"] + box["height"] / 2)
        for box in (one.bounding_box() for one in [*line.locator("tbody").all(), *line.locator(".sign").all()])
        if box
    ]
    assert max(middles) - min(middles) < 4


@pytest.mark.exhaustive
def test_everything_of_the_bar_is_within_reach_of_a_thumb(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention", width=375, height=667)
    for name in ("Back", "Next step", "Show all", "Export", "Check mine", "Quiz me on this"):
        button = page.get_by_role("button", name=re.compile(name)).last
        expect(button).to_be_visible()
        box = button.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("topic", ["self-attention", "lstm-sequence"])
def test_on_a_phone_the_bar_has_two_rows(visitor: Visitor, topic: str, lang: Literal["en", "zh"]) -> None:
    page = visitor.open("/explain", topic=topic, lang=lang, width=375, height=667)
    buttons = page.locator(".st-key-steps_bar button")
    boxes = [box for one in buttons.all() if (box := one.bounding_box())]
    assert len(boxes) >= 6
    assert len({round(box["y"] + box["height"] / 2) for box in boxes}) == 2
    assert max(box["x"] + box["width"] for box in boxes) <= 375


@pytest.mark.exhaustive
@pytest.mark.torch
def test_pytorch_checks_every_step_while_the_page_is_used(visitor: Visitor) -> None:
    page = opened(visitor)
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Check with PyTorch").click()
    expect(page.get_by_text("PyTorch is computing the same steps")).to_be_visible()
    page.keyboard.press("Escape")
    cell(step(page, 2), "Attention scores", 1, 2).click()
    expect(step(page, 2).locator(".outcome")).to_have_text("1.8111")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_text("PyTorch agrees in all 7 steps")).to_be_visible()
    expect(page.locator(".torch-check tbody tr")).to_have_count(7)


@pytest.mark.exhaustive
def test_the_head_that_is_chosen_holds_for_every_step(visitor: Visitor) -> None:
    page = visitor.open("/", topic="multi-head")
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("grid", name=re.compile("Attention scores · head 1")).first).to_be_visible()
    page.get_by_role("radio", name="head 2").first.click()
    expect(page.get_by_role("grid", name=re.compile("Attention scores · head 2")).first).to_be_visible()
    expect(page.get_by_role("grid", name=re.compile("· head 1"))).to_have_count(1)  # where all heads are joined


def test_other_sizes_keep_what_is_there_and_fill_in_the_rest(visitor: Visitor) -> None:
    page = opened(visitor)
    page.locator(".st-key-sizes_chip button").first.click()
    width = page.get_by_role("spinbutton", name="dₖ")
    width.fill("4")
    width.press("Enter")
    expect(step(page, 1).locator("table td", has_text="0.2961").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".st-key-numbers_chip button").first.click()
    weights = page.get_by_role("grid", name="Query weights")
    expect(weights.locator("td.entry")).to_have_count(12)
    expect(weights.locator("td.placeholder")).to_have_count(6)
    first = weights.locator("td.placeholder input").first
    first.fill("0.5")
    first.press("Enter")
    expect(weights.locator("td.placeholder")).to_have_count(5)


@pytest.mark.exhaustive
def test_the_page_stays_where_it_is_when_all_is_shown_and_a_convention_changes(visitor: Visitor) -> None:
    page = opened(visitor)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollTop") == 0
    page.locator(".st-key-conventions_chip button").first.click()
    page.locator("[class*=st-key-option_scale_]").get_by_role("radio").last.click()
    visitor.settle()
    page.wait_for_timeout(600)  # a page that is thrown down is so within a second
    assert main.evaluate("main => main.scrollTop") == 0


@pytest.mark.exhaustive
def test_a_pasted_state_dict_fills_the_inputs(visitor: Visitor) -> None:
    page = opened(visitor)
    page.locator(".st-key-numbers_chip button").first.click()
    page.locator(".st-key-fill_in summary").click()
    page.get_by_role("textbox", name="Arrays with their names").fill("W_q = tensor([[1., 0.], [0., 1.], [1., 1.]])")
    page.get_by_role("button", name="Read", exact=True).click()
    expect(page.get_by_text("Filled in: W_q.")).to_be_visible()
    expect(cell(step(page, 1), "Queries", 0, 0)).to_have_text("1.3200")
