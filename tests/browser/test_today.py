"""A learner's way in: the first solved step, a session left and taken up again, the picker, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from content import question
from content.route import route
from db.records import Draft, Exam
from db.store import Store, open_store
from quiz.kinds.steps import PosedSteps
from quiz.review_session import Item, ReviewSession, restored
from quiz.stored_instances import taken_up
from tests.browser.conftest import Visitor
from tests.browser.learner import step
from tests.browser.server import Server
from tests.db.attempts import attempt
from tests.sweeps import exhaustive

STEPS, CHOICE = "self-attention/score-and-scale", "encoder-block/who-mixes"
PLACE = "session/open"


@contextmanager
def store(server: Server) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{server.database}")
    yield opened
    opened.close()


def begin(server: Server, *ids: str) -> None:
    """A session with just these questions, begun now."""
    now = datetime.now(UTC)
    session = ReviewSession("today", now, tuple(Item(id, "new") for id in ids))
    with store(server) as kept:
        kept.save_draft(Draft(PLACE, PLACE, now, state=session.plain), now)


def kept_session(server: Server) -> ReviewSession:
    with store(server) as kept:
        found = kept.draft(PLACE)
    assert found is not None
    return restored(found.state)


def solution(server: Server, id: str) -> list[str]:
    """What answers the first step of the open question, cell by cell."""
    with store(server) as kept:
        draft = kept.draft(id)
    assert draft is not None
    posed = taken_up(question(id), draft.seed or 0, dict(draft.inputs))
    assert isinstance(posed, PosedSteps)
    return [text for row in posed.solution()[posed.parts[0]] for text in row]


def in_sight(page: Page, selector: str) -> bool:
    """Whether all of an element is in the window, above the bar at the bottom."""
    seen: bool = page.locator(selector).first.evaluate(
        """(one) => { const box = one.getBoundingClientRect();
        const bar = document.querySelector('[data-testid=stBottom]')?.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= (bar ? bar.top : innerHeight); }"""
    )
    return seen


def focused(page: Page) -> str:
    """What has the focus: its tag and its class or words, looked for in shadow trees too."""
    found: str = page.evaluate(
        """() => { let one = document.activeElement;
        while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
        return `${one?.tagName} ${one?.type ?? ''} ${one?.innerText ?? ''}`; }"""
    )
    return found


def forget(server: Server) -> None:
    if not server.database.exists():
        return
    with store(server) as kept:
        for id in kept.begun():
            kept.clear_draft(id)


@pytest.fixture(autouse=True)
def _fresh(server: Server) -> None:
    forget(server)


# ---- the first visit ----


@pytest.mark.parametrize(("lang", "words"), [("en", ["the", "cat", "chased"]), ("zh", ["苹果", "很", "好吃"])])
def test_a_newcomer_sees_a_solved_step_and_then_one_of_their_own_sentence(
    visitor: Visitor, lang: Literal["en", "zh"], words: list[str]
) -> None:
    page = visitor.open(lang=lang, width=1366, height=768)
    assert in_sight(page, ".worked-line b")
    for key in ("show_me_now", "teach_me", "test_me"):
        assert in_sight(page, f".st-key-{key} button")
    page.locator(".st-key-show_me_now button").click()
    expect(page).to_have_url(re.compile(r"/explain\?.*topic=self-attention"))
    visitor.settle()
    worked = step(page, 1).locator(".worked")
    expect(worked).to_contain_text(words[1])
    for word in words:
        expect(step(page, 1).get_by_text(word, exact=True).first).to_be_visible()
    expect(worked).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("lang", ["zh", exhaustive("en")])
def test_on_a_phone_the_exam_stands_right_below_what_is_promised(visitor: Visitor, lang: Literal["en", "zh"]) -> None:
    page = visitor.open(lang=lang, width=375, height=812)
    promise, exam = (page.locator(one).first.bounding_box() for one in (".told", ".st-key-exam_chip"))
    assert promise
    assert exam
    assert 0 < exam["y"] - promise["y"] - promise["height"] < 32


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (375, 812)])
def test_the_fields_for_the_exam_day_are_all_in_sight_when_they_open(
    visitor: Visitor, nobody: None, width: int, height: int
) -> None:
    page = visitor.open(width=width, height=height)
    page.get_by_role("button", name="When is your exam?").click()
    minutes = page.get_by_test_id("stPopoverBody").locator("[data-baseweb=select], [role=combobox]").last
    expect(page.get_by_test_id("stPopoverBody").get_by_role("spinbutton").first).to_be_in_viewport(ratio=1)
    expect(minutes).to_be_in_viewport(ratio=1)


def test_the_logo_and_an_old_address_lead_where_they_should(visitor: Visitor) -> None:
    page = visitor.open(topic="gru")
    expect(page).to_have_url(re.compile(r"/explain\?.*topic=gru"))
    expect(page.get_by_role("heading", level=1)).to_have_text("GRU: one step")
    expect(page.get_by_text("Step 1 of 8")).to_be_visible()
    page.get_by_role("button", name="Navigate to home page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("by hand|Today"))


# ---- sessions ----


@pytest.mark.exhaustive
def test_a_session_is_left_and_taken_up_again_and_asks_what_was_failed_once_more(
    visitor: Visitor, server: Server
) -> None:
    begin(server, CHOICE, STEPS)
    page = visitor.open("/session")
    expect(page.locator(".session-place b")).to_have_text("1 of 2")
    page.get_by_role("radiogroup").last.get_by_text("Self-attention and layer normalisation.").click()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("button", name=re.compile("^Next"))).to_be_focused()
    assert kept_session(server).items[-1] == Item(CHOICE, "again")
    visitor.open()
    page.get_by_role("button", name=re.compile("Go on: 2 of 3|^Go on$")).first.click()
    expect(page.locator(".session-place b")).to_have_text("2 of 3")
    visitor.settle()
    page.reload()
    visitor.settle()
    expect(page.locator(".session-place b")).to_have_text("2 of 3")
    page.get_by_role("button", name="Later").click()
    expect(page.locator(".session-place em")).to_have_text("once more")
    expect(page.get_by_role("heading", level=1)).to_have_text(question(CHOICE).title.en)


def test_above_an_answered_question_stands_no_way_out_and_only_the_time_of_the_others(
    visitor: Visitor, server: Server
) -> None:
    now = datetime.now(UTC)
    placed = ReviewSession("placement", now, tuple(Item(id, "placement") for id in (CHOICE, STEPS)))
    with store(server) as kept:
        kept.save_draft(Draft(PLACE, PLACE, now, state=placed.plain), now)
    page = visitor.open("/session", lang="zh")
    expect(page.locator(".st-key-unknown button")).to_be_visible()
    before = page.locator(".session-place span").inner_text()
    page.get_by_role("radiogroup").last.locator("label").first.click()
    page.get_by_role("button", name="批改").click()
    expect(page.locator(".st-key-onward button")).to_be_focused()
    expect(page.locator(".st-key-unknown")).to_have_count(0)
    expect(page.locator(".session-place b")).to_have_text("第 1 题，共 2 题")
    expect(page.locator(".session-place span")).not_to_have_text(before)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".session-place b")).to_have_text("第 2 题，共 2 题")


@pytest.mark.exhaustive
def test_a_question_of_steps_is_answered_and_left_behind_without_a_mouse(visitor: Visitor, server: Server) -> None:
    begin(server, STEPS, CHOICE)
    page = visitor.open("/session")
    expect(step(page, 1).locator("td.entry input").first).to_be_focused()
    for text in solution(server, STEPS):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(step(page, 1).locator(".badge.right").first).to_be_visible()
    expect(step(page, 2).locator("td.entry input").first).to_be_focused()
    page.keyboard.press("Alt+h")
    expect(page.get_by_text("Hint 1", exact=True)).to_be_visible()
    step(page, 2).get_by_role("button", name=re.compile("Leave blank")).press("Enter")
    expect(page.locator(".st-key-onward button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".session-place b")).to_have_text("2 of 3")  # half the marks are too few
    expect(page.get_by_role("heading", level=1)).to_have_text(question(CHOICE).title.en)
    page.keyboard.press("Space")
    expect(page.locator(".st-key-session_sheet input[type=radio]:focus")).to_have_count(1)


@pytest.mark.exhaustive
def test_what_is_chosen_is_checked_from_where_it_was_chosen(visitor: Visitor, server: Server) -> None:
    begin(server, CHOICE, STEPS)
    page = visitor.open("/session")
    page.get_by_role("radiogroup").last.locator("label").first.click()
    visitor.settle()
    expect(page.locator(".st-key-session_sheet input[type=radio]:focus")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name=re.compile("^Next"))).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(question(STEPS).title.en)


def test_the_end_says_what_has_changed_and_what_comes_back(visitor: Visitor, server: Server) -> None:
    begin(server, CHOICE)
    page = visitor.open("/session")
    page.get_by_text("Only the self-attention sublayer.").click()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("button", name=re.compile("^See the result"))).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    expect(page.locator(".results tr")).to_have_count(2)
    expect(page.locator(".results td").last).to_have_text(re.compile("tomorrow|in [0-9]+ days"))
    expect(page.get_by_role("button", name="Back to Today")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()


# ---- the picker ----


def open_picker(page: Page) -> None:
    page.locator(".st-key-recipe button.open").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox")).to_be_focused()


def test_the_picker_finds_by_initials_and_closes_when_used(visitor: Visitor) -> None:
    page = visitor.open("/explain", lang="zh", topic="self-attention")
    open_picker(page)
    attention = next(one for one in route() if one.title.zh == "注意力")
    found = page.get_by_role("group", name=attention.title.zh, exact=True).get_by_role("option")
    expect(found).to_have_count(len(attention.topics))
    page.keyboard.type("kvhc")
    expect(page.get_by_role("option").first).to_contain_text("KV 缓存与逐词元解码")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("KV 缓存与逐词元解码")
    expect(page.get_by_role("combobox")).to_be_hidden()


@pytest.mark.exhaustive
def test_the_picker_leads_to_questions_and_closes_on_escape(visitor: Visitor) -> None:
    page = visitor.open("/explain", topic="self-attention")
    open_picker(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_be_hidden()
    open_picker(page)
    page.keyboard.type("Can softmax overflow")
    expect(page.get_by_role("group", name="Questions").get_by_role("option").first).to_contain_text("overflow?")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/practise\?.*q=masked-softmax"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Can softmax overflow?")


@pytest.mark.exhaustive
def test_the_picker_leads_to_practice_on_a_mistake(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention")
    open_picker(page)
    page.keyboard.type("not scaled")
    page.get_by_role("group", name="Mistakes").get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/practise\?.*q="))
    expect(page.locator("td.entry input").first).to_be_visible()


@pytest.mark.exhaustive
@pytest.mark.parametrize(("lang", "theme", "width"), [("en", "light", 1366), ("zh", "dark", 375)])
def test_the_pages_of_a_day_stay_inside_the_window(
    visitor: Visitor,
    server: Server,
    lang: Literal["en", "zh"],
    theme: Literal["light", "dark"],
    width: int,
) -> None:
    with store(server) as kept:
        kept.record(attempt(CHOICE, datetime.now(UTC), mechanism="encoder_block"), datetime.now(UTC))
    begin(server, CHOICE)
    for path in ("/", "/session", "/learn"):
        page = visitor.open(path, lang=lang, theme=theme, width=width)
        expect(page.get_by_role("heading").first).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert visitor.overflow() == 0


def test_the_menu_of_a_phone_closes_when_it_is_used_and_never_switches_the_language(visitor: Visitor) -> None:
    page = visitor.open(width=375, height=720)
    page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_test_id("stSidebar")
    expect(menu).to_have_attribute("data-collapsed", "false")
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(menu).to_have_attribute("data-collapsed", "true")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_test_id("stExpandSidebarButton").click()
    menu.get_by_role("link", name="Learn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The route")
    expect(menu).to_have_attribute("data-collapsed", "true")


def test_the_day_is_begun_with_the_key_that_leads_on(visitor: Visitor, server: Server) -> None:
    with store(server) as kept:
        kept.record(attempt(), datetime.now(UTC) - timedelta(days=9))
    page = visitor.open()
    expect(page.locator(".st-key-begin button")).to_contain_text("Ctrl + Enter")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/session(\?|$)"))
    expect(page.locator(".session-place b")).to_have_text(re.compile("^1 of "))


@pytest.mark.exhaustive
def test_space_turns_the_pages_of_a_lesson_and_the_key_leads_on(visitor: Visitor, server: Server) -> None:
    items = (Item("embedding", "lesson"), Item(CHOICE, "new"))
    now = datetime.now(UTC)
    with store(server) as kept:
        kept.save_draft(Draft(PLACE, PLACE, now, state=ReviewSession("today", now, items).plain), now)
    page = visitor.open("/session")
    expect(page.locator(".st-key-read button")).to_contain_text("Ctrl + Enter")
    expect(page.get_by_test_id("stMain")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", level=1)).not_to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"/session(\?|$)"))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(question(CHOICE).title.en)


@pytest.mark.usefixtures("nobody")
def test_on_a_small_laptop_what_goes_on_with_a_session_is_in_the_first_screen(visitor: Visitor, server: Server) -> None:
    """Of a window of 1366×768 a browser's own bars leave so much."""
    visitor.open("/")
    begin(server, STEPS, CHOICE)
    page = visitor.open("/", width=1366, height=640)
    expect(page.locator(".st-key-go_on_session button")).to_be_visible()
    assert in_sight(page, ".st-key-go_on_session button")


# ---- afterwards ----


@pytest.mark.parametrize("width", [375, 1366])
def test_areas_take_two_lines_at_most_and_the_days_stand_at_the_bottom_of_their_card(
    visitor: Visitor, server: Server, nobody: None, width: int
) -> None:
    now = datetime.now(UTC)
    with store(server) as kept:
        kept.record(attempt(CHOICE, now - timedelta(days=3), points=3.0), now - timedelta(days=3))
        kept.keep_exam(Exam("exam", now.date() + timedelta(days=12)))
    page = visitor.open(width=width, height=812)
    names = page.locator(".areas td:first-child")
    expect(names.first).to_be_visible()
    heights = names.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    assert max(heights) < 60
    rows = page.locator(".areas tr").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    assert max(rows) < 80
    card, days = page.locator(".st-key-due_card").bounding_box(), page.locator(".forecast").bounding_box()
    assert card
    assert days
    assert card["y"] + card["height"] - days["y"] - days["height"] < 40
    assert visitor.overflow() == 0
