"""The theme can be read by everyone: contrast by the formula of WCAG 2.2."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from tests.project.files import ROOT

HUES = ("blue", "violet", "orange", "green", "yellow", "red", "gray")
TEXT, SHAPE = 4.5, 3.0  # WCAG AA: words; marks and borders
THEME: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


@pytest.fixture(params=["light", "dark"])
def colours(request: pytest.FixtureRequest) -> dict[str, str]:
    chosen: dict[str, str] = THEME[request.param]
    return chosen


@pytest.mark.parametrize("hue", HUES)
def test_a_hue_s_words_and_marks(colours: dict[str, str], hue: str) -> None:
    assert contrast(colours[f"{hue}TextColor"], colours[f"{hue}BackgroundColor"]) >= TEXT
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(colours[f"{hue}TextColor"], colours[ground]) >= TEXT
    assert contrast(colours[f"{hue}Color"], colours["backgroundColor"]) >= SHAPE


def test_text_and_links(colours: dict[str, str]) -> None:
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(colours["textColor"], colours[ground]) >= 7
        assert contrast(colours["linkColor"], colours[ground]) >= TEXT
    assert contrast(colours["primaryColor"], colours["backgroundColor"]) >= TEXT


def test_both_themes_set_the_same_colours() -> None:
    assert THEME["light"].keys() - {"secondaryBackgroundColor"} == THEME["dark"].keys() - {"secondaryBackgroundColor"}


def test_on_paper_components_have_the_light_colours() -> None:
    printed = dict(re.findall(r"--st-([a-z-]+): (#\w+);", (ROOT / "ui/theme/print.css").read_text(encoding="utf-8")))
    light = {re.sub("[A-Z]", lambda one: f"-{one[0].lower()}", name): said for name, said in THEME["light"].items()}
    assert printed == {name: said for name, said in light.items() if str(said).startswith("#")}


@pytest.mark.parametrize(("one", "other", "expected"), [("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48)])
def test_the_formula(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


def contrast(one: str, other: str) -> float:
    """The contrast of two #RRGGBB colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1."""
    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    """One sRGB channel without its gamma."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
