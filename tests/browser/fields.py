"""Every kind of field that takes what a learner enters, for tests in which a page is left in the midst of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from db.records import Exam
from db.store import Store
from tests.browser.learner import again_until

Act = Callable[[Page], object]
Find = Callable[[Page], Locator]


def nothing(_page: Page) -> None:
    """There is nothing to do."""


@dataclass(frozen=True)
class Field:
    """A field: the page it is on, what is entered first and last, and what shows it; `uncover` opens what hides it, and
    `furnish` puts into the store what the page needs to have it. What is not `sent` waits for a button of its form.
    """

    path: str
    query: dict[str, str]
    first: Act
    last: Act
    seen: Act
    lang: Literal["en", "zh"] = "en"
    uncover: Act = nothing
    furnish: Callable[[Store], object] = lambda _store: None
    sent: bool = True


def text(find: Find, first: str, last: str) -> tuple[Act, Act, Act]:
    """The first text is sent, the last one is only typed."""

    def send(page: Page) -> None:
        find(page).fill(first)
        find(page).blur()

    return send, lambda page: find(page).fill(last), lambda page: expect(find(page)).to_have_value(last)


def entry(n: int) -> Find:
    """A cell to type in."""
    return lambda page: page.locator("td.entry input").nth(n)


def line(page: Page) -> Locator:
    """The last line to type in."""
    return page.get_by_test_id("stTextInput").locator("input").last


def first_sentence(page: Page) -> Locator:
    """A newcomer's sentence."""
    return page.locator(".st-key-way_show input")


def area(page: Page) -> Locator:
    """The room for longer texts."""
    return page.locator("textarea").first


def choice(first: int, last: int) -> tuple[Act, Act, Act]:
    """One of several, and then another."""

    def option(page: Page, n: int) -> Locator:
        return page.get_by_test_id("stRadio").first.locator("label:has(input)").nth(n)

    def pick(n: int) -> Act:
        def turn(page: Page) -> None:  # what is chosen is held from the moment it is seen
            again_until(option(page, n).click, option(page, n).and_(page.locator("label:has(input:checked)")))

        return turn

    return pick(first), pick(last), lambda page: expect(option(page, last).locator("input")).to_be_checked()


def ticks(*places: int) -> tuple[Act, Act, Act]:
    """Boxes that are ticked, or cleared if they were ticked, one after the other."""
    wanted: dict[int, bool] = {}

    def box(page: Page, n: int) -> Locator:
        return page.get_by_test_id("stCheckbox").nth(n)

    def tick(n: int) -> Act:
        def turn(page: Page) -> None:
            wanted[n] = not box(page, n).locator("input").is_checked()
            box(page, n).locator("label").first.click()
            expect(box(page, n).locator("input")).to_be_checked(checked=wanted[n])

        return turn

    def as_left(page: Page) -> None:
        for n, ticked in wanted.items():
            expect(box(page, n).locator("input")).to_be_checked(checked=ticked)

    return tick(places[0]), tick(places[1]), as_left


def order() -> tuple[Act, Act, Act]:
    """Lines of which the first is moved down, and then the third."""
    wanted: list[str] = []

    def lines(page: Page) -> list[str]:
        expect(page.locator("li[data-id]").first).to_be_visible()
        found: list[str] = page.locator("li[data-id]").evaluate_all("all => all.map((one) => one.dataset.id)")
        return found

    def down(n: int) -> Act:
        def move(page: Page) -> None:
            before = lines(page)
            page.locator("li[data-id] .grip").nth(n).press("ArrowDown")
            wanted[:] = [*before[:n], before[n + 1], before[n], *before[n + 2 :]]
            assert lines(page) == wanted

        return move

    def as_moved(page: Page) -> None:
        for n, id in enumerate(wanted):
            expect(page.locator("li[data-id]").nth(n)).to_have_attribute("data-id", id)

    return down(0), down(2), as_moved


def press(key: str) -> Act:
    """A button that opens something, by the name that it is styled by; what is open stays open."""

    def click(page: Page) -> None:
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
        opens = page.locator(f"[class*=st-key-{key}] button").first
        if opens.get_attribute("aria-expanded") != "true":
            opens.click()

    return click


def type_over(page: Page, text: str = "0.875") -> None:
    """A number of a figure, typed over where it stands; the box is still open."""
    again_until(_cell(page).dblclick, page.locator("input.editor"))
    page.locator("input.editor").fill(text)


def given_numbers(page: Page) -> None:
    """Have the figure with the given numbers of a lesson open; a second visit finds it so."""
    opens, figure = page.locator(".st-key-lesson .opens").filter(has_text="Given numbers").first, _in_lesson(page)
    expect(opens).to_be_visible()
    if opens.get_attribute("aria-expanded") != "true":
        opens.click()
    expect(figure).to_be_visible()


