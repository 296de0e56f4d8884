"""A new student's way through, from the first start to the mistakes: placed, taught, computing, wrong, back the next
day, examined aloud, planning for the exam.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from content import question
from db.records import Draft
from db.store import Store, open_store
from presentation.translate import _, speaking
from quiz.answers.write import written
from quiz.kinds.steps import PosedSteps
from quiz.review_session import Item, ReviewSession, restored
from quiz.stored_instances import taken_up
from tests.browser.conftest import Visitor
from tests.browser.learner import step
from tests.browser.server import Server
from tests.sweeps import exhaustive

STEPS, CHOICE = "self-attention/score-and-scale", "self-attention/why-root-d-k"
PLACE = "session/open"
SENTENCES = {"en": "the old dog sleeps", "zh": "小明 爱 学习"}
SHORT = 120.0  # seconds from the start to the first solved step, at most
DAY = timedelta(days=1)
BEFORE_A_DAY = timedelta(hours=4)  # a learner's day begins at 4
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")  # a folder for what is seen on the way; none if it is empty


@dataclass
class Student:
    """Somebody who walks through the app in one language and one window."""

    visitor: Visitor
    server: Server
    lang: Literal["en", "zh"]
    width: int

    @property
    def page(self) -> Page:
        return self.visitor.page

    def open(self, path: str = "/", **query: Any) -> Page:
        return self.visitor.open(
            path, lang=self.lang, width=self.width, height=768 if self.width > 500 else 812, **query
        )

    def says(self, english: str) -> str:
        """What the app says in the student's language."""
        with speaking(self.lang):
            return _(english)

    def press(self, english: str) -> None:
        self.page.get_by_role("button", name=self.says(english)).first.click()
        self.visitor.settle()

    def press_key(self, key: str) -> None:
        self.page.locator(f".st-key-{key} button").first.click()
        self.visitor.settle()

    def heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1).first).to_have_text(text)

    def look(self, name: str) -> None:
        """What is seen now: nothing raised, nothing wider than the window; kept as a picture if they are wanted."""
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        assert self.visitor.overflow() == 0, name
        if SCREENSHOTS:
            self.page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{self.lang}-{self.width}.png")

    def store(self) -> Store:
        return open_store(f"sqlite:///{self.server.database}")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the walk's own: nobody has been here."""
    served = Server("app.py", tmp_path)
    served.start()
    yield served
    served.stop()


@pytest.mark.parametrize(
    ("lang", "width"), [("zh", 1366), exhaustive("zh", 375), exhaustive("en", 1366), exhaustive("en", 375)]
)
def test_a_new_students_way_through(visitor: Visitor, server: Server, lang: Literal["en", "zh"], width: int) -> None:
    student = Student(visitor, server, lang, width)
    sees_a_solved_step(student)
    is_placed(student)
    reads_the_lesson(student)
    computes_an_own_sentence(student)
    makes_a_mistake(student)
    comes_back_the_next_day(student)
    sits_a_mock_oral(student)
    plans_for_the_exam(student)
    finds_the_mistake(student)
    assert server.complaints() == []


def sees_a_solved_step(student: Student) -> None:
    began = monotonic()
    page = student.open()
    solved = page.locator(".worked-line b")
    expect(solved).to_have_text("2" if student.lang == "zh" else "1.8111")
    assert monotonic() - began < SHORT
    if student.width > 500:
        expect(solved).to_be_in_viewport(ratio=1)  # without a click, on the first screen
    student.look("1-first")


def is_placed(student: Student) -> None:
    student.press_key("test_me")
    expect(student.page.locator(".session-place")).to_contain_text("10")
    store = student.store()
    begun = store.draft(PLACE)
    assert begun is not None
    assert len(restored(begun.state).items) == 10
    now = datetime.now(UTC)
    session = ReviewSession("placement", now, (Item(CHOICE, "placement"),))  # each kind has a test of its own
    store.save_draft(Draft(PLACE, PLACE, now, state=session.plain), now)
    store.close()
    student.open("/session")
    student.page.get_by_role("radiogroup").last.locator("label").first.click()
    student.press("Check")
    student.look("2-placement")
    student.press_key("onward")
    student.heading(student.says("Where to begin"))
    student.look("3-placed")
    student.press_key("begin_lesson")


