"""Fifty power cuts while a learner types, checks and hands in: what stands on the page is kept."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_papers import STEPS, answers, prepared
from tests.browser.test_restart import eventually, store, typed

pytestmark = pytest.mark.heavy
TYPING, CHECKS, HAND_INS = 30, 10, 10
NUMBER = "next-sentence/parameters"


def power_cut(visitor: Visitor, server: Server, rng: random.Random) -> None:
    """At some moment of the next half second the server is gone; then it is back."""
    visitor.page.wait_for_timeout(rng.uniform(0, 500))
    server.kill()
    visitor.page.wait_for_timeout(rng.uniform(0, 300))
    server.start()
    expect(visitor.page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    visitor.errors.clear()  # the lost connection


def enter(page: Page, n: int, text: str) -> None:
    cell = page.locator("td.entry input").nth(n)
    cell.fill(text)
    cell.blur()


def test_while_typing(visitor: Visitor, server: Server) -> None:
    rng = random.Random(1)
    page = visitor.open("/practise", q=STEPS)
    texts = ["" for _ in range(page.locator("td.entry input").count())]
    for n in range(TYPING):
        place = rng.randrange(len(texts))
        texts[place] = f"{n}.25"
        enter(page, place, texts[place])
        power_cut(visitor, server, rng)
        eventually(page, partial(_kept, server, texts[place]), True)
        eventually(page, partial(_shown, page), texts)


def _shown(page: Page) -> list[str]:
    return [cell.input_value() for cell in page.locator("td.entry input").all()]


def _kept(server: Server, text: str) -> bool:
    return text in str(typed(server, STEPS))


def test_while_checking(visitor: Visitor, server: Server) -> None:
    rng = random.Random(2)
    page = visitor.open("/practise", q=NUMBER)
    for n in range(1, CHECKS + 1):
        field = page.get_by_label("Trainable parameters")
        field.fill(str(n))
        page.get_by_role("button", name="Check").click()
        power_cut(visitor, server, rng)
        visitor.settle()
        page.wait_for_timeout(3000)  # a check that was on its way is done by then
        if _attempts(server) < n:  # it was not marked before the cut: then it stands there still
            expect(field).to_have_value(str(n))
            page.get_by_role("button", name="Check").click()
            expect(page.locator(".answered")).to_contain_text(str(n))
        eventually(page, partial(_attempts, server), n)
        if not field.count():
            page.get_by_role("button", name="Again, with new numbers").click()
            visitor.settle()


def _attempts(server: Server) -> int:
    return len(store(server).attempts(question_id=NUMBER))


def test_while_handing_in(visitor: Visitor, server: Server) -> None:
    rng = random.Random(3)
    for n in range(HAND_INS):
        paper = f"cut{n}"
        prepared(visitor, server, paper, started=datetime.now(UTC))
        page = visitor.open("/papers", paper=paper)
        enter(page, 0, f"{n}.75")
        page.get_by_role("button", name="Hand in").click()
        page.get_by_role("button", name="Hand in now").click()
        power_cut(visitor, server, rng)
        visitor.settle()
        page.wait_for_timeout(3000)
        now = page.get_by_role("button", name="Hand in now")
        if not page.locator(".big").count():
            if not now.count():
                page.get_by_role("button", name="Hand in", exact=True).click()
            now.click()
        expect(page.locator(".big")).to_be_visible()
        assert f"{n}.75" in str(answers(server, paper, 0))
