"""Matrices too large for elements: squares on a canvas, opened by mouse and keyboard, with a lens of digits."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from content import topic
from presentation.workspaces.links import packed
from presentation.workspaces.workspace import Workspace, opened
from tests.browser.conftest import Visitor
from tests.browser.learner import onward

SPACE = opened(topic("self-attention"), language="en").with_sizes(n=34)


def large(visitor: Visitor, space: Workspace) -> Page:
    return visitor.open("/explain", topic="self-attention", lang="en", numbers=packed(space))


def squares(page: Page, step: int, id: str) -> Locator:
    return page.locator(f'[class*=st-key-step_{step}_] .block[data-id="{id}"] canvas')


def test_a_square_opens_and_arrows_go_on(visitor: Visitor) -> None:
    page = large(visitor, SPACE)
    onward(page, 2)
    scores, worked = squares(page, 2, "scores"), page.locator("[class*=st-key-step_2_] .worked .who")
    expect(worked).to_have_text("S[journey, journey]")
    scores.focus()
    scores.press("ArrowDown")
    expect(worked).to_have_text("S[starts, journey]")
    scores.press("ArrowRight")
    expect(worked).to_have_text("S[starts, starts]")
    value = SPACE.trace["scores"][2, 2]
    expect(page.locator("[class*=st-key-step_2_] .worked .outcome")).to_have_text(f"{value:.4f}".replace("-", "−"))
    said = re.compile(re.escape(f", starts, starts: {value:.4f}".replace("-", "−")) + "$")
    expect(scores).to_have_attribute("aria-label", said)
    scores.press("End")
    expect(worked).to_have_text("S[starts, 34]")


@pytest.mark.exhaustive
def test_the_lens_shows_the_digits_around_the_pointer_and_a_click_opens_them(visitor: Visitor) -> None:
    page = large(visitor, SPACE)
    onward(page, 2)
    scores = squares(page, 2, "scores")
    scores.scroll_into_view_if_needed()
    scores.hover(position={"x": 200, "y": 200})
    lens = page.locator('[class*=st-key-step_2_] .block[data-id="scores"] .lens')
    expect(lens.locator("td.here")).to_have_count(1)
    shown = lens.locator("td.here").inner_text()
    scores.click(position={"x": 200, "y": 200})
    expect(page.locator("[class*=st-key-step_2_] .worked .outcome")).to_have_text(shown)


@pytest.mark.exhaustive
def test_a_square_of_an_input_is_typed_over(visitor: Visitor) -> None:
    page = large(visitor, opened(topic("self-attention"), language="en").with_sizes(d=40))
    tokens = squares(page, 1, "X").first
    expect(tokens).to_be_visible()
    tokens.scroll_into_view_if_needed()
    tokens.dblclick(position={"x": 150, "y": 60})
    page.locator("input.editor").fill("9.5")
    page.locator("input.editor").press("Enter")
    expect(tokens).to_have_attribute("aria-label", re.compile(r": 9\.5$"))


@pytest.mark.exhaustive
def test_a_number_of_a_large_matrix_is_typed_over_among_the_numbers(visitor: Visitor) -> None:
    page = large(visitor, opened(topic("self-attention"), language="en").with_sizes(n=34, d=40))
    page.get_by_role("button", name="Numbers").click()
    panel = page.locator(".st-key-numbers_panel")
    tokens = panel.locator("canvas").first
    expect(tokens).to_be_visible()
    expect(panel.get_by_text("is shown as squares")).to_be_visible()
    tokens.scroll_into_view_if_needed()
    tokens.dblclick(position={"x": 150, "y": 60})
    page.locator("input.editor").fill("9.5")
    page.locator("input.editor").press("Enter")
    expect(tokens).to_have_attribute("aria-label", re.compile(r": 9\.5$"))


INK = """(canvas, from) => {
    const scale = devicePixelRatio, pen = canvas.getContext('2d');
    const { data } = pen.getImageData(60 * scale, from * scale, canvas.width - 60 * scale, 46 * scale);
    let [squares, letters] = [0, 0];
    for (let k = 0; k < data.length; k += 4) {
        if (data[k + 3] < 128) continue;
        if (Math.abs(data[k] - data[k + 2]) > 40) squares += 1;
        else if (data[k] < 140) letters += 1;
    }
    return { squares, letters };
}"""


@pytest.mark.exhaustive
def test_words_of_columns_stay_in_view_while_the_page_scrolls(visitor: Visitor) -> None:
    page = large(visitor, SPACE)
    onward(page, 2)
    scores = squares(page, 2, "scores")
    scores.scroll_into_view_if_needed()
    words = scores.evaluate(INK, 0)
    assert not words["squares"]
    assert words["letters"]
    assert scores.evaluate(INK, 120)["squares"]
    main = page.get_by_test_id("stMain")
    main.evaluate("(main, by) => main.scrollTop += by", scores.bounding_box()["y"] - 60 + 120)  # type: ignore[index]
    assert 60 - scores.bounding_box()["y"] == pytest.approx(120, abs=0.6)  # type: ignore[index]
    held = [scores.element_handle(), words["letters"]]
    page.wait_for_function(  # letters on paper have softer edges than letters on nothing
        f"""([canvas, letters]) => {{
            const found = ({INK})(canvas, 121);
            return !found.squares && found.letters > letters / 3;
        }}""",
        arg=held,
    )
    main.evaluate("(main) => main.scrollTop -= 400")
    page.wait_for_function(f"([canvas]) => ({INK})(canvas, 121).squares > 0", arg=held)
