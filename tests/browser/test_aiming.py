"""Practice that aims, in a real browser: begun from a mistake on Progress, done right, and counted apart."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.sync_api import expect

from content import question
from db.store import open_store
from tests.browser.conftest import Visitor
from tests.browser.learner import fill_in, step
from tests.browser.server import Server
from tests.browser.test_mistakes import keep
from tests.sweeps import exhaustive
from ui.session.restored_attempts import AIMED, restored

Lang = Literal["en", "zh"]
SAID: dict[Lang, tuple[str, str, str]] = {
    "en": (
        "This aims at one mistake, “Divided by dₖ, not √dₖ”",
        "The mistake is gone",
        r"Besides, \d+ steps? (was|were) practised alone\.",
    ),
    "zh": ("这里针对一个错误「除以了 dₖ，而不是 √dₖ」", "这个错误改掉了", r"另有 \d+ 次单步专项练习"),
}


def solution(server: Server) -> list[list[str]]:
    """What is right in the only step of the practice that was begun."""
    kept = open_store(f"sqlite:///{server.database.as_posix()}")
    latest = max(kept.drafts_under(AIMED), key=lambda draft: draft.started_at)
    kept.close()
    found = restored(question(latest.question_id.removeprefix(AIMED)), latest)
    assert found is not None
    (rows,) = found[0].posed.solution().values()
    return [list(map(str, row)) for row in rows]


@pytest.mark.parametrize("lang", ["en", exhaustive("zh")])
def test_a_mistake_is_practised_until_it_is_gone_and_counted(visitor: Visitor, server: Server, lang: Lang) -> None:
    aims, gone, apart = SAID[lang]
    visitor.open("/progress", lang=lang)
    keep(server, f"aim-{lang}-{datetime.now(UTC):%f}")
    page = visitor.open("/progress", lang=lang)
    page.locator(".st-key-practise_slip_0 button").click()
    expect(page).to_have_url(re.compile(r"/practise\?.*aim=1"))
    expect(page.get_by_text(aims)).to_be_visible()
    boxes = step(page, 1).locator("td.entry input")
    expect(boxes.first).to_be_visible()
    fill_in(page, 1, solution(server), {"en": "Check", "zh": "批改"}[lang])
    expect(page.get_by_text(gone)).to_be_visible()
    page = visitor.open("/progress", lang=lang)
    expect(page.get_by_text(re.compile(apart))).to_be_visible()
