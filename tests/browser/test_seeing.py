"""What is to be seen, on a screen and on a phone, in both themes: axe finds nothing serious; without motion for those
who want none; and from this machine alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from content import topic
from content.laboratories import laboratories
from presentation.workspaces.links import packed
from presentation.workspaces.workspace import Workspace, opened
from tests.browser.conftest import Visitor
from tests.browser.learner import step
from tests.browser.test_every_page import findings, in_theme


@dataclass(frozen=True)
class View:
    """A computation on Explain, with what is opened on it."""

    topic: str
    made: Callable[[Workspace], Workspace]
    open: Callable[[Page], None]

    def shown(self, visitor: Visitor, lang: Literal["en", "zh"]) -> Page:
        """The page with everything of the view on it."""
        space = self.made(opened(topic(self.topic), language=lang))
        page = visitor.open("/explain", topic=self.topic, lang=lang, numbers=packed(space))
        self.open(page)
        visitor.settle()
        return page


def timeline(page: Page) -> None:
    page.get_by_role("tab").nth(2).click()
    expect(page.get_by_role("tab").nth(2)).to_have_attribute("aria-selected", "true")


def structure_and_outline(page: Page) -> None:
    for name in ("结构图", "大纲"):
        page.get_by_text(name, exact=True).click()
    expect(page.locator("g.box").first).to_be_visible()
    expect(page.locator(".st-key-outline_beside")).to_be_visible()


def heads(page: Page) -> None:
    page.get_by_role("button", name="全部展开").click()
    expect(step(page, 9).locator(".heads button").first).to_be_visible()


def lens(page: Page) -> None:
    page.get_by_role("button", name="全部展开").click()
    squares = step(page, 4).locator("canvas, td[data-j='5']").last
    expect(squares).to_be_visible()
    squares.hover()
    expect(step(page, 4).locator(".lens").last).to_be_visible()


VIEWS = {
    "timeline": View("lstm-sequence", lambda space: space, timeline),
    "structure": View("language-model", lambda space: space, structure_and_outline),
    "heads": View("multi-head", lambda space: space.with_sizes(h=8), heads),
    "map": View("self-attention", lambda space: space.with_sizes(n=18), lens),
    "canvas": View("self-attention", lambda space: space.with_sizes(n=34), lens),
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious_on_explain(visitor: Visitor, view: str) -> None:
    page = VIEWS[view].shown(visitor, "zh")
    assert findings(page) == []
    in_theme(visitor, "dark", 1280, 900)
    assert findings(page) == []
    in_theme(visitor, "light", 375, 812)
    assert findings(page) == []
    assert visitor.overflow() == 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("id", laboratories())
def test_axe_finds_nothing_serious_in_a_laboratory(visitor: Visitor, id: str) -> None:
    page = visitor.open("/laboratory", lab=id, lang="zh")
    if laboratories()[id].foretells:
        assert findings(page) == []
        page.locator(".st-key-foretell_skip button").click()
    expect(page.locator(".stVegaLiteChart canvas, .stVegaLiteChart svg").first).to_be_visible()
    assert findings(page) == []
    in_theme(visitor, "dark", 375, 812)
    assert findings(page) == []


MOVES = """() => {
    const inside = (one) => (one.shadowRoot ? every(one.shadowRoot) : []);
    const every = (root) => [...root.querySelectorAll('*')].flatMap((one) => [one, ...inside(one)]);
    const ours = every(document).filter((one) => one.getRootNode() !== document || /st-key-/.test(one.className));
    return ours.filter((one) => {
        const { animationName, animationDuration, transitionDuration, scrollBehavior } = getComputedStyle(one);
        const lasts = (times) => times.split(', ').some((time) => parseFloat(time) > 0);
        const moves = animationName !== 'none' && lasts(animationDuration);
        return moves || lasts(transitionDuration) || scrollBehavior === 'smooth';
    }).map((one) => `${one.tagName} ${one.getAttribute('class')}`);
}"""
SCROLLED = """() => {
    window.scrolled = [];
    const scroll = Element.prototype.scrollIntoView;
    Element.prototype.scrollIntoView = function (how) {
        window.scrolled.push(how?.behavior ?? 'auto');
        return scroll.call(this, how);
    };
}"""


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_those_who_want_no_motion(
    visitor: Visitor, wish: Literal["reduce", "no-preference"], moves: bool
) -> None:
    visitor.page.emulate_media(reduced_motion=wish)
    page = visitor.open("/explain", topic="lstm-sequence")
    expect(page.locator(".waterfall").first).to_be_visible()
    page.evaluate(SCROLLED)
    page.get_by_role("button", name="Next step").click()
    expect(page.locator("[class*=st-key-step_2_now]")).to_be_visible()
    page.wait_for_function("window.scrolled.length > 0")
    assert ("smooth" in page.evaluate("window.scrolled")) is moves
    assert bool(page.evaluate(MOVES)) is moves
    visitor.page.emulate_media(reduced_motion="reduce")


@pytest.mark.exhaustive
def test_what_is_seen_comes_from_this_machine_alone(visitor: Visitor) -> None:
    """Timeline, structure, heads, a map, a lesson's figure, a laboratory: nothing is asked of another host."""
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    for view in ("timeline", "structure", "heads", "canvas"):
        VIEWS[view].shown(visitor, "zh")
    page = visitor.open("/learn", topic="self-attention")
    page.locator(".st-key-lesson .opens").first.click()
    expect(page.locator("[class*=st-key-lesson_figure_]").first).to_be_visible()
    page = visitor.open("/laboratory", lab="scaling")
    expect(page.locator(".stVegaLiteChart canvas, .stVegaLiteChart svg").first).to_be_visible()
    assert len(asked) > 20
    assert {url for url in asked if not url.startswith((visitor.url, "data:", "blob:"))} == set()
