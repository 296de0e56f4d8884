"""Parts of the story: which stand on the page together, and where a word or "Show all" leads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content import topic
from engine.readings.formulas.build import written_out
from engine.readings.moments import StepMoment, place_of
from presentation.figure.layout import story
from presentation.formulas import markdown
from presentation.story_pieces import PIECE, at_place, further, of_other_moments, piece_with, pieces, places, shown_at
from presentation.workspaces.workspace import opened


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
    assert "t=5/input_gate" in told[at_place(program, StepMoment((), 5), here) - 1]
    back = at_place(program, StepMoment((), 5, backward=True), here)
    assert "backward/t=5/input_gate" in told[back - 1]
    outside = next(n for n, steps in enumerate(told, 1) if "outputs" in steps)
    assert program.steps[told[at_place(program, StepMoment((), 3), outside) - 1][0]].path[0].index == 3


@pytest.mark.parametrize("together", [False, True])
def test_show_all_leads_to_the_end_of_each_piece_in_turn_and_stays_at_the_last(together: bool) -> None:
    program = replace(opened(topic("lstm-sequence")), gradient_of="outputs").trace.program
    found = pieces(program, together)
    ends, at = [], 1
    for _ in found:
        at = further(at, program, together)
        ends.append(at)
    assert ends == [piece[-1] for piece in found]
    assert further(at, program, together) == at == len(story(program))


def test_a_part_beyond_the_last_is_the_last() -> None:
    """The story has become shorter since it was opened so far."""
    program = opened(topic("self-attention")).trace.program
    count = len(story(program))
    assert piece_with(count + 5, program, together=False) == piece_with(count, program, together=False)
    assert count in piece_with(count, program, together=False)


def at_the_head(topic_id: str, part: int) -> str:
    """The formula at the head of the page while a part is open, as LaTeX."""
    here = opened(topic(topic_id))
    program, head = here.trace.program, here.topic.overview
    step = shown_at(program, head.step, part)
    return markdown(written_out(program, step, {*head.stops, *of_other_moments(program, step)}))


def test_the_head_has_the_formula_of_the_moment_that_is_open() -> None:
    third = at_the_head("lstm-sequence", 23)
    assert third.startswith(r"$h_3 = o_3 \odot \tanh")
    assert r"f_3 \odot C_2 + i_3 \odot \tilde{C}_3" in third
    assert "C_0" not in third
    assert at_the_head("gru-sequence", 9).startswith(r"$h_2 = z_2 \odot h_1 + \bigl(1 - z_2\bigr)")
    assert "C_3 = " in at_the_head("kv-cache", 17)
    assert "mask" not in at_the_head("beam-search", 14)  # its totals are a step of their own


def test_outside_time_the_head_has_the_first_moment_or_the_whole() -> None:
    assert at_the_head("lstm-sequence", 78).startswith("$h_1 = o_1")
    assert at_the_head("self-attention", 5) == at_the_head("self-attention", 1)


def test_along_a_gradient_the_head_has_the_moment_it_passes() -> None:
    program = replace(opened(topic("lstm-sequence")), gradient_of="outputs").trace.program
    part = next(n for n, place in enumerate(places(program), 1) if place and place.backward and place.moment == 5)
    assert shown_at(program, "hidden", part) == "t=5/hidden"
