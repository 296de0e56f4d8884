"""One question and one paper in two windows, of one server or of two: every cell is kept, and both windows show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_papers import STEPS, answers, prepared, store
from tests.browser.test_restart import eventually


@pytest.fixture(scope="module")
def beside(server: Server) -> Iterator[Server]:
    """A second server of the app on the same database."""
    second = Server(server.script, server.database.parent)
    second.start()
    yield second
    second.stop()


def another_window(visitor: Visitor, url: str = "") -> Page:
    """The visitor's page once more, served from `url` if that is given."""
    page = visitor.page.context.new_page()
    page.goto(visitor.page.url.replace(visitor.url, url or visitor.url))
    expect(page.locator("td.entry input").first).to_be_visible()
    return page


def typed(page: Page, n: int, text: str) -> None:
    cell = page.locator("td.entry input").nth(n)
    cell.fill(text)
    cell.blur()


def shows(page: Page, *texts: str) -> None:
    for n, text in enumerate(texts):
        expect(page.locator("td.entry input").nth(n)).to_have_value(text)


def begun(server: Server, question: str) -> list[str]:
    """The first three cells of the answer that was begun."""
    opened = store(server)
    draft = opened.draft(question)
    opened.close()
    return _first_three(draft.state.get("open", {})) if draft else []


def in_paper(server: Server, paper: str) -> list[str]:
    """The first three cells of the paper's first question."""
    return _first_three(answers(server, paper, 0))


def _first_three(entered: dict[str, list[list[str]]]) -> list[str]:
    return [text for rows in entered.values() for row in rows for text in row][:3]


def in_turns(first: Page, second: Page, kept: Callable[[], list[str]]) -> None:
    """Four cells typed in turns; the last one overwrites the first, in the other window."""
    typed(first, 0, "1.11")
    eventually(first, kept, ["1.11", "", ""])
    typed(second, 1, "2.22")
    shows(second, "1.11", "2.22")
    eventually(second, kept, ["1.11", "2.22", ""])
    typed(first, 2, "3.33")
    shows(first, "1.11", "2.22", "3.33")
    eventually(first, kept, ["1.11", "2.22", "3.33"])
    typed(second, 0, "9.99")
    shows(second, "9.99", "2.22", "3.33")
    eventually(second, kept, ["9.99", "2.22", "3.33"])
    first.reload()
    shows(first, "9.99", "2.22", "3.33")


@pytest.mark.exhaustive
def test_a_question(visitor: Visitor, server: Server) -> None:
    first = visitor.open("/practise", q=STEPS)
    in_turns(first, another_window(visitor), lambda: begun(server, STEPS))


@pytest.mark.exhaustive
def test_a_paper(visitor: Visitor, server: Server) -> None:
    prepared(visitor, server, "both", started=datetime.now(UTC))
    first = visitor.open("/papers", paper="both")
    in_turns(first, another_window(visitor), lambda: in_paper(server, "both"))


@pytest.mark.exhaustive
def test_a_question_of_two_servers(visitor: Visitor, server: Server, beside: Server) -> None:
    question = "lstm/one-step"
    first = visitor.open("/practise", q=question)
    in_turns(first, another_window(visitor, beside.url), lambda: begun(server, question))


@pytest.mark.exhaustive
def test_a_paper_of_two_servers(visitor: Visitor, server: Server, beside: Server) -> None:
    prepared(visitor, server, "two servers", started=datetime.now(UTC))
    first = visitor.open("/papers", paper="two servers")
    second = another_window(visitor, beside.url)
    in_turns(first, second, lambda: in_paper(server, "two servers"))
    second.get_by_role("button", name="Hand in").click()
    second.get_by_role("button", name="Hand in now").click()
    expect(second.locator(".big")).to_be_visible()
    first.reload()
    expect(first.locator(".big")).to_be_visible()
