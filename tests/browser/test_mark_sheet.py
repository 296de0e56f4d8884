"""The ways on from a mark sheet, in a real browser: practise what was missed or one mistake, and appeal."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from content import question
from quiz.answers.write import written
from tests.browser.conftest import Visitor
from tests.browser.learner import again_until
from tests.browser.server import Server
from tests.browser.test_papers import CHOICE, STEPS, prepared, store

Lang = Literal["en", "zh"]
SCALED = "sheet_ways_1_1"  # the second step of the first question, where √d_k was left out
WORDS: dict[Lang, tuple[str, str, str, str, str]] = {
    "en": (
        "Practise: Divided by dₖ, not √dₖ",
        "This aims at one mistake, “Divided by dₖ, not √dₖ”",
        "I think I am right",
        "Keep",
        "It is kept; Settings lists all such sheets.",
    ),
    "zh": (
        "专练：除以了 dₖ，而不是 √dₖ",
        "这里针对一个错误「除以了 dₖ，而不是 √dₖ」",
        "我认为我是对的",
        "保存",
        "已保存；「设置」里列出所有这样的答卷。",
    ),
}


def sheet(visitor: Visitor, server: Server, id: str, lang: Lang = "en") -> Page:
    """The mark sheet of a paper whose time is over: √d_k left out in the first question, nothing in the others."""
    started = datetime.now(UTC) - timedelta(hours=1)
    posed = prepared(visitor, server, id, started)
    truth = posed.sheet.truth
    scaled = np.array(truth["scores"]) / 2
    shares = np.exp(scaled) / np.exp(scaled).sum(-1, keepdims=True)
    typed = {"scores": truth["scores"], "scaled": scaled, "weights": shares, "context": shares @ truth["values"]}
    texts = {step: [list(row) for row in written(typed[step], 2)] for step in posed.sheet.asked}
    kept = store(server)
    assert kept.merge_answers(id, f"{id}-0", texts, started + timedelta(minutes=5))
    kept.close()
    page = visitor.open("/papers", lang=lang, paper=id)
    expect(page.locator(".big")).to_have_text("10")
    return page


def test_on_paper_a_mark_sheet_has_no_buttons_and_keeps_each_answer_with_its_step(
    visitor: Visitor, server: Server
) -> None:
    page = sheet(visitor, server, "on-paper")
    pressed = page.locator(".stMain button:visible")
    expect(pressed.first).to_be_visible()
    page.emulate_media(media="print")
    expect(pressed).to_have_count(0)
    expect(page.locator("summary:visible")).to_have_count(0)
    expect(page.locator(".marksheet").first).to_have_css("break-inside", "avoid")
    expect(page.locator(".badge").first).to_be_visible()


def ways(page: Page) -> Locator:
    return page.locator(f".st-key-{SCALED}")


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_mistake_of_a_part_is_practised(visitor: Visitor, server: Server, lang: Lang) -> None:
    page = sheet(visitor, server, f"mistake-{lang}", lang)
    practise, aims, *_ = WORDS[lang]
    ways(page).get_by_role("button", name=practise).click()
    expect(page).to_have_url(re.compile(r"/practise\?.*aim=1"))
    expect(page.get_by_text(aims)).to_be_visible()
    expect(page.locator("[class*=st-key-step_1_now] td.entry input").first).to_be_visible()


@pytest.mark.exhaustive
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_appeal_is_kept_with_its_note_and_the_marks_stay(visitor: Visitor, server: Server, lang: Lang) -> None:
    page = sheet(visitor, server, f"appeal-{lang}", lang)
    *_, right, keep, kept = WORDS[lang]
    note = page.get_by_role("textbox").last
    again_until(ways(page).get_by_text(right).click, note)
    note.fill("d_k is 4, and I divided by its root.")
    page.get_by_role("button", name=keep, exact=True).click()
    expect(page.get_by_text(kept)).to_be_visible()
    expect(page.locator(".big")).to_have_text("10")
    page = visitor.open("/papers", lang=lang, paper=f"appeal-{lang}")
    again_until(ways(page).get_by_text(right).click, note)
    expect(note).to_have_value("d_k is 4, and I divided by its root.")


def test_what_was_missed_is_practised_question_by_question(visitor: Visitor, server: Server) -> None:
    page = sheet(visitor, server, "missed")
    page.get_by_role("button", name="Practise what I missed").click()
    expect(page).to_have_url(re.compile("/session"))
    expect(page.get_by_role("heading", name=question(STEPS).title.en)).to_be_visible()
    expect(page.locator("[class*=st-key-step_1_now] td.entry input").first).to_have_value("")


@pytest.mark.exhaustive
def test_the_next_question_stays_in_the_paper(visitor: Visitor, server: Server) -> None:
    page = sheet(visitor, server, "next")
    page.locator(".st-key-look_1 button").click()
    expect(page).to_have_url(re.compile("look=1"))
    expect(page.locator(".insight-title").first).to_contain_text("Divided by dₖ, not √dₖ")
    page.locator(".st-key-look_next button").click()
    expect(page).to_have_url(re.compile(r"/papers\?.*look=2"))
    expect(page.get_by_role("heading", name=question(CHOICE).title.en)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=question(CHOICE).title.en)).to_be_visible()
    page.locator(".st-key-to_mark_sheet button").click()
    expect(page.locator(".big")).to_have_text("10")
    expect(page).not_to_have_url(re.compile("look="))
