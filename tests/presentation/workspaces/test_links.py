"""A link opens what was open, all of it, and refuses whatever is no link."""

from __future__ import annotations

import base64
import json
import random
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from content import topic, topics
from presentation.workspaces.links import LONGEST, BadLink, packed, unpacked
from presentation.workspaces.workspace import opened
from presentation.workspaces.workspace_state import stated


def letters(state: Any) -> str:
    return packed_text(json.dumps(state))


def packed_text(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode())).decode().rstrip("=")


@pytest.mark.parametrize("id", [one.id for one in topics()])
def test_every_topic_comes_back_as_it_was(id: str) -> None:
    here = topic(id)
    for preset in here.presets:
        space = opened(here, preset.id, "zh")
        back = unpacked(here, packed(space), "zh")
        assert back == replace(space, shelf=back.shelf)
        assert len(packed(space)) <= LONGEST


def test_all_that_was_typed_and_chosen_comes_back() -> None:
    here = topic("self-attention")
    space = opened(here, language="en").with_sentence("I gave 她 the book").with_sizes(d=5)
    space = space.with_options(scale="none").with_cell("W_q", 1, 0, "1/3").with_given(["scores"])
    space = replace(space, gradient_of="context", loss="squared", descent=True)
    back = unpacked(here, packed(space), "en")
    assert stated(back) == stated(space)
    assert back.words == ("I", "gave", "她", "the", "book")
    assert back.typed["W_q"][1][0] == "1/3"
    assert back.placeholders == space.placeholders
    assert all(np.array_equal(back.trace[id], space.trace[id]) for id in space.trace.program.steps)


def test_sixty_four_words_of_own_numbers_are_too_long_and_16_are_not() -> None:
    rng = random.Random(3)
    space = opened(topic("self-attention")).with_sizes(n=16, d=8, d_k=4, d_v=4)
    rows = [[f"{rng.gauss(0, 1):.4f}" for _ in row] for row in space.typed["X"]]
    assert len(packed(space.with_typed({"X": rows}))) <= LONGEST
    large = opened(topic("self-attention")).with_sizes(n=64, d=64)
    rows = [[f"{rng.gauss(0, 1):.4f}" for _ in row] for row in large.typed["X"]]
    assert len(packed(large.with_typed({"X": rows}))) > LONGEST


BROKEN: dict[str, Any] = {
    "a list": [],
    "nothing of it": {},
    "a text that is no number": {"typed": {"X": [["x" * 65]]}},
    "a number for a text": {"typed": {"X": [[1.5]]}},
    "a size beyond a page": {"sizes": {"n": 10**9}},
    "a size of nothing": {"sizes": {"n": 0}},
    "an unknown option": {"options": {"scale": "of another version"}},
    "an option that does not exist": {"options": {"nonsense": 1}},
    "an unknown preset": {"preset": "nonsense"},
    "words that are none": {"words": 5},
    "a given step that does not exist": {"given": {"nonsense": [["1"]]}},
    "an input too few": {"typed": {"X": [["1"]]}},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_what_fits_no_workspace_is_refused(change: Any) -> None:
    here = topic("self-attention")
    state = stated(opened(here)) | {"placeholders": {}}
    broken = {**state, **change} if isinstance(change, dict) and change else change
    assert unpacked(here, letters(state), "en").typed == opened(here).typed
    with pytest.raises(BadLink):
        unpacked(here, letters(broken), "en")


NO_LINKS = {
    "nothing": "",
    "letters": "garbage",
    "other characters": "你好",
    "too long": "A" * 9000,
    "cut off": "eNo",
    "too large": letters("x" * 3_000_000),
    "lists in lists": packed_text("[" * 20_000),
    "objects in objects": packed_text('{"a":' * 20_000),
}


@pytest.mark.parametrize("text", NO_LINKS.values(), ids=NO_LINKS)
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(BadLink):
        unpacked(topic("self-attention"), text, "en")


def test_a_changed_letter_gives_a_workspace_or_a_refusal() -> None:
    here, rng = topic("lstm"), random.Random(7)
    whole = packed(opened(here))
    for _ in range(100):
        k = rng.randrange(len(whole))
        try:
            unpacked(here, whole[:k] + rng.choice("AZaz09-_") + whole[k + 1 :], "en")
        except BadLink:
            continue
