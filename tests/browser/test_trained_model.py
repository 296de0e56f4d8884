"""A trained model on Explain in the browser: a head cut, a gate held, one word more, a word of the model, a reload."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from content import topic
from presentation.workspaces.links import packed
from presentation.workspaces.workspace import opened
from tests.browser.conftest import Visitor
from tests.browser.learner import onward


def example(visitor: Visitor, of: str, preset: str) -> Page:
    """Explain on the example of a trained model."""
    return visitor.open("/explain", topic=of, numbers=packed(opened(topic(of), preset)))


def row(page: Page, word: str) -> Locator:
    """The line of a word in the table of what was before and after."""
    return page.locator(".st-key-trained_model").first.locator("tr", has_text=word).first


def cells(found: Locator) -> tuple[float, float]:
    texts = found.locator("td").all_inner_texts()
    return float(texts[1]), float(texts[2])


def chosen(page: Page, chip: str) -> Locator:
    """What is behind a chip, opened."""
    page.locator(f".st-key-{chip} button").first.click()
    body = page.get_by_test_id("stPopoverBody")
    expect(body).to_be_visible()
    return body


def test_maps_too_wide_to_stand_side_by_side_keep_their_squares(visitor: Visitor) -> None:
    page = example(visitor, "language-model", "trained-en")
    sum_of_both = onward(page, 2).locator(".block.map")
    expect(sum_of_both).to_have_count(3)
    for n in range(3):
        box = sum_of_both.nth(n).locator("td[role=gridcell]").first.bounding_box()
        assert box
        assert box["width"] == box["height"]
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
def test_the_induction_head_is_cut_and_stays_cut_after_a_reload(visitor: Visitor) -> None:
    page = example(visitor, "language-model", "trained-en")
    expect(page.locator(".st-key-trained_model")).to_contain_text("King")
    expect(row(page, "King")).to_have_count(0)
    body = chosen(page, "cut_chip")
    body.get_by_text("layer 2 · head 2", exact=True).click()
    expect(row(page, "King")).to_be_visible()
    before, after = cells(row(page, "King"))
    assert before > 0.9 > 0.1 > after
    expect(page.locator(".st-key-cut_chip button").first).to_contain_text("layer 2 · head 2")
    visitor.settle()
    page.reload()
    visitor.settle()
    expect(row(page, "King")).to_be_visible()
    assert cells(row(page, "King")) == (before, after)


@pytest.mark.exhaustive
def test_a_gate_is_held_and_the_country_is_lost(visitor: Visitor) -> None:
    page = example(visitor, "lstm-sequence", "trained-en")
    body = chosen(page, "hold_chip")
    body.get_by_role("combobox").click()
    page.get_by_role("option", name="Forget gate").click()
    expect(page.locator(".st-key-hold_chip button").first).to_contain_text("0.5")
    expect(row(page, "French")).to_be_visible()
    before, after = cells(row(page, "French"))
    assert before > 0.9 > after
    visitor.settle()
    page.reload()
    visitor.settle()
    expect(page.locator(".st-key-hold_chip button").first).to_contain_text("0.5")
    assert cells(row(page, "French")) == (before, after)


def test_the_next_word_is_appended_and_taken_back(visitor: Visitor) -> None:
    page = example(visitor, "language-model", "trained-en")
    page.get_by_role("button", name=re.compile("Append “King”")).click()
    back = page.get_by_role("button", name="Take it back")
    expect(back).to_be_visible()
    expect(page.locator(".st-key-trained_model")).to_contain_text("the first 9 words")
    back.click()
    expect(back).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Append “King”"))).to_be_visible()


@pytest.mark.exhaustive
def test_a_word_of_the_model_is_pressed_and_stands_at_the_end(visitor: Visitor) -> None:
    page = example(visitor, "language-model", "trained-en")
    body = chosen(page, "words_chip")
    sentence = body.get_by_role("textbox", name="Your own sentence")
    expect(sentence).not_to_have_value("")
    before = sentence.input_value()
    body.get_by_text("Hugo", exact=True).click()
    expect(sentence).to_have_value(f"{before} Hugo")


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_link_opens_the_model_as_it_was_changed(visitor: Visitor, lang: str) -> None:
    page = example(visitor, "language-model", "trained-en")
    chosen(page, "cut_chip").get_by_text("layer 2 · head 2", exact=True).click()
    expect(row(page, "King")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".st-key-export_chip button").first.click()
    code = page.locator(".st-key-link code")
    expect(code).to_be_visible()
    address = urlsplit(code.inner_text())
    query = {name: values[0] for name, values in parse_qs(address.query).items()} | {"lang": lang}
    visitor.open("/explain", **query)  # type: ignore[arg-type]
    expect(row(page, "King")).to_be_visible()
