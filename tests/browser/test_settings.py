"""Learners, backups, export and import in a real browser: nothing of one learner is shown to another."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import FilePayload, Page, expect

from content import question
from content.route import route
from db.records import Exam, Paper, PaperItem
from db.store import Store, open_store
from quiz.kinds import pose
from tests.browser.conftest import Visitor
from tests.browser.learner import choose_file, step
from tests.browser.server import Server
from tests.browser.test_restart import eventually
from tests.db.released.__main__ import fill
from tests.sweeps import exhaustive

pytestmark = pytest.mark.usefixtures("nobody")

ANNA, QUESTION, PAPER = "Anna Ångström", "self-attention/score-and-scale", "paper-of-the-first"
TYPED, SENTENCE, STORED = "0.1357", "zebra quagga okapi", "−1/3"
ADDRESSES: list[tuple[str, dict[str, Any]]] = [
    ("/", {}),
    ("/", {"topic": "self-attention"}),
    ("/explain", {"topic": "self-attention"}),
    ("/session", {}),
    ("/learn", {"topic": "self-attention"}),
    ("/practise", {}),
    ("/practise", {"q": QUESTION}),
    ("/papers", {}),
    ("/papers", {"paper": PAPER}),
    ("/progress", {}),
    ("/mistakes", {}),
    ("/laboratory", {}),
    ("/laboratory", {"lab": "gradients"}),
    ("/learn", {}),
    ("/settings", {}),
]


@contextmanager
def database(server: Server) -> Iterator[Store]:
    """The server's database, opened beside it."""
    store = open_store(f"sqlite:///{server.database.as_posix()}")
    yield store
    store.close()


def first_has_worked(visitor: Visitor, server: Server) -> None:
    """The first learner has answered, typed, and composed a paper; there is a second one."""
    visitor.open()
    with database(server) as store:
        fill(store)
        posed = pose(question(QUESTION), 4711)
        items = (PaperItem("item-of-the-first", QUESTION, 4711, posed.drawn),)
        store.compose_paper(Paper(PAPER, 4711, 30, posed.possible, datetime.now(UTC), items=items))
    page = visitor.open("/practise", q=QUESTION)
    step(page, 1).locator("td.entry input").first.fill(TYPED)
    page.wait_for_timeout(1500)  # the draft is saved when the typing pauses
    page = visitor.open(topic="self-attention")
    page.get_by_role("button", name=re.compile("Your journey")).click()
    page.get_by_label("Your own sentence", exact=True).fill(SENTENCE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("zebra"))).to_be_visible()
    visitor.settle()


def add_anna(visitor: Visitor) -> Page:
    page = visitor.open("/settings")
    page.get_by_role("button", name="Add a learner").click()
    page.get_by_label("Name", exact=True).fill(ANNA)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-learner_row_2")).to_contain_text(ANNA)
    return page


def shown(page: Page) -> str:
    """Everything that can be read on a page or stands in its boxes."""
    boxes = page.locator("input").evaluate_all("boxes => boxes.map(box => box.value)")
    return "\n".join((page.locator("body").inner_text(), *boxes))


def downloaded(page: Page, name: str) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path())