def type_over_in_lesson(page: Page) -> None:
    """A number of a lesson's figure, typed over where it stands; the box is still open."""
    again_until(_in_lesson(page).dblclick, page.locator("input.editor"))
    page.locator("input.editor").fill("0.875")


def _in_lesson(page: Page) -> Locator:
    return page.locator('[class*=st-key-lesson_figure_] td.editable[data-i="1"][data-j="0"]').first


def _cell(page: Page) -> Locator:
    return page.locator('[class*=st-key-step_1_] td.editable[data-i="0"][data-j="1"]').first


def practise(question: str, acts: tuple[Act, Act, Act], lang: Literal["en", "zh"] = "en") -> Field:
    """A field of a question."""
    return Field("/practise", {"q": question}, *acts, lang)


def in_lesson(topic: str, find: Find, first: str, last: str) -> Field:
    """A field in the middle of a lesson, in which nothing is kept before it is checked."""
    return Field("/learn", {"topic": topic}, *text(find, first, last), sent=False)


def in_paper(place: int, acts: tuple[Act, Act, Act], lang: Literal["en", "zh"] = "en") -> Field:
    """A field of the paper "held"."""
    return Field("/papers", {"paper": "held", "n": str(place)}, *acts, lang)


def on_explain(topic: str, chip: str, acts: tuple[Act, Act, Act], lang: Literal["en", "zh"] = "en") -> Field:
    """A field behind a chip, which a reload closes."""
    return Field("/explain", {"topic": topic}, *acts, lang, press(chip))


def typed_over(page: Page, text: str = "0.875") -> None:
    """The number that was typed stands in the figure."""
    expect(_cell(page)).to_have_text(re.compile(f"{re.escape(text)}0?$"))


def exam_named(store: Store) -> None:
    """An exam that may be named."""
    if not any(one.exam_id == "held" for one in store.exams()):
        store.keep_exam(Exam("held", date(2099, 6, 1)))


def labelled(name: str) -> Find:
    """The field with this label."""
    return lambda page: page.get_by_label(name, exact=True)


def fields() -> dict[str, Field]:
    """Every field, as nobody has entered anything in it yet: what was ticked or moved is known to each of its own."""
    return {
        "a number": practise("next-sentence/parameters", text(line, "1", "12")),
        "cells": practise("self-attention/by-hand", text(entry(1), "1", "0.34")),
        "a choice": practise("self-attention/made-choice", choice(0, 2)),
        "ticks": practise("self-attention/made-choices", ticks(1, 2), "zh"),
        "a judgement": practise("layer-norm/depends-on-the-batch", choice(0, 1)),
        "an order": practise("self-attention/made-order", order(), "zh"),
        "words": practise("self-attention/made-spoken", text(area, "a", "方差 is one"), "zh"),
        "key points": practise("lstm/made-follow-ups", ticks(0, 1)),
        "results": Field("/check", {"topic": "gru"}, *text(area, "h = [[1]]", "h_t = [[0.25, 0.5]]")),
        "cells of a paper": in_paper(1, text(entry(2), "1", "5.75"), "zh"),
        "a choice of a paper": in_paper(2, choice(0, 2)),
        "a number of a paper": in_paper(3, text(line, "1", "一百二十"), "zh"),
        "a lesson's number": Field(
            "/learn",
            {"topic": "self-attention"},
            nothing,
            type_over_in_lesson,
            lambda page: expect(_in_lesson(page)).to_have_text(re.compile("0.8750?$")),
            uncover=given_numbers,
        ),
        "a lesson's question": in_lesson("gru", line, "1", "-1/2"),
        "a lesson's choice": Field("/learn", {"topic": "self-attention"}, *choice(0, 1), sent=False),
        "a laboratory's number": Field("/laboratory", {"lab": "training"}, *text(line, "1", "0.65"), sent=False),
        "a sentence": on_explain("self-attention", "words_chip", text(line, "one two", "one two three")),
        "numbers": on_explain("lstm", "numbers_chip", text(entry(3), "1", "0.77"), "zh"),
        "a number in a figure": Field("/explain", {"topic": "gru"}, nothing, type_over, typed_over),
        "a first sentence": Field("/", {}, *text(first_sentence, "一 二", "一 二 三"), "zh", sent=False),
        "an exam's name": Field("/settings", {}, *text(labelled("Name of the exam"), "a", "mid"), furnish=exam_named),
        "a learner's name": Field(
            "/settings", {}, *text(labelled("姓名"), "a", "小明"), "zh", uncover=press("learner_1_chip")
        ),
        "another learner's name": Field(
            "/settings", {}, *text(labelled("姓名"), "", "小红"), "zh", uncover=press("add_learner_chip"), sent=False
        ),
    }


FIELDS = tuple(fields())  # their names
