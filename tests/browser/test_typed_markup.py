"""Markup typed anywhere is text: nothing of it is drawn as an image or a link, and no other machine is asked.

The visitor's page refuses whatever goes to another machine and remembers it (tests/browser/conftest.py).
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from engine.axes import Counts
from presentation.workspaces.resizing import largest
from tests.browser.conftest import Visitor
from tests.browser.learner import choose_file
from tests.browser.server import Server
from tests.browser.test_papers import NUMBER, STEPS, prepared
from tests.sweeps import exhaustive

IMAGE = "![x](http://example.test/typed.png)"
TAG = "<img src='http://example.test/typed.png'>"
LINK = "[x](http://example.test) http://example.test www.example.test someone@example.test"
TYPED = f"{IMAGE} {TAG} {LINK}"
TABLE = f"{IMAGE}\t{TAG}\n{LINK}\t{TYPED}"


def plain(page: Page) -> None:
    """No link leads away, no image comes from elsewhere, and what was typed is in no attribute that is fetched."""
    for name in ("href", "src"):
        for address in page.locator(f"[{name}]").evaluate_all(
            "(all, name) => all.map((one) => one.getAttribute(name))", name
        ):
            assert urlsplit(address).hostname in (None, "", "127.0.0.1", "localhost"), address


def paste(into: Locator, text: str) -> None:
    into.focus()
    into.evaluate(
        """(field, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', text);
            field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/practise", "q"),
        exhaustive("/practise", "topic"),
        exhaustive("/", "topic"),
        ("/explain", "topic"),
        exhaustive("/learn", "topic"),
        ("/papers", "paper"),
        exhaustive("/papers", "n"),
        exhaustive("/progress", "learner"),
        exhaustive("/settings", "learner"),
    ],
)
def test_in_an_address(visitor: Visitor, path: str, name: str) -> None:
    page = visitor.page
    for typed in (IMAGE, TYPED, f"\n\n{IMAGE}\n\n"):
        page.goto(f"{visitor.url}{path}?{urlencode({'lang': 'en', name: typed})}")
        if name in ("q", "paper"):
            expect(page.get_by_test_id("stToast")).to_be_visible()  # it is there for a few seconds only
            plain(page)
        visitor.settle()
        plain(page)


def test_in_an_address_as_a_language(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.url}/?lang={IMAGE}")
    visitor.settle()
    plain(visitor.page)


@pytest.mark.exhaustive
def test_in_the_sentence_and_the_numbers_of_explain(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention")
    page.locator(".st-key-words_chip button").click()
    sentence = page.get_by_role("textbox", name="Your own sentence")
    sentence.fill(f"{IMAGE} {'a ' * largest(Counts.TOKENS)} {TYPED}")
    sentence.press("Enter")
    expect(page.get_by_test_id("stToast")).to_be_visible()
    plain(page)
    page.keyboard.press("Escape")
    page.locator(".st-key-numbers_chip button").click()
    cell = page.locator("td.entry input").first
    cell.fill(TYPED)
    cell.blur()
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    plain(page)
    paste(cell, TABLE)
    visitor.settle()
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    plain(page)


@pytest.mark.exhaustive
@pytest.mark.parametrize("topic", ["rms-norm", "temperature"])
def test_in_a_constant(visitor: Visitor, topic: str) -> None:
    page = visitor.open("/explain", topic=topic)
    page.locator(".st-key-conventions_chip button").click()
    field = page.locator("[class*=st-key-option_] input[type=text]").first
    expect(field).to_be_visible()
    field.fill(TYPED)
    field.press("Enter")
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    plain(page)


@pytest.mark.exhaustive
def test_in_the_answers_of_practise(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=NUMBER)
    page.get_by_label("Trainable parameters").fill(TYPED)
    for _round in range(2):  # what cannot be read is said once, then it counts
        page.get_by_role("button", name="Check").click()
        visitor.settle()
    expect(page.locator(".answered")).to_contain_text(IMAGE)
    plain(page)
    page = visitor.open("/practise", q="next-sentence/shapes")
    for field in page.get_by_role("textbox").all():
        field.fill(TYPED)
    for _round in range(2):
        page.get_by_role("button", name="Check").click()
        visitor.settle()
    expect(page.locator(".answered").first).to_contain_text(IMAGE)
    plain(page)


def test_in_the_cells_of_practise(visitor: Visitor) -> None:
    page = visitor.open("/practise", q=STEPS)
    paste(page.locator("td.entry input").first, TABLE)
    page.locator("td.entry input").last.fill("1.00")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_test_id("stAlert")).to_be_visible()  # cells that cannot be marked are shown once
    plain(page)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[class*=st-key-step_1_done]")).to_be_visible()
    plain(page)


def test_in_what_is_said_aloud(visitor: Visitor) -> None:
    page = visitor.open("/practise", q="gru-sequence/why-not-parallel")
    page.get_by_role("textbox").last.fill(f"# {TYPED}")
    page.get_by_role("button", name="Show key points").click()
    expect(page.locator("blockquote.written")).to_contain_text(IMAGE)
    plain(page)


@pytest.mark.exhaustive
def test_in_a_paper_and_its_mark_sheet(visitor: Visitor, server: Server) -> None:
    prepared(visitor, server, "typed")
    page = visitor.open("/papers", paper="typed")
    page.get_by_role("button", name="Start", exact=True).click()
    paste(page.locator("td.entry input").first, TABLE)
    page.get_by_role("button", name="3", exact=True).click()
    page.get_by_label("Trainable parameters").fill(TYPED)
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.locator(".big")).to_have_text("0")
    expect(page.locator(".marksheet").last).to_contain_text("example.test")
    plain(page)
    page.get_by_role("button", name="Look at it").last.click()
    expect(page.locator(".answered")).to_contain_text(IMAGE)
    plain(page)
    visitor.open("/progress")
    plain(page)


@pytest.mark.exhaustive
def test_in_a_learners_name_and_a_files(visitor: Visitor) -> None:
    page = visitor.open("/settings")
    page.locator(".st-key-add_learner_chip button").first.click()
    page.get_by_role("textbox", name="Name").last.fill(IMAGE)
    page.get_by_role("button", name="Add", exact=True).click()
    visitor.settle()
    plain(page)
    upload: FilePayload = {
        "name": f"{IMAGE.replace('/', '_')}.zip",
        "mimeType": "application/zip",
        "buffer": b"PK, not a zip",
    }
    page = visitor.open("/settings", learner="1")
    page.get_by_role("button", name="Import", exact=True).first.click()
    choose_file(page, upload)
    page.locator(".st-key-import").get_by_role("button").click()
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    plain(page)
