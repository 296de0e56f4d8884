"""Typing goes on while the answer to what was typed before is on its way: that answer takes nothing back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_papers import STEPS
from tests.browser.test_restart import eventually
from tests.browser.test_windows import another_window, begun, shows, typed

pytestmark = pytest.mark.usefixtures("nobody")


@contextmanager
def late(server: Server) -> Iterator[None]:
    """A server that hears now and answers afterwards."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


def cells(page: Page) -> tuple[Locator, Locator]:
    return page.locator("td.entry input").nth(0), page.locator("td.entry input").nth(1)


def sent(page: Page) -> None:
    """The pause after which what was typed is sent is over."""
    page.wait_for_timeout(900)


def types_until(page: Page, cell: Locator, server: Server, kept: str) -> str:
    """Type into a cell all the time, so that nothing of it is sent, until the first cell is kept; what stands there."""
    for n in range(100):
        cell.fill(f"0.{n}")
        page.wait_for_timeout(100)
        if begun(server, STEPS)[:1] == [kept]:
            break
    page.wait_for_timeout(200)
    return cell.input_value()


def test_a_cell_that_is_emptied_again(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS)
    first, second = cells(page)
    with late(server):
        first.fill("1.5")
        sent(page)
        first.fill("")
        first.press("Tab")
    last = types_until(page, second, server, "1.5")
    eventually(page, lambda: begun(server, STEPS)[:2], ["", last])
    shows(page, "", last)


@pytest.mark.exhaustive
def test_a_cell_that_is_as_it_was_again(visitor: Visitor, server: Server) -> None:
    """Both are sent; the answer to the first comes while the second is on its way."""
    page = visitor.open("/practise", q=STEPS)
    first, second = cells(page)
    typed(page, 0, "1")
    eventually(page, lambda: begun(server, STEPS)[:1], ["1"])
    visitor.settle()
    with late(server):
        first.fill("2")
        sent(page)
        first.fill("1")
        sent(page)
        second.focus()
    second.fill("3")
    second.blur()
    eventually(page, lambda: begun(server, STEPS)[:2], ["1", "3"])
    shows(page, "1", "3")


@pytest.mark.exhaustive
def test_what_another_window_changes_is_shown_after_that(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS)
    first, _second = cells(page)
    with late(server):
        first.fill("1.5")
        sent(page)
        first.fill("")
        first.blur()
    eventually(page, lambda: begun(server, STEPS)[:1], [""])
    visitor.settle()
    beside = another_window(visitor)
    typed(beside, 0, "9.99")
    eventually(page, lambda: begun(server, STEPS)[:1], ["9.99"])
    typed(page, 2, "3.33")
    shows(page, "9.99", "", "3.33")


@pytest.mark.exhaustive
def test_a_matrix_is_put_back_in_the_midst_of_typing(visitor: Visitor) -> None:
    """What was typed into it goes; what was typed into another matrix stays."""
    page = visitor.open("/explain", topic="lstm")
    page.locator(".st-key-numbers_chip button").click()
    first, second = cells(page)
    before = [first.input_value(), second.input_value()]
    other = page.locator("td.entry input").nth(3)
    first.fill("7")
    first.blur()
    back = page.get_by_role("button", name="to the example's numbers")
    expect(back).to_have_count(1)
    other.fill("0.25")
    second.fill("8")
    back.click()
    expect(first).to_have_value(before[0])
    expect(second).to_have_value(before[1])
    expect(back).to_have_count(1)  # the other matrix's, which was sent
    expect(other).to_have_value("0.25")
