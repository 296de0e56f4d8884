"""Figures saved as SVG and PNG, as a learner does."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import parse

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import step
from tests.sweeps import exhaustive

SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Page, where: Locator, kind: str) -> Path:
    with page.expect_download() as arriving:
        where.get_by_role("button", name=f"Save this figure as {kind}").click()
    file = arriving.value
    assert file.suggested_filename == f"scores.{kind.lower()}"
    return Path(file.path())


@pytest.mark.parametrize("theme", ["light", exhaustive("dark")])
def test_a_figure_is_saved_with_every_number_and_its_outlines(visitor: Visitor, theme: str) -> None:
    page = visitor.open("/explain", topic="self-attention", theme=theme)  # type: ignore[arg-type]
    scores = step(page, 2)
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
