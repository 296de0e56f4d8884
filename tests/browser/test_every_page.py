"""Every page on a phone and in both themes: nothing is cut off, nothing but a figure scrolls sideways, and axe finds
nothing serious.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import axe_playwright_python  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.places import Place, furnish, places, take_up
from tests.browser.server import Server
from tests.sweeps import first_of_each

Theme = Literal["light", "dark"]
CUT_OFF = (Path(__file__).parent / "cut_off.js").read_text(encoding="utf-8")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")
DRAWN = 500  # milliseconds: what is drawn last, and formulas that are made to fit


@pytest.fixture(scope="module", autouse=True)
def _furnished(server: Server) -> None:
    furnish(server)


def findings(page: Page) -> list[str]:
    """What axe finds serious: the rule, how often, and where first."""
    page.evaluate(f"{AXE};0")
    found: list[dict[str, Any]] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [
        f"{one['id']} ×{len(one['nodes'])}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in SERIOUS
    ]


def in_theme(visitor: Visitor, theme: Theme, width: int, height: int) -> Page:
    """The open page in another theme and window: Streamlit follows the system."""
    page = visitor.page
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", theme)
    visitor.settle()
    page.wait_for_timeout(DRAWN)
    return page


def page_of(place: Place) -> tuple[str, frozenset[str]]:
    """The page of a place: its path, and whether something is open on it."""
    return place.path, frozenset(place.query)


PLACES = first_of_each(page_of, places())  # every page always


@pytest.mark.parametrize("place", PLACES)
def test_a_page_fits_a_phone_and_axe_finds_nothing_serious(visitor: Visitor, server: Server, place: Place) -> None:
    """In Chinese, light on a phone and dark on a screen."""
    looked_at(visitor, server, place, "zh", ("light", "dark"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", list(places()), ids=str)
def test_in_english_as_well(visitor: Visitor, server: Server, place: Place) -> None:
    """Dark on a phone and light on a screen."""
    looked_at(visitor, server, place, "en", ("dark", "light"))


def looked_at(
    visitor: Visitor, server: Server, place: Place, language: Literal["zh", "en"], themes: tuple[Theme, Theme]
) -> None:
    """On a phone in the one theme, on a screen in the other."""
    take_up(server, place)
    query: dict[str, Any] = dict(place.query)
    page = visitor.open(place.path, lang=language, theme=themes[0], width=375, height=812, **query)
    expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
    page.wait_for_timeout(DRAWN)
    assert page.evaluate(CUT_OFF) == []
    assert findings(page) == []
    in_theme(visitor, themes[1], 1280, 900)
    assert findings(page) == []
    assert server.complaints() == []
