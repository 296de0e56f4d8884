"""The server is killed while a page is open and started again: what the learner does first counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from db.store import Store, open_store
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.sweeps import exhaustive

NUMBER, CHOICE, STEPS = "next-sentence/parameters", "self-attention/why-root-d-k", "self-attention/by-hand"


def store(server: Server) -> Store:
    return open_store(f"sqlite:///{server.database.as_posix()}")


def eventually(page: Page, found: Callable[[], object], expected: object) -> None:
    """What is sent is kept soon after."""
    for _ in range(100):
        if found() == expected:
            return
        page.wait_for_timeout(100)
    assert found() == expected


def restarted(visitor: Visitor, server: Server) -> None:
    """Pull the plug, put it in again, and wait until the page has found the server; nothing is done meanwhile."""
    server.kill()
    app = visitor.page.get_by_test_id("stApp")
    expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    server.start()
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    visitor.errors.clear()  # the lost connection


@pytest.fixture(autouse=True)
def on_its_way(visitor: Visitor) -> Iterator[None]:
    """A file of the page that was on its way when the server went fails later, after the server is back."""
    yield
    visitor.errors[:] = [error for error in visitor.errors if "Failed to fetch dynamically imported" not in error]


def typed(server: Server, question: str) -> object:
    found = store(server).draft(question)
    return found and (found.answers or found.state.get("open"))


@pytest.mark.exhaustive
def test_a_number_typed_first(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=NUMBER)
    restarted(visitor, server)
    page.get_by_label("Trainable parameters").fill("12")
    page.get_by_label("Trainable parameters").blur()
    eventually(page, lambda: typed(server, NUMBER), {"number": [["12"]]})
    expect(page.get_by_label("Trainable parameters")).to_have_value("12")


@pytest.mark.exhaustive
def test_check_pressed_first(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=CHOICE)
    page.get_by_test_id("stRadio").locator("label").nth(1).click()
    expect(page.get_by_role("button", name="Check")).to_be_enabled()
    restarted(visitor, server)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[class*=st-key-reason_]").first).to_be_visible()
    assert len(store(server).attempts(question_id=CHOICE)) == 1


@pytest.mark.exhaustive
def test_a_hint_taken_first(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=NUMBER)
    restarted(visitor, server)
    page.get_by_role("button", name="Hint 1").click()
    expect(page.locator("[class*=st-key-hint_]")).to_have_count(1)


@pytest.mark.exhaustive
def test_a_cell_filled_in_first(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS)
    restarted(visitor, server)
    page.locator("td.entry input").first.fill("1.5")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(page.locator("[class*=st-key-step_1_done]")).to_be_visible()


@pytest.mark.exhaustive
def test_a_step_left_blank_first(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q="scaled-dot-product/by-hand")
    restarted(visitor, server)
    page.get_by_role("button", name="Leave blank").click()
    expect(page.locator("[class*=st-key-step_1_done]")).to_be_visible()


@pytest.mark.parametrize("first", ["Next step", exhaustive("Show all")])
def test_the_story_goes_on(visitor: Visitor, server: Server, first: str) -> None:
    page = visitor.open("/explain", topic="gru")
    restarted(visitor, server)
    page.get_by_role("button", name=first).click()
    expect(page.get_by_text(re.compile("Step 2 of" if first == "Next step" else r"Step (\d+) of \1"))).to_be_visible()


@pytest.mark.exhaustive
def test_a_sentence_typed_first(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/explain", topic="self-attention")
    page.locator(".st-key-words_chip button").click()
    expect(page.get_by_role("textbox", name="Your own sentence")).to_be_visible()
    restarted(visitor, server)
    page.get_by_role("textbox", name="Your own sentence").fill("one two three")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="one two three")).to_be_visible()


@pytest.mark.exhaustive
def test_a_number_of_the_computation_typed_first(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/explain", topic="gru")
    page.locator(".st-key-numbers_chip button").click()
    cell = page.locator("td.entry input").first
    expect(cell).to_be_visible()
    restarted(visitor, server)
    cell.fill("0.77")
    cell.blur()
    eventually(page, lambda: bool(store(server).draft("explain/gru")), True)


@pytest.mark.exhaustive
def test_typed_while_the_server_was_away(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q="rms-norm/by-hand")
    cell = page.locator("td.entry input").first
    cell.fill("0.25")
    cell.blur()
    eventually(page, lambda: bool(typed(server, "rms-norm/by-hand")), True)
    server.kill()
    expect(page.get_by_test_id("stApp")).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    cell.fill("0.75")
    page.wait_for_timeout(1000)  # sent into the void
    server.start()
    eventually(page, lambda: "0.75" in str(typed(server, "rms-norm/by-hand")), True)
    visitor.errors.clear()  # the lost connection
