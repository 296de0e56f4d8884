"""Each kind of PyTorch's layers, printed and saved, fills its computation and gives the layer's own output to 1e-6."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from content import topic
from loading import Loaded, file, printed
from presentation.workspaces.filled_inputs import candidates, filled
from presentation.workspaces.workspace import Workspace, opened
from tests.oracle import nn, torch

pytestmark = pytest.mark.torch

Tensor = Any
SIZES: dict[str, Any] = {"batch_first": True, "dropout": 0.0}


@dataclass(frozen=True)
class Layer:
    """A layer, the topic that teaches it, what its file leaves open, and its output from the workspace's numbers."""

    make: Callable[[], Any]
    topic: str
    output: Callable[[Any, Callable[[str], Tensor]], Tensor]
    answers: dict[str, Any] = field(default_factory=dict)
    step: str = ""


def recurrent(kind: str, layers: int, both: bool) -> Layer:
    return Layer(
        lambda: getattr(nn, kind)(3, 2, layers, bidirectional=both),
        f"{kind.lower()}-sequence",
        lambda module, at: module(at("X"))[0],
    )


def decoded(module: Any, at: Callable[[str], Tensor]) -> Tensor:
    ahead = nn.Transformer.generate_square_subsequent_mask(len(at("X")))
    return module(at("X")[None], at("E")[None], ahead)[0]


LAYERS = {
    **{
        f"{kind}, {layers} layers{', both directions' * both}": recurrent(kind, layers, both)
        for kind in ("RNN", "LSTM", "GRU")
        for layers in (1, 2)
        for both in (False, True)
    },
    "MultiheadAttention": Layer(
        lambda: nn.MultiheadAttention(4, 2, batch_first=True),
        "multi-head",
        lambda module, at: module(at("X")[None], at("X")[None], at("X")[None])[0][0],
        {"heads": 2},
    ),
    "TransformerEncoderLayer": Layer(
        lambda: nn.TransformerEncoderLayer(4, 2, 6, **SIZES),
        "encoder-block",
        lambda module, at: module(at("X")[None])[0],
        {"heads": 2},
    ),
    "TransformerDecoderLayer": Layer(
        lambda: nn.TransformerDecoderLayer(4, 2, 6, **SIZES), "decoder-block", decoded, {"heads": 2}
    ),
    "Linear": Layer(lambda: nn.Linear(3, 5), "next-token-loss", lambda module, at: module(at("H"))[:-1], step="logits"),
    "LayerNorm": Layer(lambda: nn.LayerNorm(5), "layer-norm", lambda module, at: module(at("X"))),
    "Embedding": Layer(
        lambda: nn.Embedding(6, 3), "embedding", lambda module, at: module(at("tokens").argmax(1)), step="embedded"
    ),
}


def as_printed(module: Any) -> list[Loaded]:
    torch.set_printoptions(precision=8)  # type: ignore[no-untyped-call]
    try:
        return printed(str(module.state_dict()))
    finally:
        torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]


def as_saved(module: Any) -> list[Loaded]:
    content = io.BytesIO()
    torch.save(module.state_dict(), content)
    return file(content.getvalue(), "layer.pt")


def as_npz(module: Any) -> list[Loaded]:
    content = io.BytesIO()
    np.savez(content, **{name: x.numpy() for name, x in module.state_dict().items()})
    return file(content.getvalue(), "layer.npz")


def into_its_topic(layer: Layer, arrays: list[Loaded]) -> Workspace:
    space = opened(topic(layer.topic))
    taught = {found.mechanism: found for found in reversed(candidates(arrays, space))}
    return filled(space, taught[space.mechanism.id].answered(**layer.answers))


@pytest.mark.parametrize("way", [as_printed, as_saved, as_npz])
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_gives_its_own_output(name: str, way: Callable[[Any], list[Loaded]]) -> None:
    layer = LAYERS[name]
    torch.manual_seed(11)
    module = layer.make()
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.4)  # biases and gains begin as 0 and 1
    there = into_its_topic(layer, way(module))
    assert there.topic.id == layer.topic

    def at(id: str) -> Tensor:
        return torch.tensor(np.array(there.numbers[id]), dtype=torch.float64)

    with torch.no_grad():
        expected = layer.output(module.double(), at).numpy()
    step = layer.step or list(there.trace.program.steps)[-1]
    np.testing.assert_allclose(np.asarray(there.trace[step]), expected, rtol=0, atol=1e-6)
