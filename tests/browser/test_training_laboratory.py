"""A network is trained in a laboratory in a real browser: said, started, stopped, gone on with, its gates looked at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from models.country.course import STEPS
from tests.browser.conftest import Visitor

DRAWN = ".stVegaLiteChart canvas, .stVegaLiteChart svg"
CHARTS = 5  # the loss, the answers, three gates
LONG = 240_000  # milliseconds that a training may take on a busy machine


def opened(visitor: Visitor, lang: str) -> Page:
    """The laboratory, after numbers were said."""
    page = visitor.open("/laboratory", lab="training", lang=lang)  # type: ignore[arg-type]
    expect(page.locator(DRAWN)).to_have_count(0)
    for name, said in (("at_first", "0.73"), ("at_last", "0.2")):
        page.locator(f".st-key-foretell_training_{name} input").fill(said)
    page.locator(".st-key-foretell_check button").click()
    expect(page.locator(".st-key-laboratory_foretelling .badge.right")).to_have_count(1)
    expect(page.locator(".st-key-laboratory_foretelling .badge.wrong")).to_have_count(1)
    expect(page.locator(DRAWN)).to_have_count(CHARTS)
    return page


def pressed(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").click()


def seen(page: Page) -> Locator:
    return page.locator(".st-key-laboratory_seen")


def steps(page: Page) -> int:
    """How many steps were made when the training was stopped."""
    told = page.locator(".st-key-laboratory_training").inner_text()
    numbers = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", told)]
    return min(numbers)


@pytest.mark.exhaustive
@pytest.mark.torch
@pytest.mark.usefixtures("nobody")
def test_a_training_is_stopped_goes_on_to_its_end_and_its_gates_are_looked_at(visitor: Visitor) -> None:
    page = opened(visitor, "en")
    pressed(page, "train")
    expect(page.locator(".st-key-laboratory_training [role=progressbar]")).to_be_visible()
    pressed(page, "train_stop")
    expect(page.locator(".st-key-train_on")).to_be_visible(timeout=LONG)
    first = steps(page)
    assert 0 < first < STEPS
    page.get_by_role("slider", name="Training step").press("End")
    expect(seen(page)).to_contain_text(f"The training has made {first:,} steps so far")
    pressed(page, "train_on")
    expect(page.locator(".st-key-laboratory_training")).to_contain_text(
        "What is shown is the network that was trained here", timeout=LONG
    )
    expect(seen(page)).to_contain_text("the unit writes at the country and keeps what it wrote")
    expect(seen(page)).to_contain_text("the fraction that is answered rightly is 1.00")
    expect(page.locator(DRAWN)).to_have_count(CHARTS)
    page.get_by_role("slider", name="Training step").press("Home")
    expect(seen(page)).to_contain_text("Before training the forget gate")


@pytest.mark.exhaustive
@pytest.mark.torch
@pytest.mark.usefixtures("nobody")
def test_of_a_session_s_own_training_another_one_has_only_what_was_said(visitor: Visitor) -> None:
    page = opened(visitor, "zh")
    expect(seen(page)).to_contain_text("训练之前")
    slider = page.get_by_role("slider", name="训练步数")
    slider.press("ArrowRight")
    expect(seen(page)).to_contain_text("训练 100 步之后")
    pressed(page, "train")
    expect(page.locator(".st-key-train_stop")).to_be_visible()
    page.reload()
    visitor.settle()
    expect(page.locator(".st-key-laboratory_foretelling .badge")).to_have_count(2)
    expect(page.locator(".st-key-train_stop")).to_have_count(0)
