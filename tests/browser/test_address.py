"""What the address says on every page, language and learner: a page is one step in the browser's history."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_restart import store
from tests.sweeps import exhaustive

pytestmark = pytest.mark.usefixtures("nobody")

QUESTION = "self-attention/score-and-scale"
AT_QUESTION = ("/practise", {"lang": ["zh"], "q": [QUESTION]})


def at(page: Page, learner: dict[str, list[str]]) -> tuple[str, dict[str, list[str]]]:
    """The path and the parameters of the address, without the learner that it has to name."""
    address = urlsplit(page.url)
    named = parse_qs(address.query)
    assert {name: named.pop(name) for name in learner} == learner
    return address.path, named


@pytest.mark.parametrize("several", [pytest.param(False, id="one learner"), exhaustive(True, id="several")])
def test_a_page_is_one_step_back(visitor: Visitor, server: Server, several: bool) -> None:
    visitor.open()
    if several:
        opened = store(server)
        opened.add_learner("Anna", "green", datetime.now(UTC))
        opened.close()
    learner = {"learner": ["1"]} if several else {}
    window = Visitor(visitor.page.context.new_page(), visitor.url, visitor.errors)
    page = window.open("/practise", lang="zh", q=QUESTION, **({"learner": "1"} if several else {}))  # type: ignore[arg-type]
    assert at(page, learner) == AT_QUESTION
    for name, path in (("进度", "/progress"), ("学习", "/learn")):
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(f"**{path}?*lang=zh*")
        window.settle()
        assert at(page, learner) == (path, {"lang": ["zh"]})
    page.evaluate("history.back()")
    page.wait_for_url("**/progress?*")
    window.settle()
    assert at(page, learner) == ("/progress", {"lang": ["zh"]})
    page.evaluate("history.back()")
    page.wait_for_url("**/practise?*")
    window.settle()
    assert at(page, learner) == AT_QUESTION
    stepped = page.evaluate("navigation.entries().map((entry) => new URL(entry.url).pathname)")
    assert stepped[-3:] == ["/practise", "/progress", "/learn"]
