"""Numbers put back are the example's; the rest of what was typed stays."""

from __future__ import annotations

import pytest

from content import topic, topics
from presentation.workspaces.example_numbers import all_back, changed, is_as_before, one_back
from presentation.workspaces.workspace import opened


@pytest.mark.parametrize("id", [one.id for one in topics()])
def test_every_input_of_every_topic_is_put_back(id: str) -> None:
    here = opened(topic(id))
    assert is_as_before(here)
    assert not changed(here)
    for name, rows in here.typed.items():
        typed = here.with_cell(name, len(rows) - 1, 0, "no number")
        assert changed(typed) == {name}
        assert one_back(typed, name).typed == here.typed
        assert all_back(typed).typed == here.typed


def test_one_goes_back_and_another_stays() -> None:
    here = opened(topic("self-attention"))
    typed = here.with_cell("W_q", 0, 0, "7").with_cell("W_k", 0, 0, "8")
    back = one_back(typed, "W_q")
    assert back.typed["W_q"] == here.typed["W_q"]
    assert back.typed["W_k"][0][0] == "8"
    assert not is_as_before(back)


def test_at_other_sizes_what_fits_is_put_back() -> None:
    here = opened(topic("self-attention"))
    wider = here.with_sizes(d_k=4)
    assert not changed(wider)
    typed = wider.with_cell("W_q", 0, 0, "7").with_cell("W_q", 0, 3, "9")
    back = one_back(typed, "W_q")
    assert back.typed == wider.typed
    assert (0, 3) in back.placeholders["W_q"]
    assert all_back(typed).typed == here.typed


def test_everything_goes_back_under_the_chosen_convention() -> None:
    here = opened(topic("self-attention"))
    turned = here.with_options(tokens="columns")
    back = all_back(turned.with_sentence("one two").with_given(["scores"]))
    assert back.typed == turned.typed
    assert back.options == turned.options
    assert back.words == here.words
    assert not back.given
