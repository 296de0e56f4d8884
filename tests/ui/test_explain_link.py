"""A link opened on Explain: its numbers are there; what it took the place of can be had again if it was somebody's."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from content import topic
from presentation.workspaces.links import packed
from presentation.workspaces.workspace import opened
from tests.ui.app import button, page, sound, state_of, workspace_of

TOLD = "Other numbers have taken the place of yours."
SENT = opened(topic("self-attention"), "small-integers", "en").with_cell("X", 0, 0, "7")
LINK = packed(SENT)


def told(at: AppTest) -> bool:
    return TOLD in [one.value for one in at.markdown]


def test_whoever_has_typed_nothing_is_told_of_nothing() -> None:
    at = sound(page("explain", topic="self-attention", numbers=LINK))
    assert workspace_of(at).typed == SENT.typed
    assert not told(at)


def test_what_was_typed_can_be_had_again() -> None:
    at = sound(page("explain", topic="self-attention"))
    state_of(at).workspace = mine = workspace_of(at).with_cell("X", 1, 1, "9")
    at.query_params["numbers"] = LINK
    sound(at.run())
    assert workspace_of(at).typed == SENT.typed
    assert told(at)
    sound(button(at, "undo").click().run())
    assert workspace_of(at).typed == mine.typed
