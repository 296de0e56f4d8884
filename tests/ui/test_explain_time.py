"""Parts of the story along time: what stands on the page together, and where a word leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content import topic
from engine.readings.moments import Place, place_of
from presentation.figure.layout import story
from presentation.workspace import opened
from tests.ui.app import button, page, sound, state_of, workspace_of
from ui.pages.explain_time import PIECE, at_place, pieces


@pytest.mark.parametrize("gradient_of", ["", "outputs"])
def test_every_part_of_the_story_is_on_one_page_with_those_of_its_moment(gradient_of: str) -> None:
    program = replace(opened(topic("lstm-sequence")), gradient_of=gradient_of).trace.program
    told = story(program)
    found = pieces(program, together=False)
    assert [n for piece in found for n in piece] == list(range(1, len(told) + 1))
    for piece in found:
        assert len({place_of(program.steps[told[n - 1][0]]) for n in piece}) == 1
        assert len(piece) <= PIECE
    assert [len(piece) for piece in pieces(program, together=True)][:-1] == [PIECE] * (len(told) // PIECE)


def test_a_word_leads_to_the_step_that_was_open_in_another_moment() -> None:
    program = replace(opened(topic("lstm-sequence")), gradient_of="outputs").trace.program
    told = story(program)
    here = next(n for n, steps in enumerate(told, 1) if "t=2/input_gate" in steps)
    assert "t=5/input_gate" in told[at_place(program, Place((), 5), here) - 1]
    back = at_place(program, Place((), 5, backward=True), here)
    assert "backward/t=5/input_gate" in told[back - 1]
    outside = next(n for n, steps in enumerate(told, 1) if "outputs" in steps)
    assert program.steps[told[at_place(program, Place((), 3), outside) - 1][0]].path[0].index == 3


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
