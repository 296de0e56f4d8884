"""What goes over the wire: a rerun sends what is new, and clicks faster than it lose nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.learner import cell, fill_in, onward, step

STORY, CELL = 60_000, 15_000  # bytes at most: of a step further, of a cell opened


class Wire:
    """The bytes that the server has sent to a page, and the messages."""

    def __init__(self, page: Page) -> None:
        self.sent = 0
        self.messages: list[bytes] = []
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, payload: str | bytes) -> None:
        self.sent += len(payload)
        self.messages.append(payload.encode() if isinstance(payload, str) else payload)

    def drew(self, key: str) -> bool:
        """Whether something with this key was drawn since the messages were last cleared."""
        return any(key.encode() in message for message in self.messages)


def worked(page: Page, n: int) -> str:
    return step(page, n).locator(".worked").inner_text()


def test_the_first_page_carries_neither_what_draws_figures_nor_calendars(visitor: Visitor) -> None:
    wire, scripts = Wire(visitor.page), list[str]()
    visitor.page.on("request", lambda request: scripts.append(request.url))
    page = visitor.open()
    expect(page.locator(".worked-line b")).to_be_visible()
    assert not wire.drew("stepwise_drawing")
    assert [url for url in scripts if "/Html." in url]
    assert not [url for url in scripts if re.search("/(DateInput|Selectbox|rehype-katex)[.]", url)]
    page.get_by_role("link", name="Explain").click()
    expect(step(page, 1).locator(".worked")).to_be_visible()
    expect(page.get_by_text(re.compile("^Step 1 of"))).to_be_visible()
    assert wire.drew("stepwise_drawing")


def test_a_rerun_sends_what_is_new(visitor: Visitor) -> None:
    wire = Wire(visitor.page)
    page = visitor.open("/explain", topic="self-attention")
    first = wire.sent
    onward(page, 2)
    for n in (3, 4):
        wire.sent = 0
        page.get_by_role("button", name="Next step").click()
        expect(step(page, n).locator(".worked")).to_be_visible()
        visitor.settle()
        assert 0 < wire.sent < STORY < first
    wire.sent = 0
    before = worked(page, 4)
    cell(step(page, 4), "Attention weights", 0, 0).click()
    expect(step(page, 4).locator(".worked")).not_to_have_text(before, use_inner_text=True)
    visitor.settle()
    assert 0 < wire.sent < CELL


@pytest.mark.exhaustive
def test_a_step_further_draws_the_parts_it_opens_and_closes(visitor: Visitor) -> None:
    wire = Wire(visitor.page)
    page = visitor.open("/explain", topic="self-attention")
    assert wire.drew("words_chip")
    onward(page, 2)
    for n, back in ((3, False), (4, False), (5, False), (4, True), (3, True)):
        wire.messages.clear()
        page.get_by_role("button", name="Back" if back else "Next step").click()
        expect(page.locator(f"[class*=st-key-step_{n}_now]")).to_have_count(1)
        expect(page.get_by_text(f"Step {n} of 5")).to_be_visible()
        visitor.settle()
        expect(page.locator("[class*=st-key-step_][class*=_now]")).to_have_count(1)
        expect(page.locator("[class*=st-key-step_][class*=_done]")).to_have_count(n - 1)
        expect(page.get_by_role("button", name="Next step")).to_be_enabled(enabled=n < 5)
        assert wire.drew(f"step_{n}_now")
        assert not wire.drew("words_chip")
        assert not wire.drew("step_1_")


@pytest.mark.exhaustive
def test_a_marked_step_draws_the_answers_and_nothing_around_them(visitor: Visitor) -> None:
    wire = Wire(visitor.page)
    page = visitor.open("/practise", q="self-attention/by-hand")
    assert wire.drew("question_chip")
    wire.messages.clear()
    fill_in(page, 1, [["0.50"] * 3] * 3)
    expect(step(page, 1).locator(".badge").first).to_be_visible()
    expect(page.locator(".strip .chip").first).not_to_have_class(re.compile("open"))
    expect(step(page, 2).locator("td.entry input").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Hint 1:")).click()
    expect(page.get_by_text("Hint 1", exact=True)).to_be_visible()
    visitor.settle()
    assert wire.drew("step_1_done")
    assert not wire.drew("question_chip")
    page.get_by_role("button", name="Try this step again").click()
    expect(step(page, 1).locator("td.entry input").first).to_be_editable()
    assert not wire.drew("question_chip")


@pytest.mark.exhaustive
def test_the_next_question_draws_the_whole_page(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="self-attention/why-root-d-k")
    title = page.get_by_role("heading", level=1)
    before = title.inner_text()
    page.get_by_test_id("stRadio").locator("label").nth(1).click()
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="Next question").click()
    expect(title).not_to_have_text(before, use_inner_text=True)
    chip = page.locator(".st-key-question_chip")
    expect(chip).to_contain_text(title.inner_text())
    expect(page).not_to_have_url(re.compile("why-root-d-k"))


@pytest.mark.exhaustive
def test_clicks_faster_than_reruns_end_at_the_cell_clicked_last(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention")
    onward(page, 2)
    cells = [cell(step(page, 2), "Attention scores", i, j) for i in range(6) for j in range(6)]
    for one in (*cells, *reversed(cells[1:])):
        one.dispatch_event("click")
    expect(step(page, 2).locator(".worked")).to_contain_text("S[Your, journey]")
    visitor.settle()
    page.get_by_role("button", name="Next step").click()
    expect(step(page, 3).locator(".worked")).to_be_visible()
    for one in cells:
        one.dispatch_event("click")
    expect(step(page, 2).locator(".worked")).to_contain_text("S[step, step]")
