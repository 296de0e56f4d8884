"""Every structure diagram, measured in a browser in the app's letters: nothing on anything else, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from content import DiagramQuestion, headings, questions, topic
from engine.expression.symbol import symbol
from engine.readings.formulas.pieces import name
from engine.readings.structure.levels import levels
from presentation.diagram.levels import Structures
from presentation.diagram.tspans import tspans
from presentation.element import element
from presentation.figure.layout import story
from presentation.kinds.diagram import completed
from presentation.translate import speaking
from presentation.workspaces.workspace import opened
from quiz.kinds import pose
from quiz.kinds.diagram import PART, PosedDiagram
from tests.browser.conftest import Visitor
from tests.sweeps import exhaustive
from ui.components import drawing

Lang = Literal["en", "zh"]
STYLES = Path(drawing.__file__).parent
MEASURED = (Path(__file__).parent / "measured_drawing.js").read_text(encoding="utf-8")
ON_A_SCREEN = 640  # pixels of 768 that are left below the header for a diagram and above what is pressed to check it
DIAGRAMS = [q for q in questions() if isinstance(q, DiagramQuestion)]
SHEET = """([css, markup]) => {
  const sheet = document.createElement('div');
  sheet.style.cssText = 'position: absolute; top: 0; left: 0; width: 4000px; font-size: 13px';
  sheet.style.fontFamily = getComputedStyle(document.body).fontFamily;
  const letters = '.diagram text { font-family: inherit; }';
  sheet.attachShadow({ mode: 'open' }).innerHTML = `<style>${css} ${letters}</style>${markup}`;
  document.querySelectorAll('.measured').forEach((one) => one.remove());
  sheet.className = 'measured';
  document.body.append(sheet);
}"""


def faults(page: Page, markup: str) -> list[str]:
    css = "".join((STYLES / name).read_text(encoding="utf-8") for name in ("diagram.css", "labelling.css"))
    page.evaluate(SHEET, [css, markup])
    found: list[str] = page.evaluate(f"({MEASURED})(document.querySelector('.measured').shadowRoot)")
    return found


def drawings(id: str, language: str) -> Iterator[str]:
    """The drawings of a topic; of moments and layers that are drawn alike, the first."""
    space = opened(topic(id), language=language)
    program = space.trace.program
    parts = {step: n for n, told in enumerate(story(program), 1) for step in told}
    structures, seen = Structures(space.topic, space.trace, space.axis_labels), set()
    for step in program.steps:
        alike = tuple(tuple(box.last.name for box in scope.boxes) for scope in levels(program, step))
        if alike not in seen:
            seen.add(alike)
            yield structures.of(step, parts).markup


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_wire_crosses_a_box_and_no_text_is_cut_in_any_drawing(visitor: Visitor, lang: Lang) -> None:
    page = visitor.open("/glossary", lang=lang)
    with speaking(lang):
        found = {one.id: faults(page, "".join(drawings(one.id, lang))) for one in headings()}
    assert page.locator(".measured svg.diagram").count() > 0
    assert {id: said for id, said in found.items() if said} == {}


@pytest.mark.parametrize("lang", [exhaustive("en"), "zh"])
def test_no_wire_crosses_a_box_and_no_label_is_cut_in_any_completed_diagram(visitor: Visitor, lang: Lang) -> None:
    page = visitor.open("/glossary", lang=lang)
    found = {}
    with speaking(lang):
        for asked in DIAGRAMS:
            posed = pose(asked, 0)
            assert isinstance(posed, PosedDiagram)
            found[asked.id] = faults(page, completed(posed, posed.solution()[PART][0]).markup)
    assert {id: said for id, said in found.items() if said} == {}


@pytest.mark.parametrize(("asked", "lang"), [(q, ("en", "zh")[n % 2]) for n, q in enumerate(DIAGRAMS)])
def test_a_whole_diagram_is_seen_with_its_labels(visitor: Visitor, asked: DiagramQuestion, lang: Lang) -> None:
    page = visitor.open("/practise", q=asked.id, lang=lang, width=1366, height=768)
    drawn = page.locator("svg.diagram").first
    expect(drawn.locator("[data-box][aria-label]").first).to_be_visible()
    size = drawn.bounding_box()
    assert size
    assert size["height"] <= ON_A_SCREEN
    natural = float(drawn.get_attribute("height") or "")
    assert size["height"] / natural > 0.8  # its letters can be read


def test_the_line_below_a_link_stands_below_its_letter_and_crosses_no_script(page: Page) -> None:
    link = element("g", element("text", *tspans(name(symbol("h_t-1"))), class_="symbol"), class_="port open")
    faults(page, element("svg", link, class_="diagram").markup)
    lines = page.evaluate(
        """() => ['text', 'tspan:not(.script)', 'tspan.script'].map((part) => getComputedStyle(
          document.querySelector('.measured').shadowRoot.querySelector(`.port.open ${part}`)).textDecorationLine)"""
    )
    assert lines == ["none", "underline", "none"]
