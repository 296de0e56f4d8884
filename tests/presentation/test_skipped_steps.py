"""What a computation that starts in the middle leaves out stands where the whole story has it."""

from __future__ import annotations

import pytest

from engine import MECHANISMS
from engine.given_steps import can_be_given, with_given
from presentation.figure.layout import story
from presentation.skipped_steps import LeftOut, left_out


def test_given_weights_leave_out_what_leads_to_them() -> None:
    whole = MECHANISMS["self_attention"].build()
    begun = with_given(whole, ["weights"])
    assert story(begun) == [("values",), ("context",)]
    assert left_out(whole, begun) == {
        1: (LeftOut(("queries", "keys"), given=False),),
        2: (
            LeftOut(("scores",), given=False),
            LeftOut(("scaled",), given=False),
            LeftOut(("weights",), given=True),
        ),
    }


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_step_is_computed_or_left_out_once(mechanism: str) -> None:
    whole = MECHANISMS[mechanism].build()
    for step in can_be_given(whole):
        begun = with_given(whole, [step])
        parts = [part for parts in left_out(whole, begun).values() for part in parts]
        shown = [id for told in story(begun) for id in told] + [id for part in parts for id in part.steps]
        assert sorted(shown) == sorted(whole.steps)
        assert [part.steps for part in parts if part.given] == [(step,)]


def test_a_whole_computation_leaves_nothing_out() -> None:
    whole = MECHANISMS["lstm"].build()
    assert left_out(whole, whole) == {}