@pytest.mark.exhaustive
def test_nothing_of_one_learner_is_shown_to_another(visitor: Visitor, server: Server) -> None:
    first_has_worked(visitor, server)
    secrets = (TYPED, "zebra", "4711", STORED)
    with database(server) as store:
        addresses = [*ADDRESSES, ("/mistakes", {"attempt": store.attempts(1)[0].attempt_id})]
    own = "\n".join(shown(visitor.open(path, **query)) for path, query in addresses)
    assert all(secret in own for secret in secrets)
    page = add_anna(visitor)
    expect(page).to_have_url(re.compile("learner=1"))

    page.locator(".st-key-learner_row_2").get_by_role("button", name="Switch").click()
    expect(page).to_have_url(re.compile("learner=2"))
    for name in ("Explain", "Practise", "Papers", "Progress", "Learn"):  # the same session, by the bar
        page.get_by_role("link", name=name, exact=True).click()
        visitor.settle()
        expect(page).to_have_url(re.compile("learner=2"))
        expect(page.locator("[class*=st-key-settings_link]")).to_contain_text(ANNA)
        assert not [secret for secret in secrets if secret in shown(page)], name
    for path, query in addresses:  # new sessions, by the address
        page = visitor.open(path, learner="2", **query)
        expect(page.locator("[class*=st-key-settings_link]")).to_contain_text(ANNA)
        found = [secret for secret in secrets if secret in shown(page)]
        assert not found, (path, query)
    assert "Latest answers" not in shown(visitor.open("/progress", learner="2"))

    page = visitor.open("/settings", learner="2")
    with zipfile.ZipFile(downloaded(page, "Export everything")) as archive:
        assert not archive.read("attempts.jsonl") + archive.read("reviews.jsonl") + archive.read("papers.jsonl")
        drafts = archive.read("drafts.jsonl").decode()  # of the questions that were opened above
        assert not [secret for secret in secrets if secret in drafts]
    assert downloaded(page, "Answers as CSV").read_bytes().count(b"\r\n") == 1
    page = visitor.open("/settings", learner="1")
    with zipfile.ZipFile(downloaded(page, "Export everything")) as archive:
        assert archive.read("attempts.jsonl")
        assert TYPED in archive.read("drafts.jsonl").decode()


@pytest.mark.exhaustive
def test_who_is_learning_is_asked_once_and_kept_over_reloads(visitor: Visitor) -> None:
    add_anna(visitor)
    page = visitor.open("/practise", q=QUESTION)
    expect(page.get_by_role("heading", name="Who is learning?")).to_be_visible()
    expect(page.get_by_role("link", name="Practise")).to_have_count(0)
    page.get_by_role("button", name=re.compile(ANNA)).click()
    expect(page.get_by_role("heading", name="Scores and scaling")).to_be_visible()
    expect(page).to_have_url(re.compile(f"learner=2.*{re.escape('score-and-scale')}"))
    page.reload()
    visitor.settle()
    expect(page.get_by_role("heading", name="Scores and scaling")).to_be_visible()
    expect(page.locator("[class*=st-key-settings_link]")).to_contain_text(ANNA)
    for unknown in ("3", "x"):
        page = visitor.open("/progress", learner=unknown)
        expect(page.get_by_role("heading", name="Who is learning?")).to_be_visible()


@pytest.mark.exhaustive
def test_a_backup_brings_back_what_was_wiped(visitor: Visitor, server: Server) -> None:
    visitor.open()
    with database(server) as store:
        fill(store)
    before = visitor.open("/progress").get_by_test_id("stMain").inner_text()
    assert "Latest answers" in before
    page = visitor.open("/settings")
    rows = page.locator("[class*=st-key-backup_row_]")
    expect(rows).to_have_count(1)  # today's
    page.get_by_role("button", name="Back up now").click()
    expect(rows).to_have_count(2)

    server.stop()
    for path in server.database.parent.glob("stepwise.db*"):
        path.unlink()
    server.start()
    assert "Latest answers" not in shown(visitor.open("/progress"))
    page = visitor.open("/settings")
    rows.nth(0).get_by_role("button").click()
    page.get_by_role("button", name="Go back", exact=True).click()
    expect(page.locator(".st-key-older_backups")).to_contain_text("1 older one")  # what there was is backed up first
    assert visitor.open("/progress").get_by_test_id("stMain").inner_text() == before
    visitor.errors.clear()  # the lost connection


@pytest.mark.exhaustive
def test_a_damaged_file_is_told_on_the_page_and_gone_back_from(visitor: Visitor, server: Server) -> None:
    visitor.open()
    with database(server) as store:
        fill(store)
        store.back_up(datetime.now(UTC))
    before = visitor.open("/progress").get_by_test_id("stMain").inner_text()
    server.stop()
    server.database.write_bytes(b"no database" * 900)
    server.start()
    page = visitor.open("/progress")
    page.get_by_role("button", name="Go back to the backup of").click()
    expect(page.get_by_text("Latest answers")).to_be_visible()
    assert visitor.open("/progress").get_by_test_id("stMain").inner_text() == before
    assert len(list(server.database.parent.glob("stepwise-damaged-*.db"))) == 1
    visitor.errors.clear()  # the lost connection


