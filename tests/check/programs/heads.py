"""Attention with several heads, blocks and caches, as people write them and get them wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.check.broken import broken
from tests.check.programs.attention import softmax
from tests.oracle import nn, torch

SIZES = {"n": 5, "d": 8, "h": 2, "d_k": 4, "d_v": 4}
GROUPED = {"n": 4, "d": 6, "h": 4, "g": 2, "d_k": 2, "d_v": 2}


def split(x: Any, h: int) -> Any:
    return x.reshape(len(x), h, -1).transpose(1, 0, 2)


def attended(Q: Any, K: Any, V: Any) -> tuple[Any, ...]:
    S = Q @ K.swapaxes(-1, -2)
    Z = S / np.sqrt(Q.shape[-1])
    A = softmax(Z)
    return S, Z, A, A @ V


@broken("multi_head", "heads.reshaped", source="github.com/reczoo/FuxiCTR/issues/30", sizes=SIZES, torch=True)
def everything_by_view(X, W_q, W_k, W_v, W_o):
    h, n, w = 2, len(X), 4
    x = torch.tensor(X)
    q, k, v = (x @ torch.tensor(m) for m in (W_q, W_k, W_v))
    qh, kh, vh = (t.view(h, -1, w) for t in (q, k, v))
    a = torch.softmax(torch.matmul(qh, kh.transpose(1, 2)) * w**-0.5, dim=-1)
    c = torch.matmul(a, vh)
    merged = c.view(n, h * w)
    return {"queries": q, "keys": k, "values": v, "query_heads": qh, "key_heads": kh, "value_heads": vh, "weights": a,
            "context": c, "merged": merged, "output": merged @ torch.tensor(W_o)}  # fmt: skip


@broken("multi_head", "split_heads.only_reshaped", source="github.com/hyunwoongko/transformer/issues/15", sizes=SIZES)
def split_by_view(X, W_q, W_k, W_v, W_o):
    n, h = len(X), 2
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    Qh, Kh, Vh = (m.reshape(h, n, -1) for m in (Q, K, V))
    S, Z, A, C = attended(Qh, Kh, Vh)
    H = C.transpose(1, 0, 2).reshape(n, -1)
    return {"queries": Q, "keys": K, "values": V, "query_heads": Qh, "key_heads": Kh, "value_heads": Vh, "scores": S,
            "scaled": Z, "weights": A, "context": C, "merged": H, "output": H @ W_o}  # fmt: skip


@broken("multi_head", "merge_heads.only_reshaped", source="github.com/jsbaan/transformer-from-scratch/pull/6", sizes=SIZES)
def merged_without_permute(X, W_q, W_k, W_v, W_o):
    n, h = len(X), 2
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    Qh, Kh, Vh = (split(m, h) for m in (Q, K, V))
    S, Z, A, C = attended(Qh, Kh, Vh)
    H = C.reshape(n, -1)
    return {"queries": Q, "keys": K, "values": V, "query_heads": Qh, "key_heads": Kh, "value_heads": Vh, "scores": S,
            "scaled": Z, "weights": A, "context": C, "merged": H, "output": H @ W_o}  # fmt: skip


@broken("multi_head", "scale.d_model", "size.d", "size.h*d_k", source="github.com/omihub777/ViT-CIFAR/pull/11", sizes=SIZES)
def scaled_by_all_features(X, W_q, W_k, W_v, W_o):
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S = Q @ K.swapaxes(1, 2)
    Z = S / X.shape[1] ** 0.5
    A = softmax(Z)
    C = A @ V
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"query_heads": Q, "key_heads": K, "value_heads": V, "scores": S, "scaled": Z, "weights": A, "context": C,
            "merged": H, "output": H @ W_o}  # fmt: skip


@broken("multi_head", "size.h", source="github.com/tenstorrent/tt-metal/pull/56789", sizes=SIZES)
def scaled_by_the_number_of_heads(X, W_q, W_k, W_v, W_o):
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S = Q @ K.swapaxes(1, 2)
    Z = S / math.sqrt(2)
    A = softmax(Z)
    C = A @ V
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"scores": S, "scaled": Z, "weights": A, "context": C, "merged": H, "output": H @ W_o}


@broken("multi_head", "matmul.left_out", "step.left_out", source="own course: W^O forgotten", sizes=SIZES)
def no_output_projection(X, W_q, W_k, W_v, W_o):
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S, Z, A, C = attended(Q, K, V)
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"scores": S, "weights": A, "context": C, "merged": H, "output": H}


@broken("multi_head", "matmul.right_transposed", source="pytorch forum: weight of nn.Linear not transposed", sizes=SIZES)
def output_weights_transposed(X, W_q, W_k, W_v, W_o):
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S, Z, A, C = attended(Q, K, V)
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"scores": S, "weights": A, "context": C, "merged": H, "output": H @ W_o.T}


@broken("multi_head", "softmax.over_heads", "softmax.other_axis", source="github.com/FudanNLP/fastNLP/issues/254", sizes=SIZES, torch=True)
def softmax_dim_1_of_3(X, W_q, W_k, W_v, W_o):
    x = torch.tensor(X)
    n, h = len(x), 2
    q, k, v = ((x @ torch.tensor(m)).view(n, h, -1).transpose(0, 1) for m in (W_q, W_k, W_v))
    s = q @ k.transpose(-2, -1)
    z = s / math.sqrt(q.size(-1))
    a = torch.softmax(z, dim=1)
    c = a @ v
    m = c.transpose(0, 1).reshape(n, -1)
    return {"scores": s, "scaled": z, "weights": a, "context": c, "merged": m, "output": m @ torch.tensor(W_o)}


@broken("multi_head", "slices.3.2.1", "slices.2.1.3", "slices.1.3.2", "slices.2.3.1", "slices.3.1.2", source="own course: qkv split as k, q, v", sizes=SIZES, projection="fused", biases="one")
def fused_in_another_order(X, W_qkv, b_qkv, W_o, b_o):
    n, h = len(X), 2
    P = X @ W_qkv + b_qkv
    K, Q, V = np.split(P, 3, axis=1)
    Qh, Kh, Vh = (split(m, h) for m in (Q, K, V))
    S, Z, A, C = attended(Qh, Kh, Vh)
    H = C.transpose(1, 0, 2).reshape(n, -1)
    return {"projected": P, "queries": Q, "keys": K, "values": V, "scores": S, "weights": A, "context": C, "merged": H,
            "output": H @ W_o + b_o}  # fmt: skip


@broken("grouped_query", "heads.tiled", source="github.com/onnx/onnx/pull/7274", sizes=GROUPED)
def kv_heads_tiled(X, W_q, W_k, W_v, W_o):
    n, h, g = len(X), 4, 2
    Q = split(X @ W_q, h)
    K, V = np.tile(split(X @ W_k, g), (h // g, 1, 1)), np.tile(split(X @ W_v, g), (h // g, 1, 1))
    S, Z, A, C = attended(Q, K, V)
    H = C.transpose(1, 0, 2).reshape(n, -1)
    return {"queries": X @ W_q, "keys": X @ W_k, "values": X @ W_v, "merged": H, "output": H @ W_o}


@broken("grouped_query", "div.not_divided", source="github.com/mlc-ai/mlc-llm/pull/3426", sizes=GROUPED)
def grouped_without_scale(X, W_q, W_k, W_v, W_o):
    n, h, g = len(X), 4, 2
    Q, K, V = split(X @ W_q, h), split(X @ W_k, g).repeat(h // g, 0), split(X @ W_v, g).repeat(h // g, 0)
    A = softmax(Q @ K.swapaxes(1, 2))
    H = (A @ V).transpose(1, 0, 2).reshape(n, -1)
    return {"queries": X @ W_q, "keys": X @ W_k, "values": X @ W_v, "merged": H, "output": H @ W_o}


@broken("cross_attention", "source.other_sequence", source="own course: values from the decoder", sizes={"n": 4, "m": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3})
def values_of_the_decoder(X, E, W_q, W_k, W_v, W_o):
    Q, K, V = split(X @ W_q, 2), split(E @ W_k, 2), split(X @ W_v, 2)
    S, Z, A, C = attended(Q, K, V)
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"query_heads": Q, "key_heads": K, "value_heads": V, "scores": S, "weights": A, "merged": H, "output": H @ W_o}


@broken("kv_cache", "concat.not_appended", source="own course: cache written once", sizes={"n": 4, "d": 5, "d_k": 3, "d_v": 3})
def cache_never_grows(X, W_q, W_k, W_v):
    found, rows, cache = {}, [], None
    for t, x in enumerate(X, 1):
        q, k, v = (x[None] @ m for m in (W_q, W_k, W_v))
        if cache is None:
            cache = k, v
        K, V = cache
        s = q @ K.T
        z = s / np.sqrt(3)
        a = softmax(z)
        rows.append(a @ V)
        found |= {f"token={t}/query": q, f"token={t}/key": k, f"token={t}/value": v}
    return {**found, "outputs": np.concatenate(rows)}


@broken("kv_cache", "scale.d_model", "size.d", source="github.com/lucidrains/vit-pytorch/issues/65", sizes={"n": 4, "d": 5, "d_k": 3, "d_v": 3})
def cache_scaled_by_the_width(X, W_q, W_k, W_v):
    found, rows, keys, values = {}, [], [], []
    for t, x in enumerate(X, 1):
        keys.append(x @ W_k)
        values.append(x @ W_v)
        s = (x @ W_q)[None] @ np.array(keys).T
        z = s / np.sqrt(len(x))
        a = softmax(z)
        rows.append(a @ np.array(values))
        found |= {f"token={t}/scores": s, f"token={t}/scaled": z, f"token={t}/weights": a, f"token={t}/context": rows[-1]}
    return {**found, "outputs": np.concatenate(rows)}


# ---- blocks ----


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
def pre_norm(X, **w):
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = X + heads_of(norm(X, a["norm__gamma"], a["norm__beta"]), a, 2)
    y = norm(x, f["norm__gamma"], f["norm__beta"])
    b = y @ f["W_1"] + f["b_1"]
    o = np.maximum(b, 0) @ f["W_2"] + f["b_2"]
    return {"attention/residual": x, "feed_forward/preactivation": b, "feed_forward/residual": x + o}


@broken("encoder_block", "norm=pre", source="nn.TransformerEncoderLayer(norm_first=True)", sizes={**BLOCK, "n": 4}, torch=True)
def torch_norm_first(X, **w):
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    layer = nn.TransformerEncoderLayer(6, 2, 5, dropout=0.0, batch_first=True, norm_first=True, dtype=torch.float64)
    with torch.no_grad():
        fused = {"in_proj_weight": np.concatenate([a[f"W_{k}"].T for k in "qkv"]), "in_proj_bias": np.concatenate([a[f"b_{k}"][0] for k in "qkv"]),
                 "out_proj.weight": a["W_o"].T, "out_proj.bias": a["b_o"][0]}  # fmt: skip
        state = {f"self_attn.{k}": x for k, x in fused.items()}
        state |= {"linear1.weight": f["W_1"].T, "linear1.bias": f["b_1"][0], "linear2.weight": f["W_2"].T, "linear2.bias": f["b_2"][0]}
        state |= {"norm1.weight": a["norm__gamma"][0], "norm1.bias": a["norm__beta"][0]}
        state |= {"norm2.weight": f["norm__gamma"][0], "norm2.bias": f["norm__beta"][0]}
        layer.load_state_dict({k: torch.tensor(x) for k, x in state.items()})
        layer.eval()
        return {"feed_forward/residual": layer(torch.tensor(X)[None])}


@broken("encoder_block", "add.without_left", source="own course: residual connection forgotten", sizes=BLOCK)
def no_residual(X, **w):
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    r = heads_of(X, a, 2)
    x = norm(r, a["norm__gamma"], a["norm__beta"])
    b = x @ f["W_1"] + f["b_1"]
    o = np.maximum(b, 0) @ f["W_2"] + f["b_2"]
    y = norm(o, f["norm__gamma"], f["norm__beta"])
    return {"attention/residual": r, "attention/norm/rescaled": x, "feed_forward/preactivation": b,
            "feed_forward/output": o, "feed_forward/residual": o, "feed_forward/norm/rescaled": y}  # fmt: skip


@broken("encoder_block", "relu.gelu", "activation=gelu_exact", source="own course: GELU for ReLU", sizes=BLOCK)
def gelu_for_relu(X, **w):
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = norm(X + heads_of(X, a, 2), a["norm__gamma"], a["norm__beta"])
    b = x @ f["W_1"] + f["b_1"]
    g = b * 0.5 * (1 + np.vectorize(math.erf)(b / np.sqrt(2)))
    o = g @ f["W_2"] + f["b_2"]
    return {"attention/norm/rescaled": x, "feed_forward/preactivation": b, "feed_forward/activated": g,
            "feed_forward/output": o, "feed_forward/norm/rescaled": norm(x + o, f["norm__gamma"], f["norm__beta"])}  # fmt: skip


@broken("encoder_block", "norm.before_residual", source="own course: x + norm(f(x))", sizes=BLOCK)
def norm_of_the_change(X, **w):
    a, f = within(w, "attention__"), within(w, "feed_forward__")
    x = X + norm(heads_of(X, a, 2), a["norm__gamma"], a["norm__beta"])
    b = x @ f["W_1"] + f["b_1"]
    o = np.maximum(b, 0) @ f["W_2"] + f["b_2"]
    y = x + norm(o, f["norm__gamma"], f["norm__beta"])
    return {"attention/norm/rescaled": x, "feed_forward/preactivation": b, "feed_forward/output": o, "feed_forward/norm/rescaled": y}


@broken("decoder_block", "where.not_masked", source="own course: causal mask forgotten", sizes={"n": 4, "m": 3, "d": 6, "h": 2, "d_k": 3, "d_v": 3, "f": 4})
def decoder_without_mask(X, E, **w):
    s, c, f = (within(w, f"{k}__") for k in ("self_attention", "cross_attention", "feed_forward"))
    o = heads_of(X, s, 2)
    x = norm(X + o, s["norm__gamma"], s["norm__beta"])
    y = norm(x + heads_of(x, c, 2, E), c["norm__gamma"], c["norm__beta"])
    b = y @ f["W_1"] + f["b_1"]
    z = norm(y + np.maximum(b, 0) @ f["W_2"] + f["b_2"], f["norm__gamma"], f["norm__beta"])
    return {"self_attention/output": o, "self_attention/norm/rescaled": x, "cross_attention/norm/rescaled": y,
            "feed_forward/preactivation": b, "feed_forward/norm/rescaled": z}  # fmt: skip
