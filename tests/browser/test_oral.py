"""An oral exam in a real browser: asked by voice, timed, recorded, ticked, followed up, marked; by keyboard too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from content import question
from db.records import Paper, PaperItem
from db.store import Store, open_store
from quiz.kinds import pose
from quiz.oral import ASKED, SPEAKING
from tests.browser.conftest import Visitor
from tests.browser.server import Server

SPOKEN, BOARD = "multi-head/steps-and-shapes", "next-sentence/parameters"
PROMPT = question(SPOKEN).prompt
# a browser whose voices are all of this machine but one, and which notes what it says
VOICES = """lang => {
  window.said = [];
  const voices = [
    { lang, name: 'far', localService: false },
    { lang: lang.replace('-', '_'), name: 'near', localService: true },
  ];
  const nothing = () => {};
  const speech = { getVoices: () => voices, cancel: nothing, addEventListener: nothing, removeEventListener: nothing };
  speech.speak = (one) => window.said.push([one.voice.name, one.text]);
  Object.defineProperty(window, 'speechSynthesis', { value: speech, configurable: true });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""


@pytest.fixture
def store(server: Server) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{server.database.as_posix()}")
    yield opened
    opened.close()


def filed(store: Store, id: str, *asked: str, **wanted: int) -> None:
    """An oral exam that is under way, of these questions; its attempts are <id>-0, <id>-1 and so on."""
    now = datetime.now(UTC)
    posed = [pose(question(q), 11) for q in asked]
    items = tuple(PaperItem(f"{id}-{n}", p.question.id, 11, p.drawn) for n, p in enumerate(posed))
    kept = {"form": "oral", "thinking": 60, "speaking": 120, **wanted}
    store.compose_paper(Paper(id, 11, 20, sum(p.possible for p in posed), now, kept, now, items=items))


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).click()


def tick(page: Page, n: int) -> None:
    box = page.get_by_test_id("stCheckbox").nth(n)
    box.locator("label").click()
    expect(box.locator("input")).to_be_checked()


def test_from_composing_to_the_result(visitor: Visitor, server: Server, store: Store) -> None:
    page = visitor.open("/papers")
    page.get_by_role("radio", name="Oral exam").or_(page.get_by_role("button", name="Oral exam")).first.click()
    expect(page.get_by_text("questions to answer aloud and")).to_be_visible()
    press(page, "Compose")
    expect(page.get_by_text("4 questions, one at a time")).to_be_visible()
    press(page, "Throw away")
    filed(store, "whole", SPOKEN, BOARD)
    page = visitor.open("/papers", paper="whole")
    page.evaluate(VOICES, "en-US")
    expect(page.get_by_text("1 min to think, 2 min to speak · ")).to_be_visible()
    press(page, "Ask me")
    expect(page.get_by_text(PROMPT.en)).to_be_visible()
    page.wait_for_function("window.said.length === 1")
    assert page.evaluate("window.said") == [["near", PROMPT.en]]
    press(page, "Read it again")
    assert page.evaluate("window.said.length") == 2
    assert page.evaluate("window.said[1]") == ["near", PROMPT.en]
    expect(page.get_by_role("timer")).to_contain_text("Time to think")
    press(page, "Start speaking")
    expect(page.get_by_role("timer")).to_contain_text("Time to speak")
    expect(page.get_by_role("button", name="Start speaking")).to_be_hidden()
    press(page, re.compile("I have answered"))
    expect(page.get_by_test_id("stCheckbox")).to_have_count(6)
    expect(page.get_by_text(re.compile(r"^thought .+, spoke .+$"))).to_be_visible()
    tick(page, 0)
    tick(page, 5)
    press(page, re.compile("Follow-up 1 of 2"))
    expect(page.get_by_text("With 512 columns and 8 heads")).to_be_visible()
    page.wait_for_function("window.said.length === 3")
    press(page, re.compile("I have answered"))
    tick(page, 1)
    press(page, re.compile("Follow-up 2 of 2"))
    press(page, re.compile("I have answered"))
    press(page, re.compile("Next question"))
    press(page, re.compile("Ask me"))
    expect(page.get_by_label("Trainable parameters")).to_be_visible()
    page.get_by_role("textbox").last.fill("5")
    page.get_by_role("textbox").last.blur()
    press(page, "Done")
    expect(page.locator(".marksheet")).to_be_visible()
    expect(page.locator(".st-key-terms")).to_contain_text("Together")  # how it is done stands there at once
    press(page, re.compile("See the result"))
    expect(page.locator(".big")).to_have_text("3")
    expect(page.get_by_role("button", name="Practise what I missed")).to_be_visible()
    with page.expect_download() as waiting:
        press(page, "Page to print (中文)")
    html = waiting.value.path().read_text(encoding="utf-8")
    assert "口试" in html
    assert html.count("☑") == 3
    press(page, "Practise what I missed")
    expect(page.get_by_text("1 of 2")).to_be_visible()
    assert {a.attempt_id: a.points for a in store.paper_attempts("whole")} == {"whole-0": 3, "whole-1": 0}


