"""What goes over the wire: a rerun sends what is new, and clicks faster than it lose nothing."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import cell, step

STORY, CELL = 60_000, 15_000  # bytes at most: of a step further, of a cell opened


class Wire:
    """The bytes that the server has sent to a page."""

    def __init__(self, page: Page) -> None:
        self.sent = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, payload: str | bytes) -> None:
        self.sent += len(payload)


def worked(page: Page, n: int) -> str:
    return step(page, n).locator(".worked").inner_text()


def test_a_rerun_sends_what_is_new(visitor: Visitor) -> None:
    wire = Wire(visitor.page)
    page = visitor.open("/", topic="self-attention")
    first = wire.sent
    for n in (3, 4):
        wire.sent = 0
        page.get_by_role("button", name="Next step").click()
        expect(step(page, n).locator(".worked")).to_be_visible()
        visitor.settle()
        assert 0 < wire.sent < STORY < first
    wire.sent = 0
    before = worked(page, 4)
    cell(step(page, 4), "Weights", 0, 0).click()
    expect(step(page, 4).locator(".worked")).not_to_have_text(before)
    visitor.settle()
    assert 0 < wire.sent < CELL


def test_clicks_faster_than_reruns_end_at_the_cell_clicked_last(visitor: Visitor) -> None:
    page = visitor.open("/", topic="self-attention")
    cells = [cell(step(page, 2), "Scores", i, j) for i in range(6) for j in range(6)]
    for one in (*cells, *reversed(cells[1:])):
        one.dispatch_event("click")
    expect(step(page, 2).locator(".worked")).to_contain_text("S[Your, journey]")
    visitor.settle()
    page.get_by_role("button", name="Next step").click()
    expect(step(page, 3).locator(".worked")).to_be_visible()
    for one in cells:
        one.dispatch_event("click")
    expect(step(page, 2).locator(".worked")).to_contain_text("S[step, step]")