def reads_the_lesson(student: Student) -> None:
    expect(student.page).to_have_url(re.compile(r"/learn(\?|$)"))
    student.press("I have read this lesson")
    expect(student.page.get_by_text(re.compile("Read on |已于")).first).to_be_visible()
    student.look("4-lesson")


def computes_an_own_sentence(student: Student) -> None:
    page = student.open("/explain", topic="self-attention")
    page.locator(".st-key-words_chip button").first.click()
    field = page.get_by_test_id("stPopoverBody").locator("input, textarea").first
    field.fill(SENTENCES[student.lang])
    field.press("Enter")
    page.keyboard.press("Escape")
    for word in SENTENCES[student.lang].split():
        expect(step(page, 1).get_by_text(word, exact=True).first).to_be_attached()
    student.look("5-own-sentence")


def makes_a_mistake(student: Student) -> None:
    page = student.open("/practise", q=STEPS)
    store = student.store()
    draft = store.draft(STEPS)
    store.close()
    assert draft is not None
    posed = taken_up(question(STEPS), draft.seed or 0, dict(draft.inputs))
    assert isinstance(posed, PosedSteps)
    scores = posed.sheet.truth["scores"]
    for n, numbers in ((1, scores), (2, scores / 2)):
        boxes = step(page, n).locator("td.entry input")
        texts = [text for row in written(numbers, 2) for text in row]
        expect(boxes).to_have_count(len(texts))
        for k, text in enumerate(texts):
            boxes.nth(k).fill(text)
        step(page, n).get_by_role("button", name=student.says("Check")).click()
        student.visitor.settle()
    expect(page.locator(".insight-title").first).to_contain_text("√d")
    student.look("6-mistake")


def comes_back_the_next_day(student: Student) -> None:
    server = student.server
    server.stop()
    server.ahead = 2 * DAY  # what was half right comes back a day or two later
    server.start()
    page = student.open()
    student.visitor.errors.clear()  # the connection that was lost
    student.heading(student.says("Today"))
    due = int(page.locator(".st-key-due_card .big").inner_text())
    assert due >= 1
    student.look("7-next-day")
    student.press_key("begin")
    expect(page).to_have_url(re.compile(r"/session(\?|$)"))
    expect(page.locator(".session-place")).to_contain_text(student.says("due"))
    student.look("8-session")


def sits_a_mock_oral(student: Student) -> None:
    page = student.open("/papers")
    oral = student.says("Oral exam")
    page.get_by_role("radio", name=oral).or_(page.get_by_role("button", name=oral)).first.click()
    student.visitor.settle()
    student.press_key("compose_oral")
    student.press_key("start_paper")
    student.press_key("ask")
    expect(page.get_by_role("timer").or_(page.get_by_role("textbox")).first).to_be_visible()
    student.look("9-oral")
    student.press("End the exam")
    student.press_key("end_oral")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    student.look("10-oral-result")


def plans_for_the_exam(student: Student) -> None:
    page = student.open()
    first = page.locator(".st-key-exam_day [role=spinbutton]").first
    first.click()
    today = datetime.now(UTC) - BEFORE_A_DAY  # it is still yesterday's
    page.keyboard.type((today + 12 * DAY).strftime("%Y%m%d"))
    page.get_by_role("heading", level=1).first.click()  # a date counts when its field is left
    expect(page.locator(".exam-recall b")).to_be_visible()
    expect(page.locator(".st-key-exam_card .big")).to_have_text(re.compile("^(9|10)$"))  # two days have passed
    expect(page.locator(".st-key-due_card .unit")).to_have_text(re.compile("question|题"))
    student.look("11-exam-plan")


def finds_the_mistake(student: Student) -> None:
    page = student.open("/mistakes")
    named = page.locator(".badge", has_text="√d")  # a title may say √d as well: the oral draws its questions
    row = page.locator("[class*=st-key-mistake_row_]").filter(has=named).first
    expect(row).to_be_visible()
    student.look("12-mistakes")
    row.get_by_role("button", name=student.says("Open")).click()
    expect(page.locator(".insight-title").first).to_contain_text("√d")
    student.look("13-mistake-opened")
