"""Parts of the story along time: what stands on the page together."""

from __future__ import annotations

from presentation.story_pieces import PIECE, pieces
from tests.ui.app import button, page, sound, state_of, workspace_of


def test_a_moment_stands_alone_until_all_are_asked_for() -> None:
    at = page("explain", topic="lstm-sequence")
    program = workspace_of(at).trace.program
    moment = pieces(program, together=False)[0]
    assert len([m for m in at.markdown if m.value.startswith("## ")]) == len(moment)
    sound(button(at, "show_all").click().run())
    assert state_of(at).opened == moment[-1]
    state_of(at).together = True
    sound(at.run())
    assert len([m for m in at.markdown if m.value.startswith("## ")]) == PIECE
