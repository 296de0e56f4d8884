"""Diagrams to complete: from the keyboard, by mouse, by finger; kept over a reload and marked; axe finds nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from content import DiagramQuestion, questions
from quiz.kinds import pose
from quiz.kinds.diagram import PART
from tests.browser.conftest import Visitor
from tests.browser.test_every_page import findings

DIAGRAMS = [q for q in questions() if isinstance(q, DiagramQuestion)]
LSTM = "lstm/complete-the-cell"


def ask(visitor: Visitor, id: str, **how: str | int) -> Page:
    page = visitor.open("/practise", q=id, **how)  # type: ignore[arg-type]
    expect(page.locator("[data-box][aria-label]")).to_have_count(len(right_of(id)))
    return page


def right_of(id: str) -> tuple[str, ...]:
    asked = next(q for q in DIAGRAMS if q.id == id)
    return pose(asked, 0).solution()[PART][0]


def box(page: Page, n: int) -> Locator:
    return page.locator(f"[data-box='{n}']")


def chip(page: Page, key: str) -> Locator:
    return page.locator(f".chip[data-key='{key}']")


def letter(page: Page, key: str) -> str:
    return chip(page, key).locator(".letter").inner_text()


@pytest.mark.exhaustive
@pytest.mark.parametrize(("asked", "language"), [(q, ("en", "zh")[n % 2]) for n, q in enumerate(DIAGRAMS)])
def test_every_diagram_is_completed_from_the_keyboard_alone(
    visitor: Visitor, asked: DiagramQuestion, language: str
) -> None:
    page = ask(visitor, asked.id, lang=language)
    right = right_of(asked.id)
    page.locator(".chip").last.focus()
    for _ in right:  # the boxes follow the labels, each a stop of the Tab key
        page.keyboard.press("Tab")
        n = int(page.locator("[data-box]:focus").get_attribute("data-box") or "")
        page.keyboard.press(letter(page, right[n]))
        expect(box(page, n)).to_have_class(re.compile("filled"))
    page.keyboard.press("Control+Enter")
    possible = f"{asked.marks:g}"
    said = {"en": f"right · {possible} of {possible}", "zh": "对"}[language]
    expect(page.locator(".badge").first).to_contain_text(said)
    expect(page.locator(".box.unnamed.right")).to_have_count(len(right))


def test_a_label_is_taken_with_enter_and_put_with_enter(visitor: Visitor) -> None:
    page = ask(visitor, LSTM)
    chip(page, "cell").focus()
    page.keyboard.press("Enter")
    expect(box(page, 0)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(box(page, 1)).to_have_attribute("aria-label", "Box 2: Cell state")
    expect(page.locator(".chip:focus")).to_have_count(1)
    box(page, 1).focus()
    page.keyboard.press("Delete")
    expect(box(page, 1)).to_have_attribute("aria-label", "Box 2: empty")


def drag(page: Page, start: Locator, end: Locator) -> None:
    a, b = start.bounding_box(), end.bounding_box()
    assert a is not None
    assert b is not None
    page.mouse.move(a["x"] + a["width"] / 2, a["y"] + a["height"] / 2)
    page.mouse.down()
    page.mouse.move(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2, steps=6)
    page.mouse.up()


@pytest.mark.exhaustive
def test_labels_are_dragged_into_boxes_from_box_to_box_and_stay_over_a_reload(visitor: Visitor) -> None:
    page = ask(visitor, LSTM)
    drag(page, chip(page, "forget_gate"), box(page, 0))
    expect(box(page, 0)).to_have_attribute("aria-label", "Box 1: Forget gate")
    drag(page, box(page, 0), box(page, 3))
    expect(box(page, 0)).to_have_attribute("aria-label", "Box 1: empty")
    expect(box(page, 3)).to_have_attribute("aria-label", "Box 4: Forget gate")
    page = ask(visitor, LSTM)  # at once: what the server has not heard of is held
    expect(box(page, 3)).to_have_attribute("aria-label", "Box 4: Forget gate")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".badge").first).to_contain_text("wrong · 0 of 3")
    expect(page.locator(".correction").nth(3)).to_have_text("4 Forget gate → Output gate")
    expect(page.locator(".box.unnamed .label")).to_have_count(12)  # the answer, and the complete diagram


def test_on_a_phone_a_tap_takes_a_label_and_a_tap_puts_it(visitor: Visitor) -> None:
    page = ask(visitor, LSTM, width=375)
    assert visitor.overflow() == 0
    chip(page, "cell").click()
    expect(chip(page, "cell")).to_have_attribute("aria-pressed", "true")
    box(page, 4).click()
    expect(box(page, 4)).to_have_attribute("aria-label", "Box 5: Cell state")
    expect(chip(page, "cell")).to_have_attribute("aria-pressed", "false")
    box(page, 4).click()  # out again, and into the hand
    expect(box(page, 4)).to_have_attribute("aria-label", "Box 5: empty")
    expect(chip(page, "cell")).to_have_attribute("aria-pressed", "true")


def test_a_box_that_is_half_covered_by_the_labels_takes_what_is_put_on_the_rest_of_it(visitor: Visitor) -> None:
    page = ask(visitor, "multi-head/complete-the-diagram", width=375, height=812)
    chip(page, "scores").click()
    here = box(page, 4).bounding_box()
    assert here
    page.get_by_test_id("stMain").evaluate("(main, by) => main.scrollBy(0, by)", here["y"] - 68)
    labels, covered = page.locator(".chips").bounding_box(), box(page, 4).bounding_box()
    assert labels
    assert covered
    assert covered["y"] < labels["y"] + labels["height"] < covered["y"] + covered["height"] - 8
    page.mouse.click(covered["x"] + covered["width"] / 2, covered["y"] + covered["height"] - 6)
    expect(box(page, 4)).to_have_attribute("aria-label", "Box 5: Attention scores")


@pytest.mark.exhaustive
@pytest.mark.parametrize(("theme", "width"), [("light", 375), ("dark", 1280)])
def test_axe_finds_nothing(visitor: Visitor, theme: str, width: int) -> None:
    page = ask(visitor, LSTM, theme=theme, width=width)
    expect(page.get_by_test_id("stToast")).to_have_count(0)  # that the answer had been begun; it is Streamlit's own
    chip(page, "cell").click()
    for n in (0, 4):
        box(page, n).focus()
        page.keyboard.press(letter(page, "cell"))
    assert findings(page) == []
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".correction").first).to_be_visible()
    assert findings(page) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1366, 375])
def test_the_labels_stay_in_view_while_the_boxes_scroll(visitor: Visitor, width: int) -> None:
    tallest = "rnn-attention/complete-the-diagram"
    page = ask(visitor, tallest, width=width, height=768)
    count = len(right_of(tallest))
    below = page.get_by_role("navigation").first if width > 640 else page.get_by_test_id("stHeader")
    box(page, 0).focus()  # the lowest box
    for n in [*range(count), *reversed(range(count))]:
        box(page, n).focus()
        expect(box(page, n)).to_be_focused()
        labels, header = page.locator(".chips").bounding_box(), below.bounding_box()
        here = box(page, n).locator(".body").bounding_box()
        assert labels
        assert header
        assert here
        top = header["y"] + header["height"] - 1
        assert top <= labels["y"]
        assert top <= here["y"]
        assert apart(labels, here)
        assert max(one["y"] + one["height"] for one in (labels, here)) <= 768 + 4  # its ring may touch the edge
        if width < 640:
            assert labels["height"] <= 60
    assert visitor.overflow() == 0


def apart(one: FloatRect, other: FloatRect) -> bool:
    """Whether two rectangles of the window have nothing in common, but for the width of an edge."""
    aside = one["x"] + one["width"] <= other["x"] + 1 or other["x"] + other["width"] <= one["x"] + 1
    return aside or one["y"] + one["height"] <= other["y"] + 1 or other["y"] + other["height"] <= one["y"] + 1


@pytest.mark.exhaustive
@pytest.mark.parametrize("asked", DIAGRAMS)
def test_a_whole_diagram_is_seen_with_its_labels(visitor: Visitor, asked: DiagramQuestion) -> None:
    page = ask(visitor, asked.id, width=1366, height=768)
    drawing, labels = page.locator("svg.diagram"), page.locator(".chips")
    page.get_by_test_id("stMain").evaluate("(main, by) => main.scrollTop += by", edges(labels)["y"] - 68)
    seen, beside = edges(drawing), edges(labels)
    assert apart(seen, beside)
    natural = float(drawing.get_attribute("height") or 0)
    assert seen["height"] <= max(768 - 60, 0.85 * natural)
    if seen["height"] > 0.85 * natural:
        assert seen["y"] + seen["height"] <= 768
    assert beside["y"] + beside["height"] <= 768


def edges(one: Locator) -> FloatRect:
    found = one.bounding_box()
    assert found
    return found
