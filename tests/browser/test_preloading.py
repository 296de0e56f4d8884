"""A page's scripts and fonts are fetched beside the first ones, if the browser has them from an earlier visit: then
nothing is left to wait for when its elements come.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visitor
from ui.server.preloading import FIRST_PAGE, FONTS, OTHERS, STATIC

# What was fetched after the front end had asked the server what it allows, which it does before it connects.
LATE = """() => {
  const all = performance.getEntriesByType("resource").map((one) => one.name.split("/").pop());
  return all.slice(all.lastIndexOf("host-config") + 1).filter((name) => /\\.js$|^KaTeX_M/.test(name));
}"""


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("path", "topic", "shown"),
    [
        ("/", "", ".worked-line b"),
        ("/explain", "lstm-sequence", "[role=tab][aria-selected=true]"),
        ("/practise", "self-attention", "td.entry input"),
    ],
)
def test_no_script_is_fetched_once_the_elements_arrive(visitor: Visitor, path: str, topic: str, shown: str) -> None:
    page = visitor.open(path, topic=topic) if topic else visitor.open(path)
    page.locator(shown).first.wait_for()
    assert page.evaluate(LATE) != []  # a newcomer's first scripts need not wait for any other
    page.reload()
    page.locator(shown).first.wait_for()
    assert page.evaluate(LATE) == []


def test_every_script_and_font_named_is_one_of_streamlits() -> None:
    scripts, fonts = STATIC / "static" / "js", STATIC / "static" / "media"
    assert [name for name in {*FIRST_PAGE, *OTHERS} if len([*scripts.glob(f"{name}.*.js")]) != 1] == []
    assert [name for name in FONTS if len([*fonts.glob(f"{name}.*.woff2")]) != 1] == []
