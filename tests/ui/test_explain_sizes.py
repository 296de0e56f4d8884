"""Sizes on Explain: what smaller ones cut off is said, and can be taken up again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.app import button, page, sound, state_of, workspace_of

WORDS = {
    "en": ("Numbers that have no place at these sizes were left out.", "Take them again"),
    "zh": ("在这样的大小下放不下的数已被略去。", "恢复这些数"),
}


def opened(topic: str = "self-attention", lang: str = "en") -> Any:
    at = page("explain", lang, topic=topic)
    at.session_state["sizes_chip"] = True
    return sound(at.run())


def resized(at: Any, topic: str = "self-attention", **sizes: int) -> Any:
    for name, n in sizes.items():
        at.number_input(key=f"size_{name}_{topic}").set_value(n)
        sound(at.run())
    return at


def can_undo(at: Any) -> bool:
    return any(one.key == "undo" for one in at.button)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_numbers_that_were_cut_off_come_back(lang: str) -> None:
    at = opened(lang=lang)
    space = workspace_of(at)
    n = space.all_sizes()["n"]
    assert not can_undo(at)
    resized(at, n=n - 2)
    said, back = WORDS[lang]
    assert said in [one.value for one in at.markdown]
    assert at.button(key="undo").label == back
    resized(at, n=n - 1)
    resized(at, n=n)
    assert workspace_of(at).typed["X"] != space.typed["X"]
    sound(button(at, "undo").click().run())
    assert workspace_of(at).typed == space.typed
    assert workspace_of(at).words == space.words
    assert not can_undo(at)


def test_larger_sizes_cut_nothing_and_placeholders_are_no_loss() -> None:
    at = opened()
    n = workspace_of(at).all_sizes()["n"]
    resized(at, n=n + 2)
    assert not can_undo(at)
    resized(at, n=n)
    assert not can_undo(at)


def test_layers_that_are_gone_come_back() -> None:
    topic = "encoder-block"
    at = opened(topic)
    inputs = workspace_of(at).typed.keys()
    resized(at, topic, layers=2)
    space = workspace_of(at)
    id = min(space.typed.keys() - inputs)
    rows = [["9"] * len(row) for row in space.typed[id]]
    state_of(at).workspace = space.with_typed({id: rows})
    sound(at.run())
    resized(at, topic, layers=1)
    assert id not in workspace_of(at).typed
    sound(button(at, "undo").click().run())
    assert [list(row) for row in workspace_of(at).typed[id]] == rows


def test_what_is_typed_afterwards_stays() -> None:
    at = opened()
    resized(at, n=2)
    assert can_undo(at)
    state_of(at).workspace = workspace_of(at).with_cell("X", 0, 0, "7")
    sound(at.run())
    assert not can_undo(at)
    resized(at, d=2)
    sound(button(at, "undo").click().run())
    assert workspace_of(at).typed["X"][0][0] == "7"
    assert len(workspace_of(at).typed["X"]) == 2


def test_a_size_that_is_refused_leaves_all_as_it_was() -> None:
    at = opened("relative-bias")
    space = workspace_of(at)
    resized(at, "relative-bias", b=5)
    assert "it must be a multiple of 2" in at.error[0].value
    assert workspace_of(at).typed == space.typed
    assert not can_undo(at)
