"""nn.TransformerEncoderLayer and nn.TransformerDecoderLayer as independent oracles, norm after and norm before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Trace, run
from engine.execution.run import evaluate
from engine.readings.formulas.latex import formula
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import draw
from tests.engine.test_attention_torch import known
from tests.oracle import functional, nn, torch

pytestmark = pytest.mark.torch

SIZES = {"n": 5, "m": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 8}
Arrays = dict[str, Any]
ACTIVATIONS: dict[str, Any] = {
    "relu": lambda x: functional.relu(x),
    "gelu_exact": lambda x: functional.gelu(x),
    "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"),
}
norms = pytest.mark.parametrize("norm", ["post", "pre"])


def computed(mechanism: str, sizes: dict[str, int], **options: Any) -> Trace:
    chosen = MECHANISMS[mechanism]
    program = chosen.build(chosen.choose(weights="out_in", **options), known(chosen, sizes))
    return run(program, draw(program, 8))


def copy_attention(layer: nn.MultiheadAttention, inputs: Arrays, path: str) -> None:
    layer.in_proj_weight.copy_(torch.cat([torch.from_numpy(inputs[f"{path}/W_{x}"]) for x in "qkv"]))
    layer.in_proj_bias.copy_(torch.cat([torch.from_numpy(inputs[f"{path}/b_{x}"][0]) for x in "qkv"]))
    layer.out_proj.weight.copy_(torch.from_numpy(inputs[f"{path}/W_o"]))
    layer.out_proj.bias.copy_(torch.from_numpy(inputs[f"{path}/b_o"][0]))


def copy_rest(layer: Any, inputs: Arrays, kinds: list[str], path: str = "") -> None:
    for number, kind in enumerate(kinds, 1):
        norm = getattr(layer, f"norm{number}")
        norm.weight.copy_(torch.from_numpy(inputs[f"{path}{kind}/norm/gamma"][0]))
        norm.bias.copy_(torch.from_numpy(inputs[f"{path}{kind}/norm/beta"][0]))
    for number, linear in enumerate((layer.linear1, layer.linear2), 1):
        linear.weight.copy_(torch.from_numpy(inputs[f"{path}feed_forward/W_{number}"]))
        linear.bias.copy_(torch.from_numpy(inputs[f"{path}feed_forward/b_{number}"][0]))


def encoder(inputs: Arrays, norm: str, activation: str, path: str = "") -> nn.TransformerEncoderLayer:
    layer = nn.TransformerEncoderLayer(
        6, 2, 8, 0.0, ACTIVATIONS[activation], norm_first=norm == "pre", dtype=torch.float64, batch_first=True
    )
    copy_attention(layer.self_attn, inputs, f"{path}attention")
    copy_rest(layer, inputs, ["attention", "feed_forward"], path)
    return layer


def last(trace: Trace) -> Any:
    return trace[list(trace.program.steps)[-1]]


@norms
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("mask", ["none", "causal", "padding"])
def test_an_encoder_block_equals_torch(norm: str, activation: str, mask: str) -> None:
    trace = computed("encoder_block", SIZES, norm=norm, activation=activation, mask=mask)
    hidden = nn.Transformer.generate_square_subsequent_mask(5, dtype=torch.float64) if mask == "causal" else None
    padded = torch.from_numpy(trace["real"] == 0) if mask == "padding" else None
    with torch.no_grad():
        layer = encoder(dict(trace.arrays), norm, activation).train()  # dropout is 0; .eval() would fuse the layer
        expected = layer(torch.from_numpy(trace["X"])[None], hidden, padded)[0]
    np.testing.assert_allclose(last(trace), expected, rtol=0, atol=1e-11)


@norms
def test_a_stack_of_encoder_blocks_equals_torch(norm: str) -> None:
    trace = computed("encoder_block", {**SIZES, "layers": 3}, norm=norm)
    X = torch.from_numpy(trace["X"])[None]
    with torch.no_grad():
        for layer in (1, 2, 3):
            X = encoder(dict(trace.arrays), norm, "relu", f"layer={layer}/")(X)
    np.testing.assert_allclose(last(trace), X[0], rtol=0, atol=1e-11)


@norms
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("source_mask", ["none", "padding"])
def test_a_decoder_block_equals_torch(norm: str, activation: str, source_mask: str) -> None:
    trace = computed("decoder_block", SIZES, norm=norm, activation=activation, source_mask=source_mask)
    inputs = dict(trace.arrays)
    layer = nn.TransformerDecoderLayer(
        6, 2, 8, 0.0, ACTIVATIONS[activation], norm_first=norm == "pre", dtype=torch.float64, batch_first=True
    )
    with torch.no_grad():
        copy_attention(layer.self_attn, inputs, "self_attention")
        copy_attention(layer.multihead_attn, inputs, "cross_attention")
        copy_rest(layer, inputs, ["self_attention", "cross_attention", "feed_forward"])
        X, E = (torch.from_numpy(trace[id])[None] for id in ("X", "E"))
        ahead = nn.Transformer.generate_square_subsequent_mask(5, dtype=torch.float64)
        padded = torch.from_numpy(trace["real"] == 0) if source_mask == "padding" else None
        expected = layer(X, E, ahead, memory_key_padding_mask=padded)[0]
    np.testing.assert_allclose(last(trace), expected, rtol=0, atol=1e-11)


def test_symbols_carry_the_number_of_their_sublayer() -> None:
    program = MECHANISMS["decoder_block"].build()
    assert formula(program, "cross_attention/residual") == "R_2 = Y_1 + O_2"
    assert formula(program, "feed_forward/norm/mean").startswith(r"\mu_3 = \frac{")
    assert formula(program, "cross_attention/norm/rescaled") == r"Y_2 = \hat{X}_2 \odot \gamma_2 + \beta_2"
    assert formula(program, "cross_attention/keys") == r"K_2 = E\, W^K_2 + b^K_2"


def test_symbols_of_weights_carry_the_number_of_their_layer_where_there_are_several() -> None:
    one, two = (MECHANISMS["rnn"].build(sizes={"layers": layers}) for layers in (1, 2))
    assert formula(one, "t=1/preactivation") == r"z_1 = v_1\, W + b"
    assert formula(two, "layer=2/t=1/preactivation") == r"z_{2,1} = v_{2,1}\, W_2 + b_2"


def test_the_shortcut_left_out_and_the_wrong_shortcut_are_mistakes() -> None:
    post, pre = (computed("encoder_block", SIZES, norm=norm) for norm in ("post", "pre"))
    found = {w.id for w in wrong_versions(post.program, "attention/residual")}
    assert {"add.without_left", "add.without_right"} <= found
    wrong = {w.id: w.expr for w in wrong_versions(pre.program, "attention/residual")}
    answer = evaluate(wrong["residual.from_normalised"], pre.arrays)
    np.testing.assert_allclose(answer, pre["attention/norm/rescaled"] + pre["attention/output"])


def test_the_small_number_of_a_norm_is_nobodys_mistake() -> None:
    mechanism = MECHANISMS["layer_norm"]
    small, large = (mechanism.build(mechanism.choose(epsilon=epsilon)) for epsilon in (1e-5, 0.5))
    assert "add.without_right" not in {w.id for w in wrong_versions(small, "deviation")}
    assert "add.without_right" in {w.id for w in wrong_versions(large, "deviation")}
