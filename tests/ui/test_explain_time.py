"""Parts of the story along time: what stands on the page together."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from presentation.story_pieces import PIECE, pieces
from tests.ui.app import button, page, sound, state_of, workspace_of
from ui.pages.explain import NEXT


def headings(at: AppTest) -> int:
    """How many parts stand on the page, open or to come."""
    return sum(m.value.startswith("## ") for m in at.markdown)


def test_a_moment_stands_alone_until_all_are_asked_for() -> None:
    at = page("explain", topic="lstm-sequence")
    program = workspace_of(at).trace.program
    moment = pieces(program, together=False)[0]
    assert headings(at) == 1 + NEXT < len(moment)
    sound(button(at, "show_all").click().run())
    assert state_of(at).opened == headings(at) == moment[-1]
    state_of(at).together = True
    sound(at.run())
    assert headings(at) == moment[-1] + NEXT < PIECE
    sound(button(at, "show_all").click().run())
    assert headings(at) == PIECE
