"""No word of Streamlit's own is left in English on a Chinese page, in what opens on it, or for screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.server import ROOT
from tests.sweeps import exhaustive

COLLECT = (Path(__file__).parent / "english.js").read_text(encoding="utf-8")
WORD = re.compile(r"[A-Za-z][A-Za-z'-]{2,}")
CHINESE = re.compile("[\u4e00-\u9fff]")
NOT_STREAMLITS = {
    "UTC",
    "tensor",
    "English",
}  # a zone without a name, what a print-out looks like, a language by its name
# phrases of Streamlit's whose words stand in our own texts too
PHRASES = re.compile(
    r"^(Open|Close|Help|Print|Upload|Select all|Choose .*|Press Enter to .*|Clear .*|Remove .*|.* selected|No results)$"
)
PAGES: list[tuple[str, dict[str, Any]]] = [
    ("/", {}),
    ("/learn", {}),
    ("/learn", {"topic": "lstm"}),
    ("/explain", {"topic": "self-attention"}),
    ("/practise", {"q": "self-attention/by-hand"}),
    ("/practise", {"q": "next-sentence/parameters"}),
    ("/practise", {"q": "self-attention/why-root-d-k"}),
    ("/papers", {}),
    ("/progress", {}),
    ("/mistakes", {}),
    ("/laboratory", {}),
    ("/laboratory", {"lab": "gradients"}),
    ("/session", {}),
    ("/check", {"topic": "self-attention"}),
    ("/settings", {}),
]


@cache
def own_words() -> frozenset[str]:
    """The words in Latin letters that stand in our own Chinese texts: names, symbols, what has no Chinese word."""
    found: set[str] = set(NOT_STREAMLITS)
    with (ROOT / "presentation/locale/zh/LC_MESSAGES/stepwise.po").open("rb") as file:
        for message in read_po(file):
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            found.update(word for text in said for word in WORD.findall(str(text or "")))
    for path in (ROOT / "content").rglob("*"):
        if path.suffix in (".toml", ".md"):
            lines = path.read_text(encoding="utf-8").splitlines()
            found.update(word for line in lines if CHINESE.search(line) for word in WORD.findall(line))
    return frozenset(found)


def english(texts: list[str]) -> list[str]:
    """What is said in words that are none of ours."""
    return [t for t in texts if PHRASES.match(t) or any(word not in own_words() for word in WORD.findall(t))]


def expect_no_english(page: Page, where: str) -> None:
    """Streamlit draws some words a moment later, and they are replaced after that: first the page must be at rest."""
    before: list[str] = []
    for _ in range(25):
        texts: list[str] = sorted(page.evaluate(COLLECT))
        if texts == before and not english(texts):
            return
        before = texts
        page.wait_for_timeout(200)
    assert not english(before), where


def opened(visitor: Visitor) -> Iterator[tuple[str, Page]]:
    """What opens on the pages: the menu, lists, a calendar, popovers, a file to choose."""
    page = visitor.open("/papers", lang="zh")
    page.get_by_test_id("stMainMenuButton").click()
    expect(page.get_by_text("深色")).to_be_visible()
    yield "menu", page
    page = visitor.open("/papers", lang="zh")
    topics = page.locator("[class*=st-key-paper_topics] input")
    topics.click()
    expect(page.get_by_role("option").first).to_be_visible()
    yield "list", page
    topics.fill("qqqzz")
    expect(page.get_by_text("没有找到")).to_be_visible()
    yield "list without a match", page
    page = visitor.open("/settings", lang="zh")
    page.locator(".st-key-exam_day [data-testid=stDateInput] button").last.click()
    expect(page.get_by_role("grid").first).to_be_visible()
    yield "calendar", page
    page = visitor.open("/settings", lang="zh")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    yield "import", page
    page = visitor.open("/settings", lang="zh")
    page.get_by_role("button", name="添加学习者").click()
    page.get_by_label("姓名").last.fill("甲")
    yield "add a learner", page
    for key in ("words", "sizes", "numbers", "conventions", "gradient", "digits", "quiz"):
        page = visitor.open("/explain", lang="zh", topic="self-attention")
        page.locator(f".st-key-{key}_chip button").first.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        visitor.settle()
        yield key, page


@pytest.mark.exhaustive
@pytest.mark.parametrize("width", [1280, exhaustive(375)])
def test_no_page_has_an_english_word_of_streamlits(visitor: Visitor, width: int) -> None:
    for path, query in PAGES:
        expect_no_english(visitor.open(path, lang="zh", width=width, **query), path)


@pytest.mark.exhaustive
def test_nothing_that_opens_has_one(visitor: Visitor) -> None:
    for where, page in opened(visitor):
        expect_no_english(page, where)


def test_in_english_they_are_streamlits_own_also_after_chinese(visitor: Visitor) -> None:
    page = visitor.open("/papers", lang="zh")
    expect(page.get_by_role("button", name="主菜单")).to_be_visible()
    expect(page.get_by_role("button", name="加一")).to_be_visible()
    page.get_by_text("EN", exact=True).click()
    expect(page.get_by_role("button", name="Main menu")).to_be_visible()
    expect(page.get_by_role("button", name="Increment")).to_be_visible()
    page.get_by_text("中", exact=True).click()
    expect(page.get_by_role("button", name="主菜单")).to_be_visible()
