"""What steps are called where they stand beside each other."""

from __future__ import annotations

import pytest

from content import topic
from engine import mechanisms
from ui.words import in_a_row, titles


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (["Scores"], "Scores"),
        (["Queries", "Keys", "Values"], "Queries · Keys · Values"),
        (["t = 1 · Q", "t = 1 · K"], "t = 1 · Q · K"),
        (["layer 2 · attention · Q", "layer 2 · attention · K"], "layer 2 · attention · Q · K"),
        (["t = 1 · Q", "t = 2 · Q"], "t = 1 · Q · t = 2 · Q"),
        (["t = 1 · Q", "K"], "t = 1 · Q · K"),
    ],
)
def test_a_shared_place_is_said_once(named: list[str], said: str) -> None:
    assert in_a_row(named) == said


@pytest.mark.parametrize("id", ["encoder-block", "decoder-block", "rnn-attention"])
def test_no_two_steps_are_called_the_same(id: str) -> None:
    here = topic(id)
    program = mechanisms[here.mechanism].build()
    title = titles(here, program)
    called = [title(step) for step in program.steps]
    assert len(set(called)) == len(called)
