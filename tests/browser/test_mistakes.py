"""The notebook of mistakes in a real browser: made, found, opened as it was, every number open, done again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from content import question
from db.store import open_store
from quiz.answers.write import written
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from tests.answered import STEPS, unscaled
from tests.browser.conftest import Visitor
from tests.browser.learner import again_until, matrix, step
from tests.browser.server import Server


def keep(server: Server, attempt_id: str) -> PosedSteps:
    """An attempt in which the scores were divided by 2 instead of √2, and its question."""
    now = datetime.now(UTC)
    kept = open_store(f"sqlite:///{server.database.as_posix()}")
    kept.record(replace(unscaled(), attempt_id=attempt_id, started_at=now, finished_at=now), now)
    kept.close()
    posed = pose(question(STEPS), 3)
    assert isinstance(posed, PosedSteps)
    return posed


def test_a_mistake_is_found_opened_as_it_was_and_done_again(visitor: Visitor, server: Server) -> None:
    visitor.open("/progress")
    posed = keep(server, "one")
    page = visitor.open("/progress")
    page.get_by_test_id("stMain").get_by_role("link", name="My mistakes").click()
    row = page.locator("[class*=st-key-mistake_row_]").first
    expect(row).to_contain_text("Divided by dₖ, not √dₖ")
    row.get_by_role("button", name="Open").click()
    expect(page.locator(".insight-title").first).to_contain_text("Divided by dₖ, not √dₖ")
    halves = [text for row in written(posed.sheet.truth["scores"] / 2, 2) for text in row]
    boxes = step(page, 2).locator("td.entry input")
    expect(boxes).to_have_count(len(halves))
    for n, text in enumerate(halves):
        expect(boxes.nth(n)).to_have_value(text)
        expect(boxes.nth(n)).not_to_be_editable()
    expect(page.get_by_role("button", name="Check")).to_have_count(0)

    page.get_by_text("The solution", exact=True).click()
    solved = page.locator("[class*=st-key-solved_2]")
    expect(solved.locator(".worked").first).to_be_visible()
    chosen = solved.get_by_role("grid").last.locator("td[data-i='2'][data-j='0']")
    again_until(chosen.click, solved.locator(".worked").first, "[3, 1]")

    page.get_by_role("button", name="Again, the same").click()
    expect(page.get_by_role("button", name="Check").first).to_be_visible()
    assert (matrix(page.locator(".st-key-given"), "Queries") == posed.sheet.truth["queries"]).all()


@pytest.mark.exhaustive
def test_narrow_dark_and_chinese_without_overflow(visitor: Visitor, server: Server) -> None:
    visitor.open("/mistakes")
    keep(server, "narrow")
    page = visitor.open("/mistakes", lang="zh", theme="dark", width=375, height=700)
    expect(page.get_by_role("heading", name="错题本")).to_be_visible()
    expect(page.locator("[class*=st-key-mistake_row_]").first).to_be_visible()
    assert visitor.overflow() == 0
    page = visitor.open("/mistakes", lang="zh", theme="dark", width=375, height=700, attempt="narrow")
    expect(page.locator(".insight-title").first).to_contain_text("除以了 dₖ，而不是 √dₖ")
    page.get_by_text("答案", exact=True).click()
    expect(page.locator("[class*=st-key-solved_1] .worked").first).to_be_visible()
    assert visitor.overflow() == 0
