"""Practise in a real browser: an early mistake, follow-through, a restart, and Progress."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from db.store import open_store
from tests.browser.conftest import Visitor
from tests.browser.learner import Array, fill_in, matrix, printed, shares, step
from tests.browser.server import Server
from tests.db.attempts import unnamed

QUESTION = "self-attention/by-hand"


def given(page: Page) -> tuple[Array, Array, Array]:
    sheet = page.locator(".st-key-given")
    return matrix(sheet, "Queries"), matrix(sheet, "Keys"), matrix(sheet, "Values")


def new_numbers(visitor: Visitor) -> None:
    """Fresh numbers, and wait until they are there."""
    boxes = visitor.page.locator("td.entry input")
    boxes.first.fill("9")
    visitor.page.get_by_role("button", name="New numbers").click()
    expect(boxes.first).to_have_value("")
    visitor.settle()


def badge(page: Page, n: int) -> str:
    shown = step(page, n).locator(".badge").first
    expect(shown).to_be_visible()
    return shown.inner_text()


def test_one_early_mistake_is_named_and_the_rest_earns_follow_through(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/practise", q=QUESTION)
    Q, K, V = given(page)
    scores = Q @ K.T
    fill_in(page, 1, printed(scores))
    assert badge(page, 1).strip() == "right · 3 of 3"
    halved = scores / 2
    fill_in(page, 2, printed(halved))
    assert badge(page, 2).strip() == "misconception · 1 of 3"
    expect(step(page, 2).get_by_text("Divided by dₖ, not √dₖ")).to_be_visible()
    weights = np.array([[float(t) for t in row] for row in printed(shares(np.array(printed(halved), dtype=float)))])
    fill_in(page, 3, printed(weights))
    assert badge(page, 3).strip() == "follows from step 2 · 3 of 3"
    fill_in(page, 4, printed(weights @ V))
    assert badge(page, 4).strip() == "follows from step 3 · 3 of 3"
    expect(page.get_by_text("10 of 12 marks")).to_be_visible()

    server.stop()
    server.start()
    page = visitor.open("/progress")
    expect(page.get_by_text("Self-attention · Attention by hand").first).to_be_visible()
    expect(page.locator(".answers")).to_contain_text("10 / 12")
    expect(page.locator(".slip-name").first).to_contain_text("Divided by dₖ, not √dₖ")
    visitor.errors.clear()  # the lost connection
    page.locator("[class*=st-key-slip_row_0]").get_by_role("button", name="Practise this").click()
    expect(page.get_by_role("button", name="Self-attention")).to_be_visible()
    expect(page.get_by_role("heading", name="Attention by hand")).to_have_count(0)  # another question that shows it
    expect(page.get_by_text("Scaled scores").first).to_be_visible()


@pytest.mark.exhaustive
def test_old_answers_are_marked_again(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/progress")
    expect(page.get_by_role("heading", name="Progress")).to_be_visible()
    expect(page.get_by_role("button", name="Mark again")).to_have_count(0)
    store = open_store(f"sqlite:///{server.database.as_posix()}")
    store.record(unnamed(attempt_id="from-long-ago"), datetime.now(UTC))
    store.close()
    page = visitor.open("/progress")
    page.get_by_role("button", name="Mark again").click()
    expect(page.get_by_text("1 mistake has a name now")).to_be_visible()
    expect(page.get_by_role("button", name="Mark again")).to_have_count(0)


@pytest.mark.exhaustive
def test_what_was_typed_survives_a_reload(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="self-attention/score-and-scale")
    box = step(page, 1).locator("td.entry input").first
    box.fill("0.12")
    page.wait_for_timeout(1500)  # the draft is saved when the typing pauses
    numbers = matrix(page.locator(".st-key-given"), "Queries").tolist()
    page = visitor.open("/practise", q="self-attention/score-and-scale")
    expect(step(page, 1).locator("td.entry input").first).to_have_value("0.12")
    assert matrix(page.locator(".st-key-given"), "Queries").tolist() == numbers


@pytest.mark.exhaustive
def test_a_page_reloaded_while_typing_loses_nothing(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="self-attention/score-and-scale")
    cell = step(page, 1).locator("td.entry input").nth(1)
    cell.fill("0.34")
    page.reload()
    expect(cell).to_have_value("0.34")
    page = visitor.open("/practise", q="next-sentence/parameters")
    field = page.get_by_label("Trainable parameters")
    field.fill("88")
    page.reload()
    expect(field).to_have_value("88")


def test_what_was_typed_last_is_sent_ahead_of_the_click_that_leaves_it(visitor: Visitor) -> None:
    sent: list[bytes] = []

    def remember(frame: bytes | str) -> None:
        sent.append(frame.encode() if isinstance(frame, str) else frame)

    visitor.page.on("websocket", lambda socket: socket.on("framesent", remember))
    page = visitor.open("/practise", q=QUESTION)
    step(page, 1).locator("td.entry input").first.fill("4.25")
    page.get_by_role("button", name=re.compile("Hint 1:")).click()
    expect(page.get_by_role("button", name=re.compile("Hint 2:"))).to_be_visible()
    typed, clicked = (next(n for n, frame in enumerate(sent) if what in frame) for what in (b"4.25", b"take_hint"))
    assert typed <= clicked
    page = visitor.open("/practise", q=QUESTION)
    expect(step(page, 1).locator("td.entry input").first).to_have_value("4.25")


@pytest.mark.exhaustive
def test_what_was_typed_last_does_not_follow_to_other_numbers(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=QUESTION)
    first = step(page, 1).locator("td.entry input").first
    first.fill("9")
    page.get_by_role("button", name="New numbers").click()
    expect(first).to_have_value("")
    page.wait_for_timeout(1000)  # longer than the pause after typing
    page = visitor.open("/practise", q=QUESTION)
    expect(step(page, 1).locator("td.entry input").first).to_have_value("")


def test_an_unreadable_cell_is_said_once_and_blocks_no_other(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="self-attention/causal")
    new_numbers(visitor)
    rows = [["abc", "0", "0", "0"]] + [["0.00"] * 4] * 3
    fill_in(page, 1, rows)
    expect(page.get_by_text("The dotted cells cannot be marked")).to_be_visible()
    expect(step(page, 1).locator("td.unreadable")).to_have_count(1)
    expect(step(page, 1).locator("td.unreadable input")).to_have_value("abc")
    step(page, 1).get_by_role("button", name="Check").click()
    expect(step(page, 1).locator(".badge").first).to_be_visible()


def test_a_pasted_table_fills_the_cells(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=QUESTION)
    new_numbers(visitor)
    first = step(page, 1).locator("td.entry input").first
    first.focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        const find = (root) => root.querySelector('td.entry input') ??
          [...root.querySelectorAll('*')].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true });
        find(document).dispatchEvent(event); }""",
        "[[1, 2, 3],\n [4.5, 5, 6],\n [7, 8, −9]]",
    )
    boxes = step(page, 1).locator("td.entry input").all()
    for box, text in zip(boxes, ["1", "2", "3", "4.5", "5", "6", "7", "8", "−9"], strict=True):
        expect(box).to_have_value(text)  # brackets are read on the server


