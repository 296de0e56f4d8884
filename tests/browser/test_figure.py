"""The matrix figure as a learner uses it: by pointer, by keyboard, by pasting, wide and on a phone."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor

APP = "tests/browser/gallery.py"
FIGURES = ["product", "softmax", "row", "entry", "marks", "dense", "map", "large", "compare", "hostile"]


def cell(page: Page, block: str, i: int, j: int) -> Locator:
    """A cell of a matrix, counted from 0."""
    return page.locator(f'.block[data-id="{block}"] td[data-i="{i}"][data-j="{j}"]')


def box(page: Page, block: str, i: int, j: int) -> Locator:
    """The input of a cell to fill in."""
    return cell(page, block, i, j).locator("input")


def expect_heard(page: Page, key: str, what: str, expected: Any) -> None:
    """Wait until the server has heard it."""
    said = page.locator(f".st-key-heard_{key}")
    expect(said).to_contain_text(f'"{what}": {json.dumps(expected)}')


def outlined(page: Page, kind: str) -> list[str]:
    """The cells with an outline, as block, row, column."""
    found: list[str] = page.locator(f"td.{kind}").evaluate_all(
        "cells => cells.map(td => [td.closest('.block').dataset.id, td.dataset.i, td.dataset.j].join(' '))"
    )
    return sorted(found)


def paste(target: Locator, text: str) -> None:
    """What Ctrl+V does, without a clipboard to share with other tests."""
    target.evaluate(
        """(input, text) => {
            const data = new DataTransfer();
            data.setData('text/plain', text);
            const init = { clipboardData: data, bubbles: true, composed: true, cancelable: true };
            input.dispatchEvent(new ClipboardEvent('paste', init));
        }""",
        text,
    )


# ---- reading ----


def test_a_click_selects_a_cell_and_outlines_its_row_and_column(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    cell(page, "S", 3, 0).click()
    expect(cell(page, "S", 3, 0)).to_have_class(re.compile("selected"))
    assert outlined(page, "first") == ["Q 3 0", "Q 3 1"]
    assert outlined(page, "second") == ["K 0 0", "K 1 0"]
    expect_heard(page, "product", "selected", ["S", 3, 0])
    expect(page.locator(".who")).to_have_text("S[with, Your]")
    assert outlined(page, "selected") == ["S 3 0"]


@pytest.mark.exhaustive
def test_each_matrix_is_one_tab_stop_and_the_selected_cell_is_it(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    stops = page.locator('td[tabindex="0"]')
    expect(stops).to_have_count(3)
    expect(cell(page, "S", 1, 2)).to_have_attribute("tabindex", "0")
    expect(cell(page, "S", 1, 2)).to_have_attribute("aria-selected", "true")
    expect(cell(page, "S", 1, 2)).to_have_attribute("aria-label", re.compile(r"^S, journey, starts: "))


def test_arrows_move_and_cross_into_the_operands(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    cell(page, "S", 1, 1).focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "S", 1, 2)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "Q", 1, 1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(cell(page, "K", 1, 0)).to_be_focused()
    expect_heard(page, "product", "selected", ["K", 1, 0])
    page.keyboard.press("ArrowDown")
    expect(cell(page, "S", 0, 0)).to_be_focused()


@pytest.mark.exhaustive
def test_quick_arrows_end_where_the_last_one_led(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    cell(page, "S", 0, 0).click()
    for _ in range(5):
        page.keyboard.press("ArrowRight", delay=0)
        page.keyboard.press("ArrowDown")
    expect_heard(page, "product", "selected", ["S", 5, 5])
    assert outlined(page, "selected") == ["S 5 5"]
    expect(page.locator(".who")).to_have_text("S[step, step]")


@pytest.mark.exhaustive
def test_an_earlier_answer_never_takes_the_selection_back(visitor: Visitor) -> None:
    page = visitor.open(show="large")  # large enough for answers to come late
    page.locator("canvas").evaluate(
        """canvas => {
            window.path = [];
            const note = () => {
                const at = canvas.getAttribute('aria-label').match(/token3, token(\\d+)/)[1];
                if (at !== window.path.at(-1)) window.path.push(at);
            };
            new MutationObserver(note).observe(canvas, { attributeFilter: ['aria-label'] });
        }"""
    )
    page.locator("canvas").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(140)  # each selection is sent, and the next made before the answer
    expect_heard(page, "sized64", "selected", ["A", 2, 10])
    expect(page.locator(".who")).to_have_text("A[token3, token11]")
    assert page.evaluate("window.path") == ["7", "8", "9", "10", "11"]


def test_a_term_under_the_pointer_lights_its_two_cells(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    page.locator(".term .body").nth(1).hover()
    assert outlined(page, "lit") == ["K 1 2", "Q 1 1"]
    page.locator(".who").hover()
    assert outlined(page, "lit") == []


@pytest.mark.exhaustive
def test_a_share_lights_one_operand_at_a_time_and_doubles_its_own(visitor: Visitor) -> None:
    page = visitor.open(show="softmax")
    assert outlined(page, "own") == ["Z 3 2"]
    assert outlined(page, "first") == ["Z 3 0", "Z 3 1", "Z 3 3"]
    page.locator(".flow .from-first").first.hover()
    assert outlined(page, "lit") == ["Z 3 0"]
    expect(page.locator("td.masked")).to_have_count(30)


@pytest.mark.exhaustive
def test_an_operand_leads_to_its_own_step(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    cell(page, "Q", 2, 0).click()
    page.evaluate("Element.prototype.scrollIntoView = function () { window.ledTo = this.className }")
    page.get_by_role("button", name="Open in step 1").click()
    assert "st-key-end" in page.evaluate("window.ledTo").split()


@pytest.mark.exhaustive
def test_worked_lines_stand_beside_or_below_and_signs_level_with_their_matrices(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    stage, worked = page.locator(".stage").bounding_box(), page.locator(".worked").bounding_box()
    assert stage is not None
    assert worked is not None
    assert worked["x"] >= stage["x"] + stage["width"]
    visitor.open(show="row")
    sign, shown = page.locator(".sign").first.bounding_box(), cell(page, "f", 0, 0).bounding_box()
    assert sign is not None
    assert shown is not None
    assert abs((sign["y"] + sign["height"] / 2) - (shown["y"] + shown["height"] / 2)) <= 3


def test_symbols_are_set_with_italics_and_stacked_scripts(visitor: Visitor) -> None:
    page = visitor.open(show="row")
    name = page.locator('.block[data-id="C"] .name')
    assert name.evaluate("e => e.innerHTML") == (
        '<span><i>z</i></span><span class="stack"><sup><i>f</i></sup><sub><i>t</i></sub></span>'
    )
    expect(page.locator('.block[data-id="g"] .name')).to_have_text("C\u0303t")


@pytest.mark.exhaustive
def test_a_map_shows_squares_and_still_moves_and_speaks(visitor: Visitor) -> None:
    page = visitor.open(show="map")
    cell(page, "A", 2, 5).focus()
    page.keyboard.press("ArrowDown")
    expect_heard(page, "sized16", "selected", ["A", 3, 5])
    expect(cell(page, "A", 3, 5)).to_have_attribute("aria-label", re.compile(r"^A, token4, token6: 0\.\d{4}$"))
    expect(page.locator(".outcome")).to_have_text(re.compile(r"^0\.\d{4}$"))
    assert len(outlined(page, "first")) == 15


@pytest.mark.exhaustive
def test_cells_that_differ_say_so(visitor: Visitor) -> None:
    page = visitor.open(show="compare")
    expect(cell(page, "B", 1, 1)).to_have_attribute("aria-label", re.compile("differs$"))
    assert outlined(page, "differs") == ["B 0 0", "B 1 1", "B 2 2"]


def test_texts_are_never_markup(visitor: Visitor) -> None:
    page = visitor.open(show="hostile")
    expect(page.locator(".who")).to_have_text("<img src=x onerror='document.title=1'>")
    expect(page.locator("img[src=x]")).to_have_count(0)
    expect(page).to_have_title("Figures")


# ---- filling in ----


def test_enter_goes_on_past_what_is_given_and_into_the_next_matrix(visitor: Visitor) -> None:
    page = visitor.open(show="entry")
    expect(box(page, "C", 0, 0)).to_have_value("0.50")
    expect(box(page, "C", 0, 0)).not_to_be_editable()
    box(page, "C", 0, 1).click()
    for text in ("1", "2", "3", "4", "-5e1", "6"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(box(page, "D", 0, 1)).to_be_focused()
    c, d = [["0.50", "1"], ["2", "3"], ["4", "-5e1"]], [["6", ""], ["", ""], ["", ""]]
    expect_heard(page, "entry", "draft", {"C": c, "D": d})
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(box(page, "C", 0, 1)).to_be_focused()


def test_what_is_given_is_a_plain_table_and_no_tab_stop(visitor: Visitor) -> None:
    page = visitor.open(show="entry")
    expect(page.get_by_role("table", name="V")).to_be_visible()
    expect(page.get_by_role("grid")).to_have_count(2)
    expect(page.locator(".still [tabindex]")).to_have_count(0)
    expect(page.locator("td.entry input:not([tabindex='-1'])")).to_have_count(12)


def test_handing_in_sends_every_matrix_once_and_keeps_what_was_typed(visitor: Visitor) -> None:
    page = visitor.open(show="entry")
    box(page, "D", 2, 1).fill("1/3")
    page.keyboard.press("Control+Enter")
    sent = {"C": [["0.50", ""], ["", ""], ["", ""]], "D": [["", ""], ["", ""], ["", "1/3"]]}
    expect_heard(page, "entry", "submitted", sent)
    expect(page.get_by_text("checks: 1")).to_be_visible()
    expect(box(page, "D", 2, 1)).to_have_value("1/3")
    expect(box(page, "D", 2, 1)).to_be_focused()
    page.get_by_role("button", name="Check").dblclick()
    expect(page.get_by_text("checks: 2")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(box(page, "D", 2, 1)).to_have_value("")
    expect(page.get_by_text("checks: 2")).to_be_visible()


def test_an_input_method_may_use_enter_for_itself(visitor: Visitor) -> None:
    page = visitor.open(show="entry")
    box(page, "D", 0, 0).click()
    box(page, "D", 0, 0).evaluate(
        """input => {
            const init = { key: 'Enter', isComposing: true, bubbles: true, composed: true };
            input.dispatchEvent(new KeyboardEvent('keydown', init));
        }"""
    )
    expect(box(page, "D", 0, 0)).to_be_focused()


SIX = [["1", "2"], ["3", "4"], ["5", "−6"]]
BLANK = [["", ""], ["", ""], ["", ""]]
TABLES = {
    "1\t2\r\n3\t4\r\n5\t−6\r\n": SIX,
    "1,2\n3,4\n5,−6": SIX,
    "1, 2\n3, 4\n5, −6\n": SIX,
    "1;2\n3;4\n5;−6": SIX,
    "1 2\n3  4\n5 −6": SIX,
    "[[1,2],[3,4],[5,−6]]": SIX,
    "array([[1, 2],\n       [3, 4],\n       [5, −6]], dtype=int64)": SIX,
    "[[1 2]\n [3 4]\n [5 −6]]": SIX,
    "[1 2; 3 4; 5 −6]": SIX,
    "[1,2;3,4;5,−6]": SIX,
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ 5 & −6 \\ \end{bmatrix}": SIX,
    "0,5;0,7": [["0,5", "0,7"], ["", ""], ["", ""]],
    "1/3 √2": [["1/3", "√2"], ["", ""], ["", ""]],
    "\t7": [["", "7"], ["", ""], ["", ""]],
}


@pytest.mark.exhaustive
def test_a_pasted_table_fills_the_matrix(visitor: Visitor) -> None:
    page = visitor.open(show="entry")
    for text, expected in TABLES.items():
        paste(box(page, "D", 0, 0), text)
        for i, row in enumerate(expected):  # first what stands in the boxes: the draft may be that of the table before
            for j, value in enumerate(row):
                expect(box(page, "D", i, j)).to_have_value(value)
        expect_heard(page, "entry", "draft", {"C": [["0.50", ""], ["", ""], ["", ""]], "D": expected})
        expect(page.locator(".notice")).to_be_empty()
        page.get_by_role("button", name="Try again").click()
        expect(box(page, "D", 0, 1)).to_have_value("")


def test_a_whole_matrix_may_be_pasted_anywhere_and_leaves_given_cells_alone(visitor: Visitor) -> None:
    page = visitor.open(show="entry")
    paste(box(page, "C", 2, 1), "9 9\n9 9\n9 9")
    expect_heard(page, "entry", "draft", {"C": [["0.50", "9"], ["9", "9"], ["9", "9"]], "D": BLANK})


@pytest.mark.exhaustive
def test_a_table_that_is_too_large_says_so(visitor: Visitor) -> None:
    page = visitor.open(show="entry")
    paste(box(page, "D", 2, 0), "1 2\n3 4")
    expect(page.locator(".notice")).to_have_text("The table is larger than the room for it.")
    expect(box(page, "D", 2, 1)).to_have_value("2")


def test_marks_have_words_and_shapes_and_one_tab_stop(visitor: Visitor) -> None:
    page = visitor.open(show="marks")
    expect(box(page, "S", 0, 0)).to_have_attribute("aria-label", "scaled, q₁, k₁: right")
    expect(box(page, "S", 0, 0)).to_have_attribute("aria-invalid", "false")
    expect(box(page, "S", 1, 2)).to_have_attribute("aria-label", "scaled, q₂, k₃: wrong")
    expect(box(page, "S", 1, 2)).to_have_attribute("aria-invalid", "true")
    expect(page.locator("input:not([readonly])")).to_have_count(0)
    expect(page.locator('td.entry input[tabindex="0"]')).to_have_count(1)
    drawn = page.locator(".icon path").evaluate_all("paths => paths.map(path => path.getAttribute('d'))")
    assert len(set(drawn)) == 8  # a named misconception and a slip share a triangle; blank has none


# ---- every window ----


@pytest.mark.exhaustive
def test_the_page_says_which_language_it_is_in(visitor: Visitor) -> None:
    page = visitor.open(show="row", lang="zh")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page = visitor.open(show="row", lang="en")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_no_figure_is_wider_than_the_window(visitor: Visitor, width: int, theme: Any) -> None:
    page = visitor.open(theme=theme, width=width)
    expect(page.locator(".stage")).to_have_count(len(FIGURES))
    assert visitor.overflow() <= 0


@pytest.mark.exhaustive
def test_on_a_phone_the_result_comes_first_and_operands_fold(visitor: Visitor) -> None:
    page = visitor.open(show="product", width=375, height=800)
    visible = page.locator('.block[data-id="Q"] td:visible')
    expect(visible).to_have_count(2)
    cell(page, "S", 4, 0).click()
    expect(cell(page, "Q", 4, 0)).to_be_visible()
    expect(cell(page, "Q", 1, 0)).to_be_hidden()
    result, operand = cell(page, "S", 4, 0).bounding_box(), cell(page, "Q", 4, 0).bounding_box()
    assert result is not None
    assert operand is not None
    assert result["y"] < operand["y"]


@pytest.mark.exhaustive
def test_on_a_phone_inputs_are_large_enough_not_to_zoom(visitor: Visitor) -> None:
    page = visitor.open(show="entry", width=375, height=800)
    assert box(page, "D", 0, 0).evaluate("e => getComputedStyle(e).fontSize") == "16px"


@pytest.mark.exhaustive
def test_turning_the_window_folds_and_unfolds(visitor: Visitor) -> None:
    page = visitor.open(show="product")
    expect(page.locator(".corner")).to_be_visible()
    page.set_viewport_size({"width": 375, "height": 800})
    expect(page.locator(".corner")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".corner")).to_be_visible()


@pytest.mark.exhaustive
def test_what_stands_over_each_other_shares_its_columns(visitor: Visitor) -> None:
    page = visitor.open("/", show="product")
    upper, result = (page.locator(f".block[data-id={id}] td[data-i='0'][data-j]") for id in "KS")
    expect(result).to_have_count(6)
    for over, under in zip(upper.all(), result.all(), strict=True):
        lefts = [cell.evaluate("td => td.getBoundingClientRect().left") for cell in (over, under)]
        assert abs(lefts[0] - lefts[1]) < 2  # the bold digits of the selected cell may take a pixel
