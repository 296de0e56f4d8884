"""What is pasted into the numbers of Explain is kept when they are closed at once, also while the server is busy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_paste import PRINTED, W_Q, cells, holds, numbers, paste
from tests.sweeps import exhaustive

APP = "tests/browser/held_up.py"
WAYS = ["Escape", exhaustive("elsewhere"), exhaustive("the chip")]


def close(page: Page, way: str) -> None:
    """Close what is behind the chip."""
    if way == "Escape":
        page.keyboard.press("Escape")
    elif way == "elsewhere":
        page.mouse.click(5, 400)
    else:
        page.locator(".st-key-numbers_chip button").first.click()


def is_there_again(visitor: Visitor) -> None:
    """The paste, where the numbers are opened once more."""
    page = visitor.page
    visitor.settle()
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    page.locator(".st-key-numbers_chip button").first.click()
    expect(cells(page, "W_q").first).to_be_visible()
    holds(page, "W_q", W_Q)


@pytest.mark.parametrize("way", WAYS)
def test_a_paste_is_kept_when_it_is_closed_at_once(visitor: Visitor, way: str) -> None:
    page = numbers(visitor)
    paste(cells(page, "W_q").first, f"tensor({PRINTED})")
    close(page, way)
    is_there_again(visitor)


@pytest.mark.parametrize("way", WAYS)
def test_so_it_is_while_the_server_is_busy(visitor: Visitor, server: Server, way: str) -> None:
    page = numbers(visitor)
    visitor.settle()
    held_up = Path(server.database.with_name("held up"))
    held_up.touch()
    cells(page, "X").first.fill("5")
    cells(page, "X").first.blur()
    page.wait_for_timeout(1500)  # its run has begun, and does not end
    paste(cells(page, "W_q").first, f"tensor({PRINTED})")
    close(page, way)
    held_up.unlink()
    is_there_again(visitor)
