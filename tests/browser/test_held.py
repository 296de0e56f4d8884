"""What is entered while a page is still computing, or while the server is away, is there after a reload."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import A_RUN, Visitor
from tests.browser.fields import FIELDS, Field, fields, nothing, type_over, typed_over
from tests.browser.server import Server
from tests.browser.test_papers import prepared
from tests.browser.test_restart import eventually, store, typed
from tests.sweeps import exhaustive

APP = "tests/browser/held_up.py"
NUMBER, STEPS = "next-sentence/parameters", "self-attention/by-hand"
LABEL = "Trainable parameters"
HOLDS = "globalThis.stepwise?.settleFields !== undefined"  # it listens from then on; its script comes after the run
COUNTS_RUNS = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  globalThis.runs = 0;
  new MutationObserver(() => { globalThis.runs += app.dataset.testScriptState === 'running'; })
    .observe(app, { attributeFilter: ['data-test-script-state'] });
}"""
SEES_A_RUN = """async () => {
  for (let n = 0; n < 60 && !globalThis.runs; n += 1) await new Promise((done) => setTimeout(done, 50));
}"""
TEXT_INPUT = re.compile(r"/TextInput\.[^/]*\.js$")  # what draws Streamlit's lines to type in
LATE, SOON = 7000, 1500  # milliseconds
DECLARED = "globalThis.stepwise?.settleFields && globalThis.stepwise.declared?.size"
HEARD_BY_NOBODY = "WebSocket.prototype.send = () => {}"
HOLDS_NOTHING = "!Object.keys(sessionStorage).some((name) => name.startsWith('stepwise:held:'))"
TELLING = ("a number", "cells", "a choice", "a sentence")  # the other fields where everything is run


@pytest.fixture
def held_up(server: Server) -> Iterator[Path]:
    """A file that holds up every run as long as it is there."""
    file = server.database.with_name("held up")
    yield file
    file.unlink(missing_ok=True)


def begun(visitor: Visitor) -> None:
    """Wait for the first page of a server that was just started."""
    visitor.page.goto(visitor.url)
    visitor.settle()


@pytest.fixture(autouse=True)
def on_its_way(visitor: Visitor) -> Iterator[None]:
    """The server is ready; a file of the page that was on its way when the page was left fails later."""
    begun(visitor)
    yield
    visitor.errors[:] = [error for error in visitor.errors if "Failed to fetch" not in error]


def opened(visitor: Visitor, server: Server, name: str) -> tuple[Page, Field]:
    """The page of a field, and what covers it away."""
    page, field = page_of(visitor, server, name)
    field.uncover(page)
    return page, field


def page_of(visitor: Visitor, server: Server, name: str) -> tuple[Page, Field]:
    """The page of a field, which may be covered."""
    field = fields()[name]
    if "paper" in field.query:
        _begin(visitor, server)
    kept = store(server)
    field.furnish(kept)
    kept.close()
    page = visitor.open(field.path, lang=field.lang, **field.query)  # type: ignore[arg-type]
    page.wait_for_function(HOLDS, timeout=A_RUN)
    if name == "key points":
        _reveal(page)
    return page, field


def enter_first(page: Page, field: Field) -> None:
    """Enter the first; what is sent has begun a run when this returns, or is over: a part may be quick."""
    page.evaluate(COUNTS_RUNS)
    field.first(page)
    if field.sent and field.first is not nothing:
        page.evaluate(SEES_A_RUN)


def _reveal(page: Page) -> None:
    """Show the key points, which a second visit finds shown."""
    button, shown = page.locator(".st-key-reveal button"), page.get_by_test_id("stCheckbox")
    expect(button.or_(shown).first).to_be_visible()
    if button.count():
        button.first.click()
        expect(shown.first).to_be_visible()


def _begin(visitor: Visitor, server: Server) -> None:
    visitor.open("/papers")
    kept = store(server)
    found = kept.paper("held")
    kept.close()
    if found is None:
        prepared(visitor, server, "held", started=datetime.now(UTC))


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [name if name in TELLING else exhaustive(name) for name in FIELDS])
def test_a_reload_while_the_page_computes(visitor: Visitor, server: Server, held_up: Path, name: str) -> None:
    page, field = opened(visitor, server, name)
    visitor.settle()  # the run that is held up is to be the one that what is entered begins
    held_up.touch()
    enter_first(page, field)  # the run stays
    field.last(page)
    page.reload()
    if field.uncover is not nothing:  # a run that opens it begins when the one before it has ended
        held_up.unlink()
    field.uncover(page)
    field.seen(page)
    held_up.unlink(missing_ok=True)
    visitor.settle()
    if not field.sent:
        return
    page.evaluate("sessionStorage.clear()")  # by now it is kept
    opened(visitor, server, name)
    field.seen(page)


@pytest.mark.exhaustive
def test_a_number_that_nobody_has_heard_stands_in_its_figure(visitor: Visitor, server: Server, held_up: Path) -> None:
    page, _field = opened(visitor, server, "a number in a figure")
    visitor.settle()
    page.evaluate(HEARD_BY_NOBODY)
    type_over(page, "0.625")
    held_up.touch()
    page.reload()
    typed_over(page, "0.625")  # before the server has an answer
    held_up.unlink()
    page.wait_for_function(HOLDS_NOTHING, timeout=A_RUN)
    opened(visitor, server, "a number in a figure")
    typed_over(page, "0.625")


