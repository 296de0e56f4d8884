"""What people asked in public, done as they would in a browser: conventions, sizes, pasted numbers, Check mine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from content import topics
from engine import MECHANISMS, Options, choices
from tests.browser.conftest import Visitor
from tests.browser.learner import again_until
from tests.engine.test_public_cases import CASES, COMPUTED, case

GRU_AS_PRINTED = """OrderedDict([('weight_ih_l0', tensor([[0.8447],
        [0.0636],
        [0.3000]])), ('weight_hh_l0', tensor([[-0.2396],
        [ 0.2593],
        [-0.7984]])), ('bias_ih_l0', tensor([-0.8617, -0.9971, -0.0588])),
        ('bias_hh_l0', tensor([0.9238, 0.1282, 0.9144]))])"""
# one of each mechanism; their twins differ in an option alone, and pub_06 is pasted as it was printed
ENTERED = [name for name in COMPUTED if not name.startswith(("pub_06", "pub_12_rope_i", "pub_14_causal_5x2_top"))]


# an expander takes half a second to open, and what stands in it moves under the pointer meanwhile
STANDS_STILL = "document.querySelector('.st-key-fill_in').getAnimations({subtree: true}).length === 0"


def first_page(visitor: Visitor, about: str, lang: Literal["en", "zh"] = "en", width: int = 1280) -> Page:
    return visitor.open("/", topic=about, lang=lang, width=width)


def open_chip(page: Page, name: str) -> None:
    again_until(page.locator(f".st-key-{name}_chip button").first.click, page.get_by_test_id("stPopoverBody"))


def set_conventions(page: Page, visitor: Visitor, wanted: Options) -> None:
    """Each option that stands otherwise, chosen behind the chip."""
    open_chip(page, "conventions")
    expect(page.locator("[class*=st-key-option_]").get_by_role("radio").last).to_be_visible()
    visitor.settle()
    for name, values in choices(type(wanted)).items():
        choice = (
            page.locator(f"[class*=st-key-option_{name}_]")
            .get_by_role("radio")
            .nth(values.index(getattr(wanted, name)))
        )
        if choice.count() and not choice.is_checked():
            choice.click()
            expect(choice).to_be_checked()
            visitor.settle()
    for f in fields(wanted):
        field = page.locator(f"[class*=st-key-option_{f.name}_] input[type=text]")
        if field.count():
            field.fill(str(getattr(wanted, f.name)))
            field.press("Enter")
            visitor.settle()
    page.keyboard.press("Escape")


def fill(page: Page, visitor: Visitor, text: str) -> None:
    """A print-out pasted into Many at once."""
    open_chip(page, "numbers")
    field = page.locator(".st-key-fill_text textarea")
    if not field.is_visible():
        page.locator(".st-key-fill_in summary").click()
        expect(field).to_be_visible()
        page.wait_for_function(STANDS_STILL)
    field.fill(text)
    page.locator(".st-key-fill_read button").click()
    expect(page.get_by_text(re.compile("Filled in: |已填入")).first).to_be_visible()
    visitor.settle()


def set_sizes(page: Page, visitor: Visitor, sizes: Mapping[str, int]) -> None:
    if sizes:
        open_chip(page, "sizes")
        for name, n in sizes.items():
            field = page.locator(f"[class*=st-key-size_{name}_] input")
            for _ in range(3):  # a size that is set draws the others anew, under what is typed just then
                field.fill(str(n))
                field.press("Enter")
                visitor.settle()
                if field.input_value() == str(n):
                    break
            expect(field).to_have_value(str(n))
        page.keyboard.press("Escape")


def told(page: Page, text: str) -> str:
    """The first sentence of Check mine about a text, on the page that its button leads to."""
    page.get_by_role("button", name=re.compile("^(Check mine|核对我的)")).first.click()
    field = page.locator("[class*=st-key-check_text] textarea")
    field.fill(text)
    page.locator(".st-key-check_now button").click()
    said = page.locator("h2.check-first")
    expect(said).to_be_visible()
    return str(said.inner_text())


def named(inputs: Mapping[str, Any]) -> str:
    return "\n".join(f"{id} = {rows}" for id, rows in inputs.items())


def entered(visitor: Visitor, name: str) -> Page:
    """A case as its author enters it: conventions, numbers by name, and the sizes that no matrix shows."""
    asked = case(name)
    about = next(one for one in topics() if one.mechanism == asked["mechanism"])
    page = first_page(visitor, about.id)
    set_conventions(page, visitor, MECHANISMS[asked["mechanism"]].choose(**asked["options"]))
    set_sizes(page, visitor, {name: n for name, n in asked["sizes"].items() if name == "h"})
    fill(page, visitor, named(asked["inputs"]))
    page.keyboard.press("Escape")
    return page


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ENTERED)
def test_the_right_numbers_are_right_as_their_author_enters_them(visitor: Visitor, name: str) -> None:
    asked = CASES[name]
    page = entered(visitor, name)
    results = {step: asked["right"][key] for key, step in asked["engine_steps"].items()}
    assert re.match("What you gave is right|All .* steps you gave are right", told(page, named(results)))


def test_a_printed_state_dict_of_one_unit_gives_the_layers_output(visitor: Visitor) -> None:
    asked = case("pub_06")
    page = first_page(visitor, "gru-sequence")
    fill(page, visitor, GRU_AS_PRINTED)
    fill(page, visitor, named({id: asked["inputs"][id] for id in ("X", "h_0")}))
    page.keyboard.press("Escape")
    assert told(page, f"outputs = {asked['right']['outputs']}") == "What you gave is right."


@pytest.mark.exhaustive
def test_an_odd_width_is_set_and_its_positions_are_right(visitor: Visitor) -> None:
    page = first_page(visitor, "sinusoidal")
    set_sizes(page, visitor, {"d": 3})
    right = case("pub_11")["right"]["positions_if_supported"]
    assert told(page, f"positions = {right}") == "What you gave is right."


@pytest.mark.exhaustive
def test_a_course_that_begins_each_step_anew_is_told_so(visitor: Visitor) -> None:
    page = entered(visitor, "pub_23")
    (answer,) = case("pub_23")["wrong_answers"]
    text = "\n".join(f"t=2/{step} = [[{value}]]" for step, value in answer["values"].items())
    assert "The state is not carried on" in told(page, text)


@pytest.mark.exhaustive
def test_a_published_variance_over_one_less_is_that_convention(visitor: Visitor) -> None:
    page = entered(visitor, "pub_19")
    (answer,) = case("pub_19")["wrong_answers"]
    assert "d − 1" in told(page, f"normalised = {answer['normalised']}")
