"""What is typed just before going back in the browser's history is kept, and there on return."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import A_RUN, Visitor
from tests.browser.fields import FIELDS, Field
from tests.browser.server import Server
from tests.browser.test_held import HOLDS_NOTHING, opened, page_of
from tests.sweeps import exhaustive

APP = "tests/browser/held_up.py"
TELLING = ("cells", "a lesson's question")
TOLD_TOO_LATE = "delete Window.prototype.navigation; delete window.navigation"  # a browser that says so only afterwards


@pytest.fixture
def window(visitor: Visitor) -> Iterator[Visitor]:
    """A window of its own, whose history begins here."""
    yield Visitor(visitor.page.context.new_page(), visitor.url, visitor.errors)
    visitor.errors[:] = [error for error in visitor.errors if "Failed to fetch" not in error]


def on_the_field(window: Visitor, server: Server, name: str) -> tuple[Page, Field]:
    """The page of the field, to which the learner has come back from another one."""
    page, field = page_of(window, server, name)
    window.settle()
    address = page.url
    page.get_by_test_id("stTopNavLink").last.click()
    page.wait_for_url("**/progress*")
    window.settle()
    while page.url != address:
        goes(window, "back")
    field.uncover(page)
    return page, field


def goes(window: Visitor, way: str) -> None:
    """Go one step in the history of this page, which stays loaded, and wait until the other page is drawn."""
    before = window.page.url
    window.page.evaluate("way => history[way]()", way)
    window.page.wait_for_function("before => location.href !== before", arg=before)
    window.page.wait_for_timeout(200)  # the run that draws it has begun
    window.settle()


def leaves_and_comes_back(window: Visitor, field: Field) -> None:
    """Enter something, go on in the history at once, and come back."""
    page, address = window.page, window.page.url
    field.last(page)
    goes(window, "forward")
    while page.url != address:
        goes(window, "back")
    field.uncover(page)
    field.seen(page)


@pytest.mark.parametrize("name", [name if name in TELLING else exhaustive(name) for name in FIELDS])
def test_what_is_typed_before_going_back_is_kept(window: Visitor, server: Server, name: str) -> None:
    page, field = on_the_field(window, server, name)
    leaves_and_comes_back(window, field)
    if not field.sent:
        return
    page.wait_for_function(HOLDS_NOTHING, timeout=A_RUN)  # by now it is kept
    opened(window, server, name)
    field.seen(page)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FIELDS)
def test_a_browser_that_tells_of_it_too_late(window: Visitor, server: Server, name: str) -> None:
    window.page.add_init_script(TOLD_TOO_LATE)
    page, field = on_the_field(window, server, name)
    assert page.evaluate("window.navigation === undefined")
    leaves_and_comes_back(window, field)
