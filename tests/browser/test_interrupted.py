"""An answer that is interrupted: by an import, by a backup that is gone back to, by a closed lid, a lost network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from db.store import open_store
from tests.browser.conftest import Visitor
from tests.browser.cuttable import Cuttable
from tests.browser.learner import choose_file
from tests.browser.server import Server
from tests.browser.test_papers import CHOICE, STEPS
from tests.browser.test_restart import NUMBER, eventually, store
from tests.browser.test_windows import begun, shows, typed
from tests.db.released.__main__ import fill

pytestmark = pytest.mark.usefixtures("nobody")


@pytest.fixture
def way(visitor: Visitor, server: Server) -> Iterator[Cuttable]:
    """A way to the server that can be cut."""
    with Cuttable(server.port) as opened:
        yield opened
        visitor.page.goto("about:blank")
    visitor.errors.clear()  # the lost connection


def elsewhere(folder: Path) -> bytes:
    """The export of somebody who has learned on another machine."""
    other, target = open_store(f"sqlite:///{folder / 'elsewhere.db'}"), BytesIO()
    fill(other)
    other.export(target, datetime.now(UTC))
    other.close()
    return target.getvalue()


def settings(visitor: Visitor) -> Page:
    """The page in a second window."""
    page = visitor.page.context.new_page()
    page.goto(f"{visitor.url}/settings")
    expect(page.get_by_role("button", name="Back up now")).to_be_visible()
    return page


def found_again(page: Page, way: Cuttable) -> None:
    """Mend the way, and wait until the page has another connection; that it had none may be too short to be seen."""
    with page.expect_websocket():
        way.mend()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")


def goes_on(page: Page, server: Server) -> None:
    """Leave the second cell and type the third: all three are kept, and there after a reload."""
    page.locator("td.entry input").nth(1).blur()
    typed(page, 2, "3.33")
    eventually(page, lambda: begun(server, STEPS), ["1.11", "2.22", "3.33"])
    shows(page, "1.11", "2.22", "3.33")
    page.reload()
    shows(page, "1.11", "2.22", "3.33")


@pytest.mark.exhaustive
def test_an_import_in_another_window(visitor: Visitor, server: Server, tmp_path: Path) -> None:
    page = visitor.open("/practise", q=STEPS)
    typed(page, 0, "1.11")
    eventually(page, lambda: begun(server, STEPS), ["1.11", "", ""])
    beside = settings(visitor)
    beside.get_by_role("button", name="Import", exact=True).first.click()
    choose_file(beside, {"name": "export.zip", "mimeType": "application/zip", "buffer": elsewhere(tmp_path)})
    button = beside.locator(".st-key-import").get_by_role("button")
    page.locator("td.entry input").nth(1).fill("2.22")  # typed, and the window is not left yet
    button.click()
    expect(beside.get_by_test_id("stAlert")).to_contain_text("Added:")
    goes_on(page, server)
    assert store(server).attempts()


@pytest.mark.exhaustive
def test_a_backup_gone_back_to_in_another_window(visitor: Visitor, server: Server) -> None:
    """Everything is as it was, but what stands in this window is not lost."""
    page = visitor.open("/practise", q=STEPS)
    beside = settings(visitor)
    beside.get_by_role("button", name="Back up now").click()
    expect(beside.locator("[class*=st-key-backup_row_]").first).to_be_visible()
    typed(page, 0, "1.11")
    eventually(page, lambda: begun(server, STEPS), ["1.11", "", ""])
    beside.locator("[class*=st-key-backup_row_]").first.get_by_role("button").click()
    page.locator("td.entry input").nth(1).fill("2.22")
    beside.get_by_role("button", name="Go back", exact=True).click()
    expect(beside.locator(".st-key-older_backups")).to_contain_text("1 older one")  # what there was is backed up first
    goes_on(page, server)


@pytest.mark.exhaustive
def test_a_backup_that_is_removed_before_it_is_gone_back_to(visitor: Visitor, server: Server) -> None:
    with_answers = visitor.open("/practise", q=STEPS)
    typed(with_answers, 0, "1.11")
    eventually(with_answers, lambda: begun(server, STEPS), ["1.11", "", ""])
    page = settings(visitor)
    page.get_by_role("button", name="Back up now").click()
    rows = page.locator("[class*=st-key-backup_row_]")
    expect(rows.first).to_be_visible()
    rows.first.get_by_role("button").click()
    expect(page.get_by_role("button", name="Go back", exact=True)).to_be_visible()
    for path in server.database.parent.glob("backups/*"):
        path.unlink()
    page.get_by_role("button", name="Go back", exact=True).click()
    expect(page.get_by_test_id("stAlert")).to_have_count(1)
    expect(page.get_by_test_id("stAlert")).to_contain_text("backup")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    shows(with_answers, "1.11")
    assert begun(server, STEPS) == ["1.11", "", ""]


def test_a_check_pressed_without_a_network(visitor: Visitor, server: Server, way: Cuttable) -> None:
    page = Visitor(visitor.page, way.url).open("/practise", q=CHOICE)
    page.get_by_test_id("stRadio").locator("label").nth(1).click()
    expect(page.get_by_role("button", name="Check")).to_be_enabled()
    eventually(page, lambda: bool(store(server).draft(CHOICE).answers), True)  # type: ignore[union-attr]
    way.cut()
    page.get_by_role("button", name="Check").click()
    page.wait_for_timeout(1000)
    assert not store(server).attempts(question_id=CHOICE)
    found_again(page, way)
    expect(page.get_by_test_id("stRadio").locator("label").nth(1).locator("input")).to_be_checked()
    told = page.locator("#stepwise-passed")
    expect(told).to_contain_text("was pressed while Stepwise could not be reached")
    expect(told.locator(".line")).to_have_css("background-color", "rgb(252, 251, 249)")  # it hides what is below
    told.get_by_role("button", name="Press it now").click()
    expect(page.locator("[class*=st-key-reason_]").first).to_be_visible()
    expect(told.locator(".line")).to_have_count(0)
    assert len(store(server).attempts(question_id=CHOICE)) == 1


def told_of(page: Page) -> Locator:
    """What is told at the foot of a press that was not heard."""
    told = page.locator("#stepwise-passed")
    expect(told).to_contain_text("was pressed while Stepwise could not be reached")
    return told


@pytest.mark.exhaustive
def test_a_number_typed_and_checked_without_a_network(visitor: Visitor, server: Server, way: Cuttable) -> None:
    """Typing goes on, and the field says what Enter does: that is no answer of the server."""
    page = Visitor(visitor.page, way.url).open("/practise", q=NUMBER)
    expect(page.get_by_role("button", name="Check")).to_be_enabled()
    way.cut()
    page.get_by_label("Trainable parameters").fill("1")
    page.get_by_role("button", name="Check").click()
    page.get_by_label("Trainable parameters").press("End")
    page.keyboard.type("2")
    page.get_by_label("Trainable parameters").blur()
    page.wait_for_timeout(1000)
    found_again(page, way)
    told_of(page).get_by_role("button", name="Press it now").click()
    eventually(
        page, lambda: [one.answers for one in store(server).attempts(question_id=NUMBER)], [{"number": [["12"]]}]
    )


@pytest.mark.exhaustive
@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_sheet_checked_without_a_network(visitor: Visitor, server: Server, way: Cuttable, by: str) -> None:
    page = Visitor(visitor.page, way.url).open("/practise", q=STEPS)
    typed(page, 0, "1.11")
    eventually(page, lambda: begun(server, STEPS)[:1], ["1.11"])
    way.cut()
    page.locator("td.entry input").nth(1).fill("2.22")
    if by == "mouse":
        page.locator("button.check").click()
    else:
        page.keyboard.press("Control+Enter")
    page.wait_for_timeout(1000)
    found_again(page, way)
    told = told_of(page)
    expect(told).to_contain_text("Check")
    told.get_by_role("button", name="Press it now").click()
    expect(page.locator("td.entry.wrong, td.entry.right").first).to_be_visible()
    expect(told.locator(".line")).to_have_count(0)
    shows(page, "1.11", "2.22")


@pytest.mark.exhaustive
def test_a_press_that_was_heard_is_not_told_of(visitor: Visitor, server: Server, way: Cuttable) -> None:
    page = Visitor(visitor.page, way.url).open("/explain", topic="gru")
    page.get_by_role("button", name="Next step").click()
    expect(page.get_by_text(re.compile("Step 2 of"))).to_be_visible()
    Visitor(page, way.url).settle()
    way.cut()
    found_again(page, way)
    page.get_by_role("button", name="Next step").click()
    expect(page.get_by_text(re.compile("Step 3 of"))).to_be_visible()
    expect(page.locator("#stepwise-passed .line")).to_have_count(0)


@pytest.mark.exhaustive
def test_a_closed_lid(visitor: Visitor, server: Server, way: Cuttable) -> None:
    """The page sleeps and the network with it; what was being typed is there when it wakes, and typing goes on."""
    page = Visitor(visitor.page, way.url).open("/practise", q=STEPS)
    typed(page, 0, "1.11")
    eventually(page, lambda: begun(server, STEPS), ["1.11", "", ""])
    page.locator("td.entry input").nth(1).fill("2.2")
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    way.cut()
    page.wait_for_timeout(2000)
    way.mend()
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    page.keyboard.type("2")
    typed(page, 2, "3.33")
    eventually(page, lambda: begun(server, STEPS), ["1.11", "2.22", "3.33"])
    shows(page, "1.11", "2.22", "3.33")


@pytest.mark.exhaustive
def test_the_server_goes_while_a_field_has_the_focus(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=STEPS)
    cell = page.locator("td.entry input").nth(0)
    cell.click()
    page.keyboard.type("1.1")
    server.kill()
    app = page.get_by_test_id("stApp")
    expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    page.keyboard.type("1")
    server.start()
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    visitor.settle()
    expect(cell).to_be_focused()
    page.keyboard.type("5")
    eventually(page, lambda: begun(server, STEPS)[:1], ["1.115"])
    expect(cell).to_have_value("1.115")
    visitor.errors.clear()  # the lost connection
