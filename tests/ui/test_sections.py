"""Sections of lessons: named by an address, and led to from the key points that they teach."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from content import headings
from tests.content.conftest import written
from tests.content.documented import library_of
from tests.ui.app import button, page, sound

__all__ = ["written"]


@pytest.fixture
def highway(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app on the folder that docs/authoring.md writes."""
    library = library_of(written)
    monkeypatch.setattr("content.loader._own", lambda: library)
    for user in ("ui.pages.learn", "content.route"):
        monkeypatch.setattr(f"{user}.headings", lambda: headings(library.root))


def texts(at: AppTest) -> list[str]:
    return [str(one.value) for one in at.markdown]


@pytest.mark.usefixtures("highway")
def test_key_points_lead_to_their_section_and_the_short_answer_comes_first() -> None:
    at = sound(page("practise", "en", q="highway/say-it"))
    sound(button(at, "reveal").click().run())
    shown = texts(at)
    assert shown.index("It can let its input through unchanged.") < shown.index(
        "It can let its input through unchanged, so depth does no harm."
    )
    assert shown.index("**In 30 seconds**") < shown.index("**In full**")
    sound(button(at, "follow_up_1").click().run())
    sound(button(at, "reveal_1").click().run())
    sound(button(at, "check").click().run())
    lesson = button(at, "taught_counted_0_1")
    assert (lesson.label, lesson.help) == ("Lesson", "Highway layer › The idea")


@pytest.mark.usefixtures("highway")
def test_a_lesson_is_opened_at_the_section_in_its_address() -> None:
    for lang, titles in (("en", ["The idea", "An example"]), ("zh", ["思路", "例子"])):
        at = sound(page("learn", lang, topic="highway", section="example"))
        assert [head.value for head in at.header] == titles
        assert [head.proto.anchor for head in at.header] == ["idea", "example"]