@pytest.mark.exhaustive
def test_a_recording_is_listened_to_and_kept_only_when_told_to(visitor: Visitor, server: Server, store: Store) -> None:
    filed(store, "sound", SPOKEN)
    visitor.page.context.grant_permissions(["microphone"], origin=server.url)
    try:
        page = visitor.open("/papers", paper="sound")
        press(page, re.compile("Ask me"))
        press(page, "Record yourself")
        expect(page.get_by_role("button", name="Stop recording")).to_be_visible()
        page.wait_for_timeout(1500)  # of sound
        press(page, "Stop recording")
        sound = page.get_by_label("Your recording")
        expect(sound).to_be_visible()
        assert str(sound.get_attribute("src")).startswith("blob:")
        page.wait_for_function("""() => {
          const within = (node) => [...node.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? within(one.shadowRoot) : [])]);
          return within(document).some((one) => one.tagName === 'AUDIO' && one.readyState >= 1 && !one.error);
        }""")  # noqa: E501
        assert store.recordings.attempts() == []
        press(page, re.compile("I have answered"))
        expect(page.get_by_test_id("stCheckbox")).to_have_count(6)
        expect(sound).to_be_visible()
        press(page, "Keep the recording")
        expect(page.get_by_text("The recording is kept.")).to_be_visible()
        (attempt_id,) = store.recordings.attempts()
        kept = store.recordings.read(attempt_id)
        assert kept is not None
        assert len(kept.sound) > 1000
        assert kept.sound[:4] == b"\x1a\x45\xdf\xa3"  # WebM
        press(page, "End the exam")
        press(page, "End now")
        expect(page.locator("audio")).to_be_visible()
        press(page, "Delete the recording")
        expect(page.locator("audio")).to_have_count(0)
        assert store.recordings.attempts() == []
    finally:
        visitor.page.context.clear_permissions()


@pytest.mark.exhaustive
def test_without_a_microphone_one_sentence_and_all_else_works(visitor: Visitor, store: Store) -> None:
    filed(store, "denied", SPOKEN)
    page = visitor.open("/papers", paper="denied")
    press(page, re.compile("Ask me"))
    press(page, "Record yourself")
    expect(page.get_by_text("The microphone cannot be used; everything else works without it.")).to_be_visible()
    press(page, re.compile("I have answered"))
    expect(page.get_by_test_id("stCheckbox")).to_have_count(6)


@pytest.mark.exhaustive
def test_over_time_is_told_and_a_reload_finds_the_same_question(visitor: Visitor, store: Store) -> None:
    filed(store, "over", SPOKEN, thinking=15, speaking=60)
    asked = datetime.now(UTC) - timedelta(seconds=100)
    assert store.merge_answers("over", "over-0", {ASKED: [[asked.isoformat()]], SPEAKING: [[""]]}, datetime.now(UTC))
    page = visitor.open("/papers", paper="over")
    expect(page.get_by_role("timer")).to_contain_text("Over time")
    expect(page.get_by_role("timer")).to_contain_text(re.compile(r"\+\d+:\d\d"))
    expect(page.get_by_text(PROMPT.en)).to_be_visible()
    press(page, re.compile("I have answered"))
    expect(page.get_by_text(re.compile(r"^thought 15 s, spoke .+ · .+ over$"))).to_be_visible()
    page = visitor.open("/papers", paper="over")
    expect(page.get_by_test_id("stCheckbox")).to_have_count(6)


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_by_keyboard_alone_on_a_phone(visitor: Visitor, store: Store, lang: str) -> None:
    id = f"keys-{lang}"
    filed(store, id, SPOKEN)
    page = visitor.open("/papers", lang=lang, width=375, height=700, paper=id)  # type: ignore[arg-type]
    expect(page.locator(".st-key-ask button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(PROMPT.of(lang))).to_be_visible()
    early = page.locator("button.early")
    expect(early).to_be_focused()
    assert visitor.overflow() == 0
    page.keyboard.press("Enter")
    expect(early).to_be_hidden()
    expect(page.locator(".st-key-answered_0 button")).to_be_focused()
    page.keyboard.press("Enter")
    box = page.get_by_test_id("stCheckbox").first.locator("input")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    visitor.settle()
    assert visitor.overflow() == 0
    for k in (1, 2):
        page.keyboard.press("Control+Enter")
        expect(page.locator(f".st-key-answered_{k} button")).to_be_focused()
        page.keyboard.press("Control+Enter")
        expect(page.locator(".st-key-key_points_0")).to_be_visible()
        visitor.settle()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".big")).to_have_text("1")
    assert visitor.overflow() == 0


def test_a_page_may_ask_for_the_microphone_and_for_nothing_more(server: Server) -> None:
    with urlopen(server.url) as answer:
        allowed = answer.headers["Permissions-Policy"]
        policy = answer.headers["Content-Security-Policy"]
    assert allowed == "microphone=(self), camera=(), geolocation=(), display-capture=()"
    assert "media-src 'self' data: blob:;" in policy
    assert "connect-src" not in policy
