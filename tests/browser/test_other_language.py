"""What is typed goes with the learner into the other language, also what only the browser has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.fields import fields
from tests.browser.server import Server
from tests.browser.test_held import opened
from tests.sweeps import exhaustive

APP = "tests/browser/held_up.py"
SIGN, TAG, OTHER = {"zh": "中", "en": "EN"}, {"zh": "zh-CN", "en": "en"}, {"en": "zh", "zh": "en"}
TELLING = ("a lesson's choice", "a first sentence")
SAME_IN_BOTH = ("/settings", "/explain")  # pages whose fields have one name in both languages
COVERED = "a lesson's number"  # what uncovers it is found by an English word, and it is kept at once
GO_ALONG = [name for name, field in fields().items() if field.path not in SAME_IN_BOTH and name != COVERED]


def turn(page: Page, language: str) -> None:
    """Choose a language, and wait until the page is in it."""
    page.locator(".st-key-language_switch").get_by_text(SIGN[language], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", TAG[language])


@pytest.mark.parametrize("name", [name if name in TELLING else exhaustive(name) for name in GO_ALONG])
def test_what_is_typed_is_there_in_the_other_language(visitor: Visitor, server: Server, name: str) -> None:
    page, field = opened(visitor, server, name)
    visitor.settle()
    field.last(page)
    for language in (OTHER[field.lang], field.lang):
        turn(page, language)
        field.uncover(page)
        field.seen(page)
    page.reload()
    field.uncover(page)
    field.seen(page)
