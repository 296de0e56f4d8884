"""An encoder-decoder written once more with PyTorch's own cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, run
from tests.engine.cases import draw
from tests.oracle import torch

pytestmark = pytest.mark.torch

SIZES = {"n": 5, "m": 3, "d": 4, "k": 3, "u": 2, "v": 6}


def context(t: dict[str, torch.Tensor], H: torch.Tensor, s: torch.Tensor, attention: str) -> torch.Tensor:
    if attention == "dot":
        scores = H @ s[0]
    else:
        scores = torch.tanh(s @ t["decoder/W_s"] + H @ t["decoder/W_h"]) @ t["decoder/v"][:, 0]
    return torch.softmax(scores, 0)[None] @ H


def encoded(t: dict[str, torch.Tensor], direction: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Every state of nn.RNN, and the last of each direction (directions×k)."""
    parts = {"": "encoder/"} if direction == "forward" else {"": "encoder/forward/", "_reverse": "encoder/reverse/"}
    d, k = t[f"{parts['']}W"].shape
    reader: Any = torch.nn.RNN(d, k, bidirectional=direction == "both").double()
    with torch.no_grad():
        for end, part in parts.items():
            getattr(reader, f"weight_ih_l0{end}").copy_(t[f"{part}W"].T)
            getattr(reader, f"weight_hh_l0{end}").copy_(t[f"{part}U"].T)
            getattr(reader, f"bias_ih_l0{end}").copy_(t[f"{part}b"][0])
            getattr(reader, f"bias_hh_l0{end}").zero_()
        found: tuple[torch.Tensor, torch.Tensor] = reader(
            t["X"], torch.cat([t[f"{part}h_0"] for part in parts.values()])
        )
    return found


def by_torch(t: dict[str, torch.Tensor], attention: str, direction: str = "forward") -> torch.Tensor:
    H, last = encoded(t, direction)
    s = torch.tanh(last[-1:] @ t["decoder/W_0"])
    states = []
    for y in t["Y"]:
        c = last.reshape(1, -1) if attention == "none" else context(t, H, s, attention)
        s = torch.tanh(y @ t["decoder/W"] + s @ t["decoder/U"] + c @ t["decoder/C"] + t["decoder/b"])
        states.append(s)
    return torch.softmax(torch.cat(states) @ t["W_o"] + t["b_o"], -1)


CASES = [("additive", "forward"), ("dot", "forward"), ("none", "forward"), ("additive", "both"), ("none", "both")]


@pytest.mark.parametrize(("attention", "direction"), CASES)
def test_an_encoder_decoder_equals_torch(attention: str, direction: str) -> None:
    mechanism = MECHANISMS["rnn_attention"]
    program = mechanism.build(mechanism.choose(attention=attention, direction=direction), SIZES)
    inputs = draw(program, 7)
    expected = by_torch({id: torch.from_numpy(x) for id, x in inputs.items()}, attention, direction)
    np.testing.assert_allclose(run(program, inputs)["probabilities"], expected, rtol=0, atol=1e-12)


def test_without_attention_nothing_of_the_source_counts_but_its_last_state() -> None:
    mechanism = MECHANISMS["rnn_attention"]
    blind, seeing = (mechanism.build(mechanism.choose(attention=a), SIZES) for a in ("none", "dot"))
    inputs = draw(blind, 7)
    outputs = run(blind, inputs)["encoder/outputs"]
    other = outputs.copy()
    other[:-1] += 1
    last = {"encoder/t=5/hidden": outputs[-1:]}
    carried = {"encoder/outputs": other, **last}
    assert np.array_equal(run(blind, inputs, carried)["probabilities"], run(blind, inputs)["probabilities"])
    assert not np.array_equal(run(seeing, inputs, carried)["probabilities"], run(seeing, inputs)["probabilities"])
