"""A library's own layer fills the computation, which then gives the layer's own output."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from content import topic
from engine import InputError
from loading import Refused, printed
from parameters import Recognised
from presentation.figure.window import MOST_SHOWN
from presentation.workspaces.filled_inputs import candidates, filled
from presentation.workspaces.workspace import Workspace, opened


def workspace_of(topic_id: str) -> Workspace:
    return opened(topic(topic_id))


def layer(text: str, space: Workspace) -> Recognised:
    return candidates(printed(text), space)[0]


@pytest.mark.torch
@pytest.mark.parametrize(
    ("make", "topic_id", "step"),
    [
        (lambda nn: nn.LSTM(3, 4), "lstm-sequence", "hidden"),
        (lambda nn: nn.GRU(3, 4), "gru-sequence", "hidden"),
        (lambda nn: nn.RNN(2, 5), "rnn-sequence", "hidden"),
    ],
)
def test_a_printed_recurrent_layer_gives_its_own_output(make: Any, topic_id: str, step: str) -> None:
    import torch

    torch.manual_seed(1)
    made = make(torch.nn)
    torch.set_printoptions(precision=8)  # type: ignore[no-untyped-call]
    try:
        text = str(made.state_dict())
    finally:
        torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
    space = workspace_of(topic_id)
    there = filled(space, layer(text, space))
    x = torch.tensor(np.array(there.numbers["X"]), dtype=torch.float32)
    assert x.shape[1] == made.input_size
    with torch.no_grad():
        expected = made(x)[0].numpy()
    last = [id for id in there.trace.program.steps if id.split("/")[-1] == step][-1]
    assert there.trace[last][0] == pytest.approx(expected[-1], abs=1e-5)


@pytest.mark.torch
def test_printed_attention_fills_its_topic_from_any_other() -> None:
    import torch

    torch.manual_seed(2)
    made = torch.nn.MultiheadAttention(4, 2, batch_first=True)
    torch.set_printoptions(precision=8)  # type: ignore[no-untyped-call]
    try:
        text = str(made.state_dict())
    finally:
        torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
    found = layer(text, workspace_of("self-attention"))
    there = filled(workspace_of("self-attention"), found.answered(heads=2))
    assert there.topic.id == "multi-head"
    x = torch.tensor(np.array(there.numbers["X"]), dtype=torch.float32)[None]
    with torch.no_grad():
        expected = made(x, x, x)[0][0].numpy()
    assert there.trace["output"] == pytest.approx(expected, abs=1e-5)


def test_named_arrays_fill_inputs_and_the_rest_follows() -> None:
    space = workspace_of("self-attention")
    found = layer("X = [[1, 2], [3, 4], [5, 6]]\nW^Q = [[1, 0, 0], [0, 1, 0]]", space)
    there = filled(space, found)
    assert there.typed["X"] == (("1", "2"), ("3", "4"), ("5", "6"))
    assert there.all_sizes() == {**space.all_sizes(), "n": 3, "d": 2, "d_k": 3}
    assert there.placeholders["W_k"] == {(0, 2), (1, 2)}
    assert there.trace["scores"].shape == (3, 3)
    assert there.words == ("1", "2", "3")  # the example's words name its own vectors


def test_the_learners_own_words_stay_when_their_vectors_are_filled_in() -> None:
    space = workspace_of("self-attention").with_sentence("cats chase mice")
    there = filled(space, layer("X = [[1, 2, 3], [3, 4, 5], [5, 6, 7]]", space))
    assert there.words == ("cats", "chase", "mice")
    assert filled(space, layer("W_q = [[1, 2], [3, 4], [5, 6]]", space)).words == there.words


def test_the_examples_words_stay_where_only_weights_are_filled_in() -> None:
    space = workspace_of("self-attention")
    there = filled(space, layer("W_q = [[1, 2], [3, 4], [5, 6]]", space))
    assert there.words == space.words


def test_what_is_neither_input_nor_layer_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        layer("weights = [[1, 2], [3, 4]]", workspace_of("lstm"))
    assert refused.value.code == "names"


def test_what_a_page_cannot_show_is_refused_before_anything_is_built() -> None:
    space = workspace_of("self-attention")
    rows = "[" + ", ".join(str([0.5] * 3) for _ in range(MOST_SHOWN + 1)) + "]"
    with pytest.raises(InputError, match=f"at most {MOST_SHOWN} can be shown"):
        filled(space, layer(f"X = {rows}", space))
