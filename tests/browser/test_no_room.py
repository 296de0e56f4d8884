"""A disk without room and one that can only be read, in a real browser: one sentence; what was typed is kept later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from content import question
from db.records import Paper, PaperItem
from db.store import Store, open_store
from quiz.kinds import pose
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.browser.test_restart import eventually
from tests.disks import Disk, small_disk

pytestmark = pytest.mark.heavy
NUMBER = "next-sentence/parameters"
FIELD = "Trainable parameters"


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    """The small disk on which the server's database is."""
    with small_disk(tmp_path_factory.mktemp("disk")) as mounted:
        yield mounted


@pytest.fixture(scope="module")
def server(disk: Disk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose database is on the small disk, and its log elsewhere."""
    served = Server("app.py", tmp_path_factory.mktemp("server"))
    served.database = disk.folder / "stepwise.db"
    with store(served):
        served.start()
    yield served
    served.stop()


@contextmanager
def store(server: Server) -> Iterator[Store]:
    """The server's database, opened beside it; a file that stays open keeps the disk from being made read-only."""
    with closing(open_store(f"sqlite:///{server.database.as_posix()}")) as opened:
        yield opened


def type_number(page: Page, text: str) -> None:
    page.get_by_label(FIELD).fill(text)
    page.get_by_label(FIELD).blur()


def kept(server: Server) -> object:
    with store(server) as opened:
        found = opened.draft(NUMBER)
    return found and found.answers


def test_practice_on_a_full_disk_says_it_once_and_keeps_what_was_typed(
    visitor: Visitor, server: Server, disk: Disk
) -> None:
    page = visitor.open("/practise", q=NUMBER)
    disk.fill()
    type_number(page, "12")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("is full: free some space and try again.")
    expect(alert).to_contain_text("What you entered is kept here")
    page.reload()
    visitor.settle()
    expect(page.get_by_label(FIELD)).to_have_value("12")
    disk.free()
    type_number(page, "123")
    eventually(page, lambda: kept(server), {"number": [["123"]]})
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_paper_on_a_full_disk_is_handed_in_once_there_is_room(visitor: Visitor, server: Server, disk: Disk) -> None:
    posed, now = pose(question(NUMBER), 11), datetime.now(UTC)
    item = PaperItem("a-0", NUMBER, 11, posed.drawn)
    with store(server) as opened:
        opened.compose_paper(Paper("p", 11, 30, posed.possible, now, {"marks": 40}, now, items=(item,)))
    page = visitor.open("/papers", paper="p")
    disk.fill()
    type_number(page, "12")
    expect(page.get_by_test_id("stAlert")).to_contain_text("is full")
    page.get_by_role("button", name="Hand in", exact=True).click()
    page.get_by_role("button", name="Hand in now").click()
    visitor.settle()
    expect(page.get_by_label(FIELD)).to_have_value("12")
    disk.free()
    page.reload()
    visitor.settle()
    hand_in, result = page.get_by_role("button", name="Hand in", exact=True), page.locator(".big")
    expect(hand_in.or_(result).first).to_be_visible()
    if not result.count():  # it was not tried again before the page was left
        hand_in.click()
        page.get_by_role("button", name="Hand in now").click()
    expect(result).to_be_visible()
    with store(server) as opened:
        found = opened.paper("p")
    assert found is not None
    assert found.handed_in_at is not None
    assert found.items[0].answers == {"number": [["12"]]}


def test_what_can_only_be_read_is_read_and_says_so(visitor: Visitor, server: Server, disk: Disk) -> None:
    server.stop()
    with disk.read_only():
        server.start()
        page = visitor.open("/progress")
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        visitor.open("/practise", q=NUMBER)
        type_number(page, "7")
        expect(page.get_by_test_id("stAlert")).to_contain_text("can only be read: make it writable")
        page.reload()
        visitor.settle()
        expect(page.get_by_label(FIELD)).to_have_value("7")
        server.stop()
    visitor.errors.clear()  # the lost connection
    server.start()