@pytest.mark.exhaustive
def test_what_is_held_is_typed_into_a_field_that_is_drawn_late(visitor: Visitor, server: Server) -> None:
    page, field = opened(visitor, server, "a lesson's question")
    visitor.settle()
    field.last(page)
    late: list[Route] = []
    page.route(TEXT_INPUT, lambda route: late.append(route))
    page.reload()
    page.wait_for_function(DECLARED, timeout=A_RUN)
    page.wait_for_timeout(LATE)
    expect(page.get_by_test_id("stTextInput")).to_have_count(0)
    for script in late:
        script.continue_()
    field.seen(page)


@pytest.mark.usefixtures("nobody")
def test_the_name_of_a_learner_who_was_added_is_not_typed_again(visitor: Visitor, server: Server) -> None:
    page, field = opened(visitor, server, "another learner's name")
    field.last(page)
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator(".learner").filter(has_text="小红")).to_be_visible()
    visitor.open(field.path, lang=field.lang, learner="1")  # now that there are two, the address says who it is
    field.uncover(page)
    expect(page.get_by_label("姓名", exact=True)).to_be_visible()
    page.wait_for_timeout(SOON)
    expect(page.get_by_label("姓名", exact=True)).to_have_value("")


@pytest.mark.exhaustive
def test_the_server_goes_and_the_pages_are_left(visitor: Visitor, server: Server) -> None:
    context = visitor.page.context
    windows = {name: opened(Visitor(context.new_page(), server.url), server, name) for name in FIELDS}
    for page, field in windows.values():
        enter_first(page, field)
        Visitor(page, server.url).settle()
    os.kill(server.pid, signal.SIGSTOP)  # it hears nothing of what comes now
    for page, field in windows.values():
        field.last(page)
    server.kill()
    for page, _field in windows.values():
        page.goto("about:blank")
    server.start()
    begun(visitor)
    for name, (page, field) in windows.items():
        opened(Visitor(page, server.url), server, name)
        field.seen(page)
    visitor.errors.clear()  # the lost connection


@pytest.mark.exhaustive
def test_what_is_newer_or_another_one_s_stays(visitor: Visitor, server: Server) -> None:
    """Typed here while nothing was heard of it; then another window, another attempt, another learner."""
    first = visitor.open("/practise", q=NUMBER)
    checked = Visitor(visitor.page.context.new_page(), server.url)
    checked.open("/check", topic="lstm")
    os.kill(server.pid, signal.SIGSTOP)
    first.get_by_label(LABEL).fill("11")
    checked.page.locator("textarea").first.fill("h = [[1]]")
    server.kill()
    first.goto("about:blank")
    checked.page.goto("about:blank")
    server.start()
    begun(visitor)

    second = Visitor(visitor.page.context.new_page(), server.url)
    second.open("/practise", q=NUMBER).get_by_label(LABEL).fill("22")
    eventually(second.page, lambda: typed(server, NUMBER), {"number": [["22"]]})
    page = visitor.open("/practise", q=NUMBER)
    told = page.locator("#stepwise-passed")
    expect(told).to_contain_text("“11” was entered here (Trainable parameters)")
    expect(page.get_by_label(LABEL)).to_have_value("22")
    assert typed(server, NUMBER) == {"number": [["22"]]}
    page.reload()  # it is told until it is answered for
    told.get_by_role("button", name="Put mine back").click()
    eventually(page, lambda: typed(server, NUMBER), {"number": [["11"]]})
    expect(page.get_by_label(LABEL)).to_have_value("11")
    expect(told.locator(".line")).to_have_count(0)

    kept = store(server)
    other = kept.add_learner("Li", "blue", datetime.now(UTC))
    kept.close()
    expect(checked.open("/check", topic="lstm", learner=str(other)).locator("textarea").first).to_have_value("")
    checked.page.wait_for_timeout(1500)
    expect(checked.page.locator("textarea").first).to_have_value("")
    visitor.errors.clear()  # the lost connection


def test_a_window_that_is_closed_while_the_page_computes(visitor: Visitor, server: Server, held_up: Path) -> None:
    window = Visitor(visitor.page.context.new_page(), server.url)
    kept = store(server)
    whose = str(kept.learners()[0].learner_id)  # there are two by now if the test before has run
    kept.close()
    page = window.open("/practise", q=STEPS, learner=whose)
    expect(page.locator("td.entry input").nth(0)).to_be_visible()
    held_up.touch()
    page.locator("td.entry input").nth(0).fill("6.5")
    page.wait_for_timeout(1500)  # the run that keeps it has begun, and stays
    page.locator("td.entry input").nth(0).fill("7.25")
    page.close(run_before_unload=True)
    held_up.unlink()
    eventually(visitor.page, lambda: "7.25" in str(typed(server, STEPS)), True)
