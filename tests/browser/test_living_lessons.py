"""Lessons that answer: a number opened and typed over, the example put back, a question in the middle by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Locator, Page, expect

from db.store import open_store
from tests.browser.conftest import Visitor
from tests.browser.learner import again_until, cell
from tests.browser.server import Server
from ui.session.draft_places import LESSON

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def lessons_begun_anew(server: Server) -> Iterator[None]:
    """No test goes on with what another one has typed over or answered in a lesson."""
    yield
    store = open_store(f"sqlite:///{server.database.as_posix()}")
    for draft in store.drafts_under(LESSON):
        store.clear_draft(draft.question_id)
    store.close()


def opener(page: Page, text: str, n: int = 0) -> Locator:
    return page.locator(".st-key-lesson .opens").filter(has_text=text).nth(n)


def figure(page: Page, n: int = 0) -> Locator:
    return page.locator(".st-key-lesson [class*=st-key-lesson_figure_]").nth(n)


@pytest.mark.exhaustive
def test_a_worked_line_opens_with_what_it_is_made_of_and_a_number_with_its_arithmetic(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention", lang="en")
    expect(page.locator("[class*=st-key-lesson_figure_]")).to_have_count(0)
    opener(page, "Open the numbers").press("Enter")
    shown = figure(page)
    expect(shown.locator(".worked .who")).to_have_text("S[journey, journey]")
    expect(shown.locator(".worked .outcome")).to_have_text("1.8524")
    expect(cell(shown, "Attention scores", 1, 1)).to_have_attribute("aria-selected", "true")
    cell(shown, "Attention scores", 0, 2).click()
    expect(shown.locator(".worked .who")).to_have_text("S[Your, starts]")
    shown.get_by_role("button", name="Trace to the inputs").click()
    expect(page.locator(".unfolding .summary")).to_contain_text("from 18 given numbers")
    focused = page.locator("*:focus")
    opener(page, "Open the numbers").focus()
    expect(opener(page, "Open the numbers")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page.locator("[class*=st-key-lesson_figure_]")).to_have_count(0)
    expect(focused).to_have_attribute("aria-expanded", "false")  # the keyboard is still where it was


def test_a_line_of_matrices_gives_way_to_their_figures(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="language-model", lang="en")
    formulas = page.locator(".st-key-lesson .katex-display")
    before = formulas.count()
    opener(page, "Token plus position").click()
    expect(figure(page)).to_be_visible()
    expect(formulas).to_have_count(before)  # the other matrix of the line is still read in it
    opener(page, "Tokens").first.click()
    expect(page.locator(".st-key-lesson [class*=st-key-lesson_figure_]")).to_have_count(2)
    expect(formulas).to_have_count(before - 1)
    opener(page, "Tokens").first.click()
    expect(formulas).to_have_count(before)


@pytest.mark.exhaustive
def test_a_number_typed_over_is_followed_by_the_whole_lesson_and_put_back(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention", lang="en")
    text = page.locator(".st-key-lesson")
    expect(text).to_contain_text("1.8524 becomes 1.3098")
    opener(page, "Given numbers").click()
    given = cell(figure(page), "Tokens", 1, 0)
    again_until(given.dblclick, page.locator("input.editor"))
    page.locator("input.editor").fill("abc")
    page.locator("input.editor").press("Enter")
    expect(figure(page).locator(".notice")).to_contain_text("“abc”, which is not a number")
    expect(text).to_contain_text("1.8524 becomes 1.3098")  # the last numbers that could be computed with
    given.press("Enter")
    page.locator("input.editor").fill("2")
    page.locator("input.editor").press("Enter")
    expect(page.locator("[class*=st-key-typed_over_]")).to_contain_text("has your numbers")
    expect(text).not_to_contain_text("1.8524 becomes 1.3098")
    expect(text).to_contain_text("3.3958 becomes 2.4012")
    page.get_by_role("button", name="Put the example's numbers back").click()
    expect(page.locator("[class*=st-key-typed_over_]")).to_have_count(0)
    expect(text).to_contain_text("1.8524 becomes 1.3098")
    expect(given).to_have_text("0.55")


def test_a_question_is_answered_by_keyboard_before_the_rest_of_its_section_opens(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention", lang="en")
    rest = page.get_by_text("So a decoder can be trained at all positions at once")
    expect(rest).to_be_attached()
    expect(rest).to_be_hidden()
    expect(page.get_by_role("heading", name="Cost, against RNN and CNN")).to_be_visible()
    asked = page.locator(".st-key-predict_mask")
    asked.get_by_role("button", name="Check").press("Enter")  # nothing is chosen yet
    asked.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(asked.get_by_role("radio", name="It becomes smaller")).to_be_checked()
    asked.get_by_role("button", name="Check").press("Enter")
    expect(asked.get_by_role("status")).to_contain_text("You said: It becomes smaller")
    expect(asked.locator(".badge.wrong")).to_be_visible()
    expect(asked).to_contain_text("It was 0.1500 and is now 0.3986.")
    expect(rest).to_be_visible()


@pytest.mark.exhaustive
def test_a_number_is_typed_and_an_answer_can_be_had_without_one(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="gru", lang="en")
    asked = page.locator(".st-key-predict_update-gate")
    asked.get_by_role("textbox").fill("-1/2")
    asked.get_by_role("textbox").press("Enter")
    asked.get_by_role("button", name="Check").press("Enter")
    expect(asked.locator(".badge.right")).to_contain_text("-1/2")
    page.get_by_role("link", name="Learn").first.click()
    visitor.open("/learn", topic="rope", lang="zh")
    asked = page.locator(".st-key-predict_all-shifted")
    expect(asked).to_contain_text("先预测")
    asked.get_by_role("button", name="直接看答案").click()
    expect(asked).to_contain_text("3 行中有 0 行改变。")


@pytest.mark.exhaustive
def test_on_paper_everything_stands(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention", lang="en")
    rest = page.get_by_text("So a decoder can be trained at all positions at once")
    expect(rest).to_be_hidden()
    page.emulate_media(media="print")
    expect(rest).to_be_visible()
    expect(opener(page, "Open the numbers")).to_be_hidden()
    page.emulate_media(media="screen")


@pytest.mark.exhaustive
@pytest.mark.parametrize(("width", "theme", "lang"), [(375, "light", "zh"), (1280, "dark", "en")])
def test_figures_and_questions_fit_a_phone_and_axe_finds_nothing_serious(
    visitor: Visitor, width: int, theme: Literal["light", "dark"], lang: Literal["en", "zh"]
) -> None:
    page = visitor.open("/learn", lang=lang, theme=theme, width=width, topic="self-attention")
    page.locator(".st-key-lesson .opens").nth(0).click()
    expect(page.locator("[class*=st-key-lesson_figure_]")).to_have_count(1)
    page.locator(".st-key-lesson .opens").nth(1).click()
    expect(page.locator("[class*=st-key-lesson_figure_]")).to_have_count(2)
    page.locator(".st-key-predict_mask button").last.click()
    expect(page.locator("[class*=st-key-waits_]")).to_have_count(0)
    assert visitor.overflow() <= 0
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.exhaustive
def test_a_lesson_is_printed_in_light_colours_without_what_only_a_screen_needs(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention", lang="en", theme="dark")
    box = page.locator("g.box").first
    expect(box).to_be_visible()
    opener(page, "Open the numbers").click()
    expect(figure(page).locator(".outcome")).to_have_text("1.8524")
    page.emulate_media(media="print")
    for hidden in (
        ".stAppHeader",
        ".st-key-lesson_next",
        ".st-key-language_switch",
        ".openers >> nth=0",
        "#save >> nth=0",
    ):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_text("So a decoder can be trained at all positions at once")).to_be_visible()
    choice = page.locator(".st-key-lesson [data-testid=stRadio] label p").first
    for ink in (
        page.locator("h1").first,
        page.locator(".st-key-lesson p").first,
        figure(page).locator("td").first,
        choice,
    ):
        assert lightness(ink, "color") < 100
    assert lightness(box.locator(".body"), "fill") > 200
    assert lightness(figure(page).locator(".outcome"), "backgroundColor") < 100  # inverted ink
    assert lightness(page.locator(".stApp"), "backgroundColor") > 200
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")


def lightness(of: Locator, what: str) -> float:
    """The mean of red, green and blue of a colour, 0 to 255; what is clear is as white as paper."""
    found: float = of.evaluate(
        """(node, what) => {
            const brush = new OffscreenCanvas(1, 1).getContext('2d');
            brush.fillStyle = 'white';
            brush.fillRect(0, 0, 1, 1);
            brush.fillStyle = getComputedStyle(node)[what];
            brush.fillRect(0, 0, 1, 1);
            const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
            return (red + green + blue) / 3;
        }""",
        what,
    )
    return found


@pytest.mark.exhaustive
def test_a_reload_keeps_numbers_and_answers_until_they_are_put_back(visitor: Visitor) -> None:
    page = visitor.open("/learn", topic="self-attention", lang="en")
    text, answer = page.locator(".st-key-lesson"), "It was 0.1500 and is now 0.3986."
    asked = page.locator(".st-key-predict_mask")
    expect(asked).not_to_contain_text(answer)
    asked.get_by_role("button", name="Show the answer").click()
    expect(asked).to_contain_text(answer)
    opener(page, "Given numbers").click()
    given = cell(figure(page), "Tokens", 1, 0)
    again_until(given.dblclick, page.locator("input.editor"))
    page.locator("input.editor").fill("2")
    page.locator("input.editor").press("Enter")
    expect(text).to_contain_text("3.3958 becomes 2.4012")
    page = visitor.open("/learn", topic="self-attention", lang="en")
    expect(text).to_contain_text("3.3958 becomes 2.4012")
    expect(cell(figure(page), "Tokens", 1, 0)).to_have_text("2")  # the figure that was open is open
    expect(asked.get_by_role("button", name="Show the answer")).to_have_count(0)
    page.get_by_role("button", name="Put the example's numbers back").click()
    expect(asked).to_contain_text(answer)
    page = visitor.open("/learn", topic="self-attention", lang="en")
    expect(text).to_contain_text("1.8524 becomes 1.3098")
    expect(page.locator("[class*=st-key-typed_over_]")).to_have_count(0)
    expect(asked).to_contain_text(answer)
