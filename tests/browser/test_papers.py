"""A paper in a real browser: composed, answered, taken up again after a restart, handed in, marked, printed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from content import question
from db.records import Paper, PaperItem
from db.store import Store, open_store
from quiz.answers.write import written
from quiz.kinds import pose
from quiz.kinds.spoken import PosedSpoken
from quiz.kinds.steps import PosedSteps
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.sweeps import exhaustive

NOW = datetime.now(UTC)
STEPS, CHOICE, NUMBER = "self-attention/by-hand", "self-attention/why-root-d-k", "next-sentence/parameters"


def store(server: Server) -> Store:
    return open_store(f"sqlite:///{server.database.as_posix()}")


def prepared(visitor: Visitor, server: Server, id: str, started: datetime | None = None) -> PosedSteps:
    """A paper of three questions, filed as the app files it; and the first of them."""
    visitor.open("/papers")
    posed = [pose(question(q), 11) for q in (STEPS, CHOICE, NUMBER)]
    items = tuple(PaperItem(f"{id}-{n}", p.question.id, 11, p.drawn) for n, p in enumerate(posed))
    kept = store(server)
    kept.compose_paper(Paper(id, 11, 30, sum(p.possible for p in posed), NOW, {}, started, items=items))
    kept.close()
    assert isinstance(posed[0], PosedSteps)
    return posed[0]


def fill(page: Page, n: int, rows: tuple[tuple[str, ...], ...]) -> None:
    boxes = page.locator(f"[class*=st-key-step_{n}_] td.entry input")
    expect(boxes).to_have_count(sum(map(len, rows)))
    for k, text in enumerate(text for row in rows for text in row):
        boxes.nth(k).fill(text)


def contrast(where: Locator) -> int:
    """How far apart the lightest and the darkest point of something are, of 255."""
    darkest, lightest = Image.open(BytesIO(where.screenshot())).convert("L").crop((8, 8, 60, 28)).getextrema()
    return int(lightest - darkest)  # type: ignore[operator]


def answers(server: Server, paper: str, place: int) -> dict[str, list[list[str]]]:
    kept = store(server)
    found = kept.paper(paper)
    kept.close()
    assert found is not None
    result: dict[str, list[list[str]]] = found.items[place].answers
    return result


def wait_for(page: Page, server: Server, paper: str, place: int, expected: dict[str, list[list[str]]]) -> None:
    """What is typed is sent when the typing pauses, and kept soon after."""
    for _ in range(100):
        if answers(server, paper, place) == expected:
            return
        page.wait_for_timeout(200)
    assert answers(server, paper, place) == expected


def test_an_exam_from_composing_to_the_mark_sheet(visitor: Visitor, server: Server) -> None:
    posed = prepared(visitor, server, "one")
    page = visitor.open("/papers", paper="one")
    expect(page.get_by_text("3 questions, 17 marks, 30 minutes.")).to_be_visible()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text(re.compile(r"^29:\d\d$"))).to_be_visible()

    # √d_k left out of the second step, right work from there on
    truth = posed.sheet.truth
    scaled = np.array(truth["scores"]) / 2
    shares = np.exp(scaled) / np.exp(scaled).sum(-1, keepdims=True)
    typed = {"scores": truth["scores"], "scaled": scaled, "weights": shares, "context": shares @ truth["values"]}
    texts = {step: written(typed[step], 2) for step in posed.sheet.asked}
    for n, rows in enumerate(texts.values(), 1):
        fill(page, n, rows)
    wait_for(page, server, "one", 0, {step: [list(row) for row in rows] for step, rows in texts.items()})
    expect(page.get_by_role("button", name=re.compile("Hint|Check"))).to_have_count(0)

    server.stop()
    server.start()
    visitor.errors.clear()  # the lost connection
    page = visitor.open("/papers", paper="one")
    expect(page.locator("td.entry input").first).not_to_have_value("")
    page.get_by_role("button", name="3", exact=True).click()
    expect(page.get_by_label("Trainable parameters")).to_be_visible()
    page.get_by_role("textbox").last.fill("5")
    wait_for(page, server, "one", 2, {"number": [["5"]]})

    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("1 question has no answer yet.")).to_be_visible()
    assert contrast(page.get_by_role("button", name="Hand in now")) > 100
    page.get_by_role("button", name="Hand in now").click()
    expect(page.locator(".big")).to_have_text("10")
    verdicts = page.locator(".st-key-marked_1 .marksheet > tbody > tr:not(.beside)")
    expect(verdicts.nth(1)).to_contain_text("misconception")
    expect(verdicts.nth(2)).to_contain_text("error carried forward")
    expect(page.get_by_text("6 for right work that follows from an own error")).to_be_visible()
    page.get_by_role("button", name="Look at it").first.click()
    expect(page.locator(".insight-title").first).to_contain_text("Divided by dₖ, not √dₖ")
    page.go_back()
    expect(page.locator(".big")).to_have_text("10")

    page = visitor.open("/progress")
    expect(page.get_by_text("Self-attention · Attention by hand").first).to_be_visible()


@pytest.mark.exhaustive
def test_a_paper_is_composed_and_thrown_away(visitor: Visitor, server: Server) -> None:
    page = visitor.open("/papers")
    page.get_by_role("button", name="Compose").click()
    expect(page.get_by_text(re.compile(r"^\d+ questions, (39|40|39.5) marks, 45 minutes\.$"))).to_be_visible()
    assert store(server).papers()[0].started_at is None
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_role("heading", name="Papers", exact=True)).to_be_visible()


@pytest.mark.exhaustive
def test_when_the_time_is_over_the_paper_is_handed_in(visitor: Visitor, server: Server) -> None:
    prepared(visitor, server, "late", started=datetime.now(UTC) - timedelta(minutes=29, seconds=50))
    page = visitor.open("/papers", paper="late")
    expect(page.locator(".big")).to_have_text("0")
    assert next(p for p in store(server).papers() if p.paper_id == "late").handed_in_at is not None


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", [1, exhaustive(3)])
def test_what_is_being_typed_when_the_time_is_over_counts(visitor: Visitor, server: Server, place: int) -> None:
    id = f"typing-{place}"
    prepared(visitor, server, id, started=datetime.now(UTC) - timedelta(minutes=29, seconds=45))
    page = visitor.open("/papers", paper=id)
    page.get_by_role("button", name=str(place), exact=True).click()
    field = page.locator("td.entry input").first if place == 1 else page.get_by_label("Trainable parameters")
    field.fill("7")
    while not page.locator(".big").count():  # never a pause in which a draft would be sent
        page.keyboard.type("1")
        page.wait_for_timeout(100)
    (kept, *_others) = answers(server, id, place - 1).values()
    assert len(kept[0][0]) > 12


@pytest.mark.exhaustive
def test_its_pages_are_printed(visitor: Visitor, server: Server, tmp_path: Path) -> None:
    prepared(visitor, server, "print")
    page = visitor.open("/papers", lang="zh", paper="print")
    page.get_by_text("打印").first.click()
    for sheet in ("paper", "answers", "solutions"):
        with page.expect_download() as waiting:
            page.locator(f".st-key-print_{sheet}_zh button").click()
        saved = tmp_path / f"{sheet}.html"
        waiting.value.save_as(saved)
        printed = visitor.page.context.new_page()
        printed.goto(saved.as_uri())
        expect(printed.locator("section")).to_have_count(3)
        assert printed.locator("math").count() > 3
        pdf = printed.pdf(prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF")
        printed.close()


@pytest.mark.exhaustive
def test_narrow_dark_and_chinese_without_overflow(visitor: Visitor, server: Server) -> None:
    prepared(visitor, server, "narrow", started=datetime.now(UTC))
    page = visitor.open("/papers", lang="zh", theme="dark", width=375, height=600, paper="narrow")
    assert visitor.overflow() == 0
    page.get_by_role("button", name="交卷").scroll_into_view_if_needed()
    expect(page.get_by_role("timer")).to_be_in_viewport()
    page.get_by_role("button", name="交卷").click()
    assert contrast(page.get_by_role("button", name="现在交卷")) > 100
    page = visitor.open("/papers", lang="zh", theme="dark", width=375)
    assert visitor.overflow() == 0
    page.locator("[class*=st-key-paper_topics] input").fill("LSTM")
    page.get_by_role("option").last.click()
    assert contrast(page.locator("[class*=st-key-paper_topics] [data-tag]").first) > 100


@pytest.mark.exhaustive
def test_what_was_typed_last_is_kept(visitor: Visitor, server: Server) -> None:
    prepared(visitor, server, "last", started=datetime.now(UTC))
    page = visitor.open("/papers", paper="last")
    page.locator("td.entry input").first.fill("1.23")
    page.get_by_role("button", name="3", exact=True).click()
    expect(page.get_by_label("Trainable parameters")).to_be_visible()
    page.get_by_role("textbox").last.fill("42")
    page.get_by_role("button", name="1", exact=True).click()
    expect(page.locator("td.entry input").first).to_have_value("1.23")
    visitor.settle()
    assert answers(server, "last", 2) == {"number": [["42"]]}


@pytest.mark.exhaustive
def test_an_answer_in_words_is_written_and_marked_by_the_learner(visitor: Visitor, server: Server) -> None:
    posed = pose(question("multi-head/why-several-heads"), 11)
    assert isinstance(posed, PosedSpoken)
    alone = posed.without_follow_ups()
    kept = store(server)
    item = PaperItem("words-0", alone.question.id, 11, alone.drawn)
    now = datetime.now(UTC)
    kept.compose_paper(Paper("words", 11, 30, alone.possible, now, {"kinds": ["spoken"]}, now, items=(item,)))
    kept.close()
    page = visitor.open("/papers", lang="zh", width=375, height=700, paper="words")
    page.locator("textarea").fill("多个头各看不同的关系。")
    wait_for(page, server, "words", 0, {"text": [["多个头各看不同的关系。"]]})
    page.get_by_role("button", name="交卷").click()
    page.get_by_role("button", name="现在交卷").click()
    expect(page.get_by_role("heading", name="批改自己的回答")).to_be_visible()
    expect(page.locator(".written")).to_have_text("多个头各看不同的关系。")
    assert visitor.overflow() == 0
    box = page.get_by_test_id("stCheckbox").nth(1)
    box.locator("label").click()
    expect(box.locator("input")).to_be_checked()
    visitor.settle()
    page.get_by_role("button", name="现在交卷").click()
    expect(page.locator(".big")).to_have_text("2")
