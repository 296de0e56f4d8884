"""The server, the browser and the page of the browser tests.

A test module that sets `APP = "tests/browser/gallery.py"` is served that script instead of app.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect, sync_playwright

from tests.browser import browser as chromium
from tests.browser.server import Server

PATIENCE = 20_000  # milliseconds until an expectation counts as failed
A_RUN = 120_000  # until a script counts as stuck: the first one of a server reads all of the content
WIDER = """Math.max(...[document.documentElement, document.querySelector('[data-testid=stMain]')]
    .filter(Boolean).map((one) => one.scrollWidth - one.clientWidth))"""
LOCAL = ("127.0.0.1", "localhost", "")


@dataclass
class Visitor:
    """A learner at the browser: opens pages, and remembers what went wrong behind them."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)

    def open(
        self,
        path: str = "/",
        *,
        lang: Literal["en", "zh"] = "en",
        theme: Literal["light", "dark"] = "light",
        width: int = 1280,
        height: int = 900,
        **query: str,
    ) -> Page:
        """Open a path of the app, wait until it has settled, and return its page."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=theme)
        self.page.goto(f"{self.url}{path}?{urlencode({'lang': lang, **query})}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script behind the page has run to its end and everything it wrote is drawn."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
        ended = re.compile("notRunning|compilationError")
        expect(app).to_have_attribute("data-test-script-state", ended, timeout=A_RUN)
        expect(self.page.get_by_test_id("stSkeleton")).to_have_count(0)

    def overflow(self) -> int:
        """How many pixels the page, or the part of it that scrolls, is wider than its window."""
        wide: int = self.page.evaluate(WIDER)
        return wide


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a browser module in one worker, where they share a server; in CI, try up to three times.

    A browser on a machine that is busy with other things is late now and then. What fails three times has failed, and
    the summary says what was tried again and why.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
            if os.environ.get("CI"):
                item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests of this process."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HELP, pytrace=False)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with an empty database, shared by the tests of a module."""
    served = Server(getattr(request.module, "APP", "app.py"), tmp_path_factory.mktemp("server"))
    served.start()
    yield served
    served.stop()


@pytest.fixture
def nobody(server: Server) -> Iterator[None]:
    """The test finds no database and no backups, and leaves none to the next one of its module."""
    if server.database.exists():
        _begin_anew(server)
    yield
    _begin_anew(server)


def _begin_anew(server: Server) -> None:
    """Start the server again, with nothing kept."""
    server.stop()
    for path in (*server.database.parent.glob("stepwise*.db*"), *server.database.parent.glob("backups/*")):
        path.unlink()
    server.start()


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """The one window of all browser tests, with a page: a window of their own costs each of them three seconds."""
    opened = browser.new_context(reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE)
    opened.new_page()
    yield opened
    opened.close()


@pytest.fixture
def visitor(request: pytest.FixtureRequest, context: BrowserContext, server: Server) -> Iterator[Visitor]:
    """A visitor with an empty browser profile; a test that is tried again finds nothing of its earlier try.

    Afterwards the console must be free of errors and nothing may have been asked of another machine.
    A test that provokes errors (a stopped server) ends with `visitor.errors.clear()`.
    """
    if getattr(request.node, "execution_count", 1) > 1:
        _begin_anew(server)
    page = context.pages[0]
    visits = Visitor(page, server.url)
    heard = {
        "console": lambda message: visits.errors.append(message.text) if _is_fault(message) else None,
        "pageerror": lambda error: visits.errors.append(str(error)),
    }
    for event, listener in heard.items():
        page.on(event, listener)  # type: ignore[call-overload]
    context.route(_is_elsewhere, lambda route: _refuse(route, visits.errors))
    yield visits
    for event, listener in heard.items():
        page.remove_listener(event, listener)
    _forget(context, server.url)
    for routed in (page, context):  # what a test held back on its way would be held back for ever
        routed.unroute_all()
    assert not visits.errors


def _forget(context: BrowserContext, url: str) -> None:
    """Leave the app, and nothing of the visit in the browser but what it has cached of the server's files."""
    page, *others = context.pages
    for other in others:
        other.close()
    if page.url.startswith(url):
        page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    page.emulate_media(media="screen")
    context.clear_cookies()
    profile = context.new_cdp_session(page)
    profile.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
    profile.detach()


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """The visitor's page, settled on the app's first page in English."""
    return visitor.open()


def _is_fault(message: ConsoleMessage) -> bool:
    """An error of ours: on a deep link Streamlit looks for its own base path below the page's, and does not find it."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]


def _is_elsewhere(url: str) -> bool:
    return urlsplit(url).hostname not in LOCAL and urlsplit(url).scheme in ("http", "https")


def _refuse(route: Route, errors: list[str]) -> None:
    errors.append(f"asked another machine: {route.request.url}")
    route.abort()