@pytest.mark.exhaustive
def test_hints_and_a_blank_step(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=QUESTION)
    new_numbers(visitor)
    for n in (1, 2, 3):
        page.get_by_role("button", name=re.compile(f"Hint {n}:")).click()
        expect(page.get_by_text(f"Hint {n}", exact=True)).to_be_visible()
    visitor.settle()
    page.get_by_role("button", name="Leave blank").click()
    assert badge(page, 1).strip() == "left blank · 0 of 3"
    expect(step(page, 2).locator("td.entry input").first).to_be_visible()


def test_a_choice_gives_a_reason_for_every_option(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="self-attention/why-root-d-k")
    page.get_by_test_id("stRadio").locator("label").nth(1).click()
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[class*=st-key-reason_]").nth(1)).to_be_visible()


@pytest.mark.exhaustive
def test_narrow_dark_and_chinese_without_overflow(visitor: Visitor) -> None:
    for path in ("/practise", "/progress", "/learn"):
        visitor.open(path, lang="zh", theme="dark", width=375)
        assert visitor.overflow() == 0


def test_z_and_one_minus_z_exchanged_is_named_as_the_other_convention(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="gru/blend")
    sheet = page.locator(".st-key-given")
    z, old, new = (matrix(sheet, label) for label in ("Update gate", "Old state", "Candidate"))
    fill_in(page, 1, printed((1 - z) * old + z * new))
    assert badge(page, 1).strip() == "another convention · 2 of 3"
    expect(step(page, 1).get_by_text("Right in another convention")).to_be_visible()


@pytest.mark.exhaustive
def test_quiz_me_asks_about_the_topic_that_is_open(visitor: Visitor) -> None:
    visitor.open("/practise", q=QUESTION)
    page = visitor.open("/explain", topic="gru")
    page.get_by_role("button", name="Quiz me on this").click()
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", name="On your own numbers")).to_be_visible()
    expect(page.get_by_role("button", name="GRU: one step")).to_be_visible()
