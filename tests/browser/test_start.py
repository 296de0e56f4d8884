"""The app starts, opens in both languages and themes on wide and narrow screens, and listens to this machine only."""

from __future__ import annotations

import socket
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 375)])
def test_the_first_page(
    visitor: Visitor, server: Server, lang: Literal["en", "zh"], theme: Literal["light", "dark"], width: int
) -> None:
    page = visitor.open(lang=lang, theme=theme, width=width)
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert visitor.overflow() == 0
    assert server.complaints() == []


@pytest.mark.exhaustive
def test_opens_again_after_a_restart(visitor: Visitor, server: Server) -> None:
    visitor.open()
    server.stop()
    server.start()
    expect(visitor.open().get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    visitor.errors.clear()  # the lost connection


def test_listens_on_one_address(server: Server) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - refused, unreachable or timed out, as the system likes
        socket.create_connection(("127.0.0.2", server.port), timeout=2)
