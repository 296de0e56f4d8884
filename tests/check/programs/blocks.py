"""Encoder and decoder blocks, as people write them and get them wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.heads import attended, split
from tests.oracle import nn, torch


def norm(x: Any, gamma: Any, beta: Any) -> Any:
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5) * gamma + beta


def heads_of(X: Any, w: dict[str, Any], h: int, memory: Any = None) -> Any:
    E = X if memory is None else memory
    Q, K, V = (split(x @ w[f"W_{k}"] + w[f"b_{k}"], h) for x, k in ((X, "q"), (E, "k"), (E, "v")))
    C = attended(Q, K, V)[3]
    return C.transpose(1, 0, 2).reshape(len(X), -1) @ w["W_o"] + w["b_o"]


def within(w: dict[str, Any], place: str) -> dict[str, Any]:
    return {name.removeprefix(place): x for name, x in w.items() if name.startswith(place)}


BLOCK = {"n": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 5}


@broken("encoder_block", "norm=pre", source="own course: pre-norm for post-norm", sizes=BLOCK)
def pre_norm(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = X + heads_of(norm(X, a["norm__gamma"], a["norm__beta"]), a, 2)
    y = norm(x, f["norm__gamma"], f["norm__beta"])
    b = y @ f["W_1"] + f["b_1"]
    o = np.maximum(b, 0) @ f["W_2"] + f["b_2"]
    return {"attention/residual": x, "feed_forward/preactivation": b, "feed_forward/residual": x + o}


@broken(
    "encoder_block",
    "norm=pre",
    source="nn.TransformerEncoderLayer(norm_first=True)",
    sizes={**BLOCK, "n": 4},
    torch=True,
)
def torch_norm_first(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    layer = nn.TransformerEncoderLayer(6, 2, 5, dropout=0.0, batch_first=True, norm_first=True, dtype=torch.float64)
    with torch.no_grad():
        fused = {
            "in_proj_weight": np.concatenate([a[f"W_{k}"].T for k in "qkv"]),
            "in_proj_bias": np.concatenate([a[f"b_{k}"][0] for k in "qkv"]),
            "out_proj.weight": a["W_o"].T,
            "out_proj.bias": a["b_o"][0],
        }
        state = {f"self_attn.{k}": x for k, x in fused.items()}
        state |= {
            "linear1.weight": f["W_1"].T,
            "linear1.bias": f["b_1"][0],
            "linear2.weight": f["W_2"].T,
            "linear2.bias": f["b_2"][0],
        }
        state |= {"norm1.weight": a["norm__gamma"][0], "norm1.bias": a["norm__beta"][0]}
        state |= {"norm2.weight": f["norm__gamma"][0], "norm2.bias": f["norm__beta"][0]}
        layer.load_state_dict({k: torch.tensor(x) for k, x in state.items()})
        layer.eval()
        return {"feed_forward/residual": layer(torch.tensor(X)[None])}


@broken("encoder_block", "add.without_left", source="own course: residual connection forgotten", sizes=BLOCK)
def no_residual(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    r = heads_of(X, a, 2)
    x = norm(r, a["norm__gamma"], a["norm__beta"])
    b = x @ f["W_1"] + f["b_1"]
    o = np.maximum(b, 0) @ f["W_2"] + f["b_2"]
    y = norm(o, f["norm__gamma"], f["norm__beta"])
    return {
        "attention/residual": r,
        "attention/norm/rescaled": x,
        "feed_forward/preactivation": b,
        "feed_forward/output": o,
        "feed_forward/residual": o,
        "feed_forward/norm/rescaled": y,
    }


@broken("encoder_block", "relu.gelu", "activation=gelu_exact", source="own course: GELU for ReLU", sizes=BLOCK)
def gelu_for_relu(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = norm(X + heads_of(X, a, 2), a["norm__gamma"], a["norm__beta"])
    b = x @ f["W_1"] + f["b_1"]
    g = b * 0.5 * (1 + np.vectorize(math.erf)(b / np.sqrt(2)))
    o = g @ f["W_2"] + f["b_2"]
    return {
        "attention/norm/rescaled": x,
        "feed_forward/preactivation": b,
        "feed_forward/activated": g,
        "feed_forward/output": o,
        "feed_forward/norm/rescaled": norm(x + o, f["norm__gamma"], f["norm__beta"]),
    }


@broken("encoder_block", "norm.before_residual", source="own course: x + norm(f(x))", sizes=BLOCK)
def norm_of_the_change(X: Any, **w: Any) -> Numbers:
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = X + norm(heads_of(X, a, 2), a["norm__gamma"], a["norm__beta"])
    b = x @ f["W_1"] + f["b_1"]
    o = np.maximum(b, 0) @ f["W_2"] + f["b_2"]
    y = x + norm(o, f["norm__gamma"], f["norm__beta"])
    return {
        "attention/norm/rescaled": x,
        "feed_forward/preactivation": b,
        "feed_forward/output": o,
        "feed_forward/norm/rescaled": y,
    }


@broken(
    "decoder_block",
    "where.not_masked",
    source="own course: causal mask forgotten",
    sizes={"n": 4, "m": 3, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 4},
)
def decoder_without_mask(X: Any, E: Any, **w: Any) -> Numbers:
    s, c, f = (within(w, f"{k}__") for k in ("self_attention", "cross_attention", "feed_forward"))
    o = heads_of(X, s, 2)
    x = norm(X + o, s["norm__gamma"], s["norm__beta"])
    y = norm(x + heads_of(x, c, 2, E), c["norm__gamma"], c["norm__beta"])
    b = y @ f["W_1"] + f["b_1"]
    z = norm(y + np.maximum(b, 0) @ f["W_2"] + f["b_2"], f["norm__gamma"], f["norm__beta"])
    return {
        "self_attention/output": o,
        "self_attention/norm/rescaled": x,
        "cross_attention/norm/rescaled": y,
        "feed_forward/preactivation": b,
        "feed_forward/norm/rescaled": z,
    }
