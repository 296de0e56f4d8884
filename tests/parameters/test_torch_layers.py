"""Every kind of PyTorch layer: its state_dict, printed or saved, gives a mechanism that computes the same."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, checked, run
from loading import Loaded, Refused, file, printed
from parameters import Recognised, recognised
from tests.oracle import functional, nn, torch

pytestmark = pytest.mark.torch

Arrays = dict[str, Any]


def saved(module: nn.Module) -> list[Loaded]:
    """What torch.save(module.state_dict()) writes, read again."""
    content = io.BytesIO()
    torch.save(module.state_dict(), content)
    return file(content.getvalue(), "layer.pt")


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(7))


def output(found: Recognised, **data: Any) -> Any:
    """What the recognised mechanism computes from its inputs and these."""
    mechanism = MECHANISMS[found.mechanism]
    given = {**found.inputs, **{id: np.asarray(x) for id, x in data.items()}}
    program, arrays = checked(mechanism, mechanism.choose(**found.options), given, found.sizes)
    trace = run(program, arrays)
    return trace[found.step or list(program.steps)[-1]]


def first(arrays: Sequence[Loaded], layer: str) -> Recognised:
    return next(x for x in recognised(arrays) if x.layer == layer)


def agrees(mine: Any, theirs: torch.Tensor, within: float = 1e-12) -> None:
    np.testing.assert_allclose(mine, theirs.detach().numpy(), rtol=0, atol=within)


@pytest.mark.parametrize(("kind", "more"), [("RNN", {}), ("RNN", {"nonlinearity": "relu"}), ("LSTM", {}), ("GRU", {})])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("bias", [True, False])
def test_recurrent(kind: str, more: Arrays, layers: int, both: bool, bias: bool) -> None:
    torch.manual_seed(1)
    module = getattr(nn, kind)(3, 4, layers, bias=bias, bidirectional=both, **more).double()
    found = first(saved(module), f"nn.{kind}")
    if "nonlinearity" in more:
        found = found.answered(activation=more["nonlinearity"])
    X = drawn(5, 3)
    agrees(output(found, X=X), module(X[:, None])[0][:, 0])
    assert ("no_biases" if not bias else "two_biases") in {note.code for note in found.notes}


@pytest.mark.parametrize("kind", ["RNNCell", "LSTMCell", "GRUCell"])
def test_cells(kind: str) -> None:
    torch.manual_seed(2)
    module = getattr(nn, kind)(3, 2).double()
    result = module(x := drawn(1, 3))
    agrees(output(first(saved(module), f"nn.{kind}"), x=x), result[0] if kind == "LSTMCell" else result)


def test_a_projected_lstm_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        recognised(saved(nn.LSTM(3, 4, proj_size=2)))
    assert (refused.value.code, refused.value.values) == ("proj_size", {"name": "weight_hr_l0"})


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("heads", [1, 2, 3])
def test_multi_head_attention(bias: bool, heads: int) -> None:
    torch.manual_seed(3)
    module = nn.MultiheadAttention(6, heads, bias=bias, batch_first=True).double()
    for parameter in module.parameters():
        nn.init.normal_(parameter)  # its biases begin as zeros
    found = first(saved(module), "nn.MultiheadAttention")
    assert found.asks["heads"] == (1, 2, 3, 6)
    X = drawn(5, 6)
    agrees(output(found.answered(heads=heads), X=X), module(X[None], X[None], X[None])[0][0])
    with pytest.raises(Refused) as refused:
        found.answered(heads=4)
    assert refused.value.code == "not_offered"


@pytest.mark.parametrize(("kdim", "vdim"), [(6, 6), (4, 4), (8, 8), (4, 5), (6, 3)])
@pytest.mark.parametrize("bias", [True, False])
def test_cross_attention_with_keys_and_values_of_any_width(kdim: int, vdim: int, bias: bool) -> None:
    module = normal(nn.MultiheadAttention(6, 2, kdim=kdim, vdim=vdim, bias=bias, batch_first=True))
    found = recognised(saved(module), "cross_attention")[0].answered(heads=2)
    X, K, V = drawn(5, 6), drawn(4, kdim), drawn(4, vdim)
    if kdim == vdim:
        agrees(output(found, X=X, E=K), module(X[None], K[None], K[None])[0][0])
    else:
        agrees(output(found, X=X, E_k=K, E_v=V), module(X[None], K[None], V[None])[0][0])


def test_learned_keys_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        recognised(saved(nn.MultiheadAttention(6, 2, add_bias_kv=True)))
    assert refused.value.code == "bias_kv"


def activation(name: str) -> Any:
    approximate = {"gelu_exact": "none", "gelu_tanh": "tanh"}
    return functional.relu if name == "relu" else lambda x: functional.gelu(x, approximate=approximate[name])


def normal(module: nn.Module) -> nn.Module:
    torch.manual_seed(4)
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.5)
    return module.double().train()  # dropout is 0; .eval() would fuse the layer


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("name", ["relu", "gelu_exact", "gelu_tanh"])
def test_encoder_layer(bias: bool, norm: str, name: str) -> None:
    more: Arrays = {"norm_first": norm == "pre", "batch_first": True, "bias": bias}
    module = normal(nn.TransformerEncoderLayer(6, 2, 8, 0.0, activation(name), **more))
    found = first(saved(module), "nn.TransformerEncoderLayer").answered(heads=2, norm=norm, activation=name)
    X = drawn(5, 6)
    agrees(output(found, X=X), module(X[None])[0], 1e-11)


def test_a_stack_of_encoder_layers_behind_a_prefix() -> None:
    layer = nn.TransformerEncoderLayer(6, 2, 8, 0.0, batch_first=True)
    stack = normal(nn.TransformerEncoder(layer, 3, enable_nested_tensor=False))
    model = nn.ModuleDict({"encoder": stack})
    found = first(saved(model), "nn.TransformerEncoder")
    assert (found.prefix, found.sizes["layers"]) == ("encoder.layers.", 3)
    X = drawn(5, 6)
    agrees(output(found.answered(heads=2), X=X), stack(X[None])[0], 1e-11)
    inner = [x.prefix for x in recognised(saved(model), "multi_head") if x.mechanism == "multi_head"]
    assert inner == [f"encoder.layers.{k}.self_attn." for k in range(3)]


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_decoder_layer(norm: str) -> None:
    module = normal(nn.TransformerDecoderLayer(6, 2, 8, 0.0, norm_first=norm == "pre", batch_first=True))
    found = first(saved(module), "nn.TransformerDecoderLayer").answered(heads=2, norm=norm)
    X, E = drawn(5, 6), drawn(4, 6) / 2
    ahead = nn.Transformer.generate_square_subsequent_mask(5, dtype=torch.float64)
    agrees(output(found, X=X, E=E), module(X[None], E[None], ahead)[0], 1e-11)


@pytest.mark.parametrize("bias", [True, False])
def test_linear(bias: bool) -> None:
    module = nn.Linear(3, 4, bias=bias).double()
    H = drawn(5, 3)
    agrees(output(first(saved(module), "nn.Linear"), H=H, tokens=np.eye(4)[[0, 1, 2, 3, 0]]), module(H)[:-1])


@pytest.mark.parametrize("bias", [True, False])
def test_layer_norm(bias: bool) -> None:
    module = normal(nn.LayerNorm(6, bias=bias))
    agrees(output(first(saved(module), "nn.LayerNorm"), X=drawn(4, 6)), module(drawn(4, 6)))


def test_embedding_or_a_linear_layer_without_bias() -> None:
    module = nn.Embedding(5, 3).double()
    arrays = saved(module)
    assert [x.layer for x in recognised(arrays)] == ["nn.Linear", "nn.Embedding"]
    assert recognised(arrays, "embedding")[0].layer == "nn.Embedding"
    agrees(output(first(arrays, "nn.Embedding"), tokens=np.eye(5)[[4, 0, 2]]), module(torch.tensor([4, 0, 2])))


def test_two_linear_layers_are_a_feed_forward_network() -> None:
    module = nn.Sequential(nn.Linear(3, 5), nn.GELU(), nn.Linear(5, 3)).double()
    found = first(saved(module), "nn.Linear ×2").answered(activation="gelu_exact")
    agrees(output(found, X=drawn(4, 3)), module(drawn(4, 3)))


def attention(names: str, bias: bool) -> nn.ModuleDict:
    """Attention as people write it, with Linear layers of its own."""
    return nn.ModuleDict({name: nn.Linear(4, 4, bias=bias) for name in names.split()}).double()


def one_head(module: nn.ModuleDict, X: torch.Tensor) -> torch.Tensor:
    q, k, v = (layer(X) for layer in list(module.values())[:3])
    return functional.scaled_dot_product_attention(q, k, v)


def two_heads(module: nn.ModuleDict, X: torch.Tensor) -> torch.Tensor:
    *projections, out = module.values()
    q, k, v = (layer(X).view(-1, 2, 2).transpose(0, 1) for layer in projections)
    merged = functional.scaled_dot_product_attention(q, k, v).transpose(0, 1).reshape(-1, 4)
    return torch.as_tensor(out(merged))


@pytest.mark.parametrize("names", ["W_q W_k W_v", "query key value", "q_proj k_proj v_proj"])
def test_linear_layers_named_after_the_projections_are_attention(names: str) -> None:
    module = attention(names, False)
    found = next(x for x in recognised(saved(module)) if x.mechanism == "self_attention")
    agrees(output(found, X=drawn(3, 4)), one_head(module, drawn(3, 4)))


@pytest.mark.parametrize("bias", [True, False])
def test_with_an_output_projection_there_may_be_several_heads(bias: bool) -> None:
    module = attention("to_q to_k to_v to_out", bias)
    found = next(x for x in recognised(saved(module)) if x.mechanism == "multi_head").answered(heads=2)
    agrees(output(found, X=drawn(3, 4)), two_heads(module, drawn(3, 4)))


@pytest.mark.parametrize("both", [False, True])
def test_a_printed_state_dict_gives_the_output_to_the_printed_digits(both: bool) -> None:
    torch.manual_seed(5)
    module = nn.LSTM(3, 2, 2, bidirectional=both).double()
    found = first(printed(f"{module.state_dict()}"), "nn.LSTM")
    agrees(output(found, X=drawn(4, 3)), module(drawn(4, 3)[:, None])[0][:, 0], 2e-4)
    torch.set_printoptions(precision=12)  # type: ignore[no-untyped-call]
    try:
        found = first(printed(f"{module.state_dict()}"), "nn.LSTM")
    finally:
        torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
    agrees(output(found, X=drawn(4, 3)), module(drawn(4, 3)[:, None])[0][:, 0], 1e-10)


def test_parameters_printed_one_by_one_are_recognised_too() -> None:
    module = nn.GRU(3, 2).double()
    text = "\n".join(f"{name} {parameter}" for name, parameter in module.named_parameters())
    agrees(output(first(printed(text), "nn.GRU"), X=drawn(4, 3)), module(drawn(4, 3)[:, None])[0][:, 0], 2e-4)


def test_what_is_no_layer_is_said_with_the_names_found() -> None:
    with pytest.raises(Refused) as refused:
        recognised(printed("alpha = [[1., 2.]]\nbeta = [3.]"))
    assert (refused.value.code, refused.value.values["found"]) == ("no_layer", ("alpha", "beta"))
