"""Figures saved as SVG and PNG, as a learner does."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import parse

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import onward
from tests.sweeps import exhaustive

SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Page, where: Locator, kind: str, name: str = "scores") -> Path:
    with page.expect_download() as arriving:
        where.get_by_role("button", name=f"Save this figure as {kind}").click()
    file = arriving.value
    assert file.suggested_filename == f"{name}.{kind.lower()}"
    return Path(file.path())


@pytest.mark.exhaustive
@pytest.mark.parametrize("theme", ["light", exhaustive("dark")])
def test_a_figure_is_saved_with_every_number_and_its_outlines(visitor: Visitor, theme: str) -> None:
    page = visitor.open("/explain", topic="self-attention", theme=theme)  # type: ignore[arg-type]
    scores = onward(page, 2)
    expect(scores.locator(".outcome")).to_have_text("1.8524")
    drawn = parse(saved(page, scores, "SVG")).getroot()
    texts = [text.text for text in drawn.iter(f"{SVG}text")]
    shown = scores.locator("td .number").all_inner_texts()
    assert all(texts.count(number) >= shown.count(number) for number in shown)
    assert {"journey", "1.8524", "0.43064"} <= set(texts)
    boxes = list(drawn.iter(f"{SVG}rect"))
    assert sum(box.get("stroke-dasharray") is not None for box in boxes) == 2  # a column of K, two numbers
    width, height = float(drawn.get("width", 0)), float(drawn.get("height", 0))
    for box in boxes:
        assert 0 <= float(box.get("x", 0)) <= width
        assert float(box.get("y", 0)) + float(box.get("height", 0)) <= height + 1
    picture = Image.open(saved(page, scores, "PNG"))
    assert picture.size == (2 * width, 2 * height)
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 20  # heat, ink and letters
    corner = picture.convert("RGB").getpixel((2, 2))
    assert (sum(corner) > 600) == (theme == "light")  # type: ignore[arg-type]


@pytest.mark.exhaustive
def test_a_diagram_is_saved_with_every_box_and_wire(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm", theme="dark")
    page.get_by_test_id("stCheckbox").filter(has_text="Structure").locator("label").click()
    where = page.locator(".st-key-structure_diagram")
    expect(where.locator(".box")).to_have_count(7)
    drawn = parse(saved(page, where, "SVG", "structure")).getroot()
    texts = ["".join(text.itertext()) for text in drawn.iter(f"{SVG}text")]
    assert texts == where.locator("svg text").all_text_contents()
    wires = [path for path in drawn.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert len(wires) == where.locator(".wire").count()
    assert all((path.get("stroke") or "").startswith("rgb(") for path in wires)
    assert all(part.get("class") is None and part.get("data-to") is None for part in drawn.iter())
    picture = Image.open(saved(page, where, "PNG", "structure"))
    assert picture.size == (2 * float(drawn.get("width", 0)), 2 * float(drawn.get("height", 0)))
    assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 20


def test_a_timeline_is_saved_with_its_words_and_values(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="lstm-sequence")
    where = page.locator(".st-key-timeline")
    expect(where.locator(".value").first).to_be_visible()
    drawn = parse(saved(page, where, "SVG", "timeline")).getroot()
    texts = ["".join(text.itertext()) for text in drawn.iter(f"{SVG}text")]
    shown = where.locator(".value").all_inner_texts()
    assert all(texts.count(value) >= shown.count(value) for value in shown)
    assert set(where.locator("[role=tab] .word").all_inner_texts()) <= set(texts)
