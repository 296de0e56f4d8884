"""By keyboard, an answer's rating is changed with one key, and the next one goes on."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visitor

ASKED = "encoder-block/who-mixes"


def test_a_key_changes_the_rating_and_the_way_on_keeps_the_focus(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=ASKED)
    choices = page.get_by_test_id("stRadio")
    choices.locator("[role=radiogroup] label").first.click()
    expect(choices.get_by_role("radio").first).to_be_checked()
    check = page.get_by_role("button", name="Check")
    expect(check).to_be_enabled()
    check.click()
    onward = page.get_by_role("button", name="Next question")
    expect(onward).to_be_focused()
    expect(page.get_by_text(re.compile(r"Rated as marked: (Again|Good)\. Change it:"))).to_be_visible()
    visitor.settle()
    page.keyboard.press("4")
    expect(page.get_by_text(re.compile(r"Rated by you: Easy\. As marked: (Again|Good)\."))).to_be_visible()
    expect(onward).to_be_focused()
