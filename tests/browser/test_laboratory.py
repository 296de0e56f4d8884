"""Laboratories in a real browser: set by keyboard, by a click on a chart, and on a phone."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from content import question
from content.laboratories import laboratories
from presentation.laboratories import EXPERIMENTS
from tests.browser.conftest import Visitor
from tests.sweeps import exhaustive

Lang = Literal["en", "zh"]
DRAWN = ".stVegaLiteChart canvas, .stVegaLiteChart svg"


@pytest.mark.exhaustive
def test_the_route_leads_there_and_an_arrow_key_sets_a_slider(visitor: Visitor) -> None:
    page = visitor.open("/learn")
    page.get_by_role("button", name="Laboratories").click()
    page.get_by_role("button", name="Why divide by √dₖ?").click()
    seen = page.locator(".st-key-laboratory_seen")
    expect(seen).to_contain_text("The largest of 8 weights")
    charts = len(laboratories()["scaling"].charts)
    expect(page.locator(DRAWN)).to_have_count(charts)
    page.get_by_role("slider", name="Number of keys").press("ArrowRight")
    expect(seen).to_contain_text("The largest of 16 weights")


def test_a_click_on_a_chart_sets_the_slider(visitor: Visitor) -> None:
    page = visitor.open("/laboratory", lab="scaling")
    slider = page.get_by_role("slider", name="Key dimension dₖ")
    expect(slider).to_have_attribute("aria-valuetext", "64")
    chart = page.locator(".stVegaLiteChart").nth(1)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 24, box["y"] + box["height"] * 0.6)
    expect(slider).to_have_attribute("aria-valuetext", "512")
    expect(page.locator(".st-key-laboratory_seen")).to_contain_text(re.compile("scores have variance 5\\d\\d without"))


@pytest.mark.exhaustive
def test_a_question_and_a_lesson_follow(visitor: Visitor) -> None:
    page = visitor.open("/laboratory", lab="gradients", lang="zh")
    page.get_by_role("button", name="讲解：RNN：读一句话").click()
    expect(page.get_by_role("heading", name="RNN：读一句话")).to_be_visible()
    page.get_by_role("button", name="实验：梯度消失与梯度爆炸").click()
    page.get_by_role("button", name="去作答").click()
    asked = question("rnn-sequence/what-is-left-of-a-gradient").title.zh
    expect(page.get_by_role("heading", name=asked)).to_be_visible()


@pytest.mark.exhaustive
@pytest.mark.parametrize("id", [id if n == 0 else exhaustive(id) for n, id in enumerate(EXPERIMENTS)])
@pytest.mark.parametrize(("lang", "theme"), [("en", "dark"), ("zh", "light")])
def test_it_fits_a_phone(visitor: Visitor, id: str, lang: Lang, theme: Literal["light", "dark"]) -> None:
    page = visitor.open("/laboratory", lab=id, lang=lang, theme=theme, width=375, height=812)
    chart, shows = page.locator(DRAWN).first, page.locator(".st-key-foretell_skip button")
    expect(chart.or_(shows).first).to_be_visible()
    if shows.count():  # a second visit finds it answered
        shows.click()
    expect(chart).to_be_visible()
    assert visitor.overflow() == 0


def test_on_paper_the_charts_are_light_and_say_what_was_set(visitor: Visitor) -> None:
    page = visitor.open("/laboratory", lab="gradients", theme="dark")
    chart = page.locator(".st-key-charts_dark .stVegaLiteChart").first
    expect(chart.locator("canvas, svg").first).to_be_visible()
    page.emulate_media(media="print")
    expect(chart).to_have_css("filter", re.compile("invert"))
    expect(page.get_by_text("Scale of the weights")).to_be_visible()
    page.emulate_media(media="screen")
    expect(chart).to_have_css("filter", "none")


@pytest.mark.exhaustive
def test_on_paper_a_chart_is_as_high_as_its_width_asks(visitor: Visitor) -> None:
    page = visitor.open("/laboratory", lab="gradients", lang="en", width=1366)
    chart = page.locator(".stVegaLiteChart svg").first
    screen = chart.bounding_box()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 980})  # A4 without its margins
    expect(page.locator(".st-key-laboratory_data")).to_be_hidden()
    paper = chart.bounding_box()
    assert screen
    assert paper
    drawn = [float(x) for x in (chart.get_attribute("viewBox") or "").split()]
    assert paper["width"] < screen["width"]
    assert abs(paper["width"] / paper["height"] - drawn[2] / drawn[3]) < 0.05


def test_the_axis_of_gradients_is_written_in_powers_of_ten(visitor: Visitor) -> None:
    page = visitor.open("/laboratory", lab="gradients")
    expect(page.locator(".st-key-laboratory_seen")).to_contain_text(re.compile("·10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+ of the gradient"))
    page.get_by_role("slider", name="Scale of the weights").press("End")
    expect(page.locator(".st-key-laboratory_seen")).not_to_contain_text("·10⁻")