@pytest.mark.exhaustive
def test_an_export_is_read_in_by_another_learner_and_twice_changes_nothing(visitor: Visitor, server: Server) -> None:
    visitor.open()
    with database(server) as store:
        fill(store)
        had = len(store.attempts())
    page = visitor.open("/settings")
    content = downloaded(page, "Export everything").read_bytes()
    exported: FilePayload = {"name": "export.zip", "mimeType": "application/zip", "buffer": content}
    add_anna(visitor)
    page = visitor.open("/settings", learner="2")
    for said in (f"Added: {had} attempts", f"{had} attempts were here already."):
        page.get_by_role("button", name="Import", exact=True).first.click()
        choose_file(page, exported)
        page.locator(".st-key-import").get_by_role("button").click()
        expect(page.get_by_test_id("stAlert")).to_contain_text(said)
        visitor.settle()  # what was behind the button is taken away
    with database(server) as store:
        assert store.of(2).attempts() == store.attempts()


@pytest.mark.exhaustive
def test_a_file_is_imported_when_it_comes_after_the_press(visitor: Visitor) -> None:
    page = visitor.open("/settings")
    content = downloaded(page, "Export everything").read_bytes()
    page.get_by_role("button", name="Import", exact=True).first.click()
    page.locator(".st-key-import").get_by_role("button").click()
    expect(page.get_by_text("Choose a file. One that is still on its way is read")).to_be_visible()
    choose_file(page, {"name": "export.zip", "mimeType": "application/zip", "buffer": content})
    expect(page.get_by_test_id("stAlert")).to_contain_text("Added: 0 attempts")


@pytest.mark.parametrize("width", [1366, 375])
def test_settings_fit_the_window(visitor: Visitor, width: int) -> None:
    page = visitor.open("/settings", width=width, height=768)
    expect(page.get_by_role("button", name="Start afresh")).to_be_visible()
    assert visitor.overflow() == 0
    height = "document.querySelector('[data-testid=stMain]').scrollHeight"
    eventually(page, lambda: width == 375 or page.evaluate(height) <= 768, True)


@pytest.mark.exhaustive
def test_the_theme_chosen_in_settings_holds_on_every_page(visitor: Visitor) -> None:
    page = visitor.open("/settings")
    dark = page.get_by_role("button", name="Dark", exact=True)
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(22, 21, 19)")
    expect(page.get_by_test_id("stMainMenuItem-theme-Dark")).to_have_count(0)  # the menu is closed again
    page.wait_for_function("localStorage.getItem('stActiveTheme-/learn-v2')")
    visitor.open("/learn")
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(22, 21, 19)")
    page = visitor.open("/settings")
    expect(page.get_by_role("button", name="Dark", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="System", exact=True).click()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(252, 251, 249)")


@pytest.mark.parametrize("lang", ["zh", exhaustive("en")])
def test_on_a_phone_all_areas_of_an_exam_stand_in_their_field(
    visitor: Visitor, server: Server, lang: Literal["en", "zh"]
) -> None:
    areas = tuple(group.id for group in route())
    store = open_store(f"sqlite:///{server.database}")
    store.keep_exam(Exam("areas", datetime.now(UTC).date() + timedelta(days=12), "", areas))
    store.close()
    page = visitor.open("/settings", lang=lang, width=375, height=812)
    field = page.locator("[class*=st-key-exam_areas_areas]")
    expect(field.locator("[data-tag]")).to_have_count(len(areas))
    cut = field.evaluate(
        """(field) => { const all = field.getBoundingClientRect();
        return [...field.querySelectorAll('[data-tag]')].filter((tag) => { const one = tag.getBoundingClientRect();
          return one.left < all.left || one.right > all.right || one.bottom > all.bottom
            || tag.querySelector('[title]').scrollWidth > tag.querySelector('[title]').clientWidth + 1;
        }).map((tag) => tag.innerText); }"""
    )
    assert cut == []
    assert visitor.overflow() == 0
