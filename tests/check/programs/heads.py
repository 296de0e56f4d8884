"""Attention with several heads, and caches, as people write them and get them wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.check.programs.attention import softmax
from tests.oracle import torch

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
def everything_by_view(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    h, n, w = 2, len(X), 4
    x = torch.tensor(X)
    q, k, v = (x @ torch.tensor(m) for m in (W_q, W_k, W_v))
    qh, kh, vh = (t.view(h, -1, w) for t in (q, k, v))
    a = torch.softmax(torch.matmul(qh, kh.transpose(1, 2)) * w**-0.5, dim=-1)
    c = torch.matmul(a, vh)
    merged = c.view(n, h * w)
    return {
        "queries": q,
        "keys": k,
        "values": v,
        "query_heads": qh,
        "key_heads": kh,
        "value_heads": vh,
        "weights": a,
        "context": c,
        "merged": merged,
        "output": merged @ torch.tensor(W_o),
    }


@broken("multi_head", "split_heads.only_reshaped", source="github.com/hyunwoongko/transformer/issues/15", sizes=SIZES)
def split_by_view(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    n, h = len(X), 2
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    Qh, Kh, Vh = (m.reshape(h, n, -1) for m in (Q, K, V))
    S, Z, A, C = attended(Qh, Kh, Vh)
    H = C.transpose(1, 0, 2).reshape(n, -1)
    return {
        "queries": Q,
        "keys": K,
        "values": V,
        "query_heads": Qh,
        "key_heads": Kh,
        "value_heads": Vh,
        "scores": S,
        "scaled": Z,
        "weights": A,
        "context": C,
        "merged": H,
        "output": H @ W_o,
    }


@broken(
    "multi_head", "merge_heads.only_reshaped", source="github.com/jsbaan/transformer-from-scratch/pull/6", sizes=SIZES
)
def merged_without_permute(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    n, h = len(X), 2
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    Qh, Kh, Vh = (split(m, h) for m in (Q, K, V))
    S, Z, A, C = attended(Qh, Kh, Vh)
    H = C.reshape(n, -1)
    return {
        "queries": Q,
        "keys": K,
        "values": V,
        "query_heads": Qh,
        "key_heads": Kh,
        "value_heads": Vh,
        "scores": S,
        "scaled": Z,
        "weights": A,
        "context": C,
        "merged": H,
        "output": H @ W_o,
    }


@broken(
    "multi_head", "scale.d_model", "size.d", "size.h*d_k", source="github.com/omihub777/ViT-CIFAR/pull/11", sizes=SIZES
)
def scaled_by_all_features(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S = Q @ K.swapaxes(1, 2)
    Z = S / X.shape[1] ** 0.5
    A = softmax(Z)
    C = A @ V
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {
        "query_heads": Q,
        "key_heads": K,
        "value_heads": V,
        "scores": S,
        "scaled": Z,
        "weights": A,
        "context": C,
        "merged": H,
        "output": H @ W_o,
    }


@broken("multi_head", "size.h", source="github.com/tenstorrent/tt-metal/pull/56789", sizes=SIZES)
def scaled_by_the_number_of_heads(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S = Q @ K.swapaxes(1, 2)
    Z = S / math.sqrt(2)
    A = softmax(Z)
    C = A @ V
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"scores": S, "scaled": Z, "weights": A, "context": C, "merged": H, "output": H @ W_o}


@broken("multi_head", "matmul.left_out", "step.left_out", source="own course: W^O forgotten", sizes=SIZES)
def no_output_projection(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S, _, A, C = attended(Q, K, V)
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"scores": S, "weights": A, "context": C, "merged": H, "output": H}


@broken(
    "multi_head", "matmul.right_transposed", source="pytorch forum: weight of nn.Linear not transposed", sizes=SIZES
)
def output_weights_transposed(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = (split(X @ m, 2) for m in (W_q, W_k, W_v))
    S, _, A, C = attended(Q, K, V)
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {"scores": S, "weights": A, "context": C, "merged": H, "output": H @ W_o.T}


@broken(
    "multi_head",
    "softmax.over_heads",
    "softmax.other_axis",
    source="github.com/FudanNLP/fastNLP/issues/254",
    sizes=SIZES,
    torch=True,
)
def softmax_dim_1_of_3(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    x = torch.tensor(X)
    n, h = len(x), 2
    q, k, v = ((x @ torch.tensor(m)).view(n, h, -1).transpose(0, 1) for m in (W_q, W_k, W_v))
    s = q @ k.transpose(-2, -1)
    z = s / math.sqrt(q.size(-1))
    a = torch.softmax(z, dim=1)
    c = a @ v
    m = c.transpose(0, 1).reshape(n, -1)
    return {"scores": s, "scaled": z, "weights": a, "context": c, "merged": m, "output": m @ torch.tensor(W_o)}


@broken(
    "multi_head",
    "slices.3.2.1",
    "slices.2.1.3",
    "slices.1.3.2",
    "slices.2.3.1",
    "slices.3.1.2",
    source="own course: qkv split as k, q, v",
    sizes=SIZES,
    projection="fused",
    biases="one",
)
def fused_in_another_order(X: Any, W_qkv: Any, b_qkv: Any, W_o: Any, b_o: Any) -> Numbers:
    n, h = len(X), 2
    P = X @ W_qkv + b_qkv
    K, Q, V = np.split(P, 3, axis=1)
    Qh, Kh, Vh = (split(m, h) for m in (Q, K, V))
    S, _, A, C = attended(Qh, Kh, Vh)
    H = C.transpose(1, 0, 2).reshape(n, -1)
    return {
        "projected": P,
        "queries": Q,
        "keys": K,
        "values": V,
        "scores": S,
        "weights": A,
        "context": C,
        "merged": H,
        "output": H @ W_o + b_o,
    }


@broken("grouped_query", "heads.tiled", source="github.com/onnx/onnx/pull/7274", sizes=GROUPED)
def kv_heads_tiled(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    n, h, g = len(X), 4, 2
    Q = split(X @ W_q, h)
    K, V = np.tile(split(X @ W_k, g), (h // g, 1, 1)), np.tile(split(X @ W_v, g), (h // g, 1, 1))
    C = attended(Q, K, V)[3]
    H = C.transpose(1, 0, 2).reshape(n, -1)
    return {"queries": X @ W_q, "keys": X @ W_k, "values": X @ W_v, "merged": H, "output": H @ W_o}


@broken("grouped_query", "div.not_divided", source="github.com/mlc-ai/mlc-llm/pull/3426", sizes=GROUPED)
def grouped_without_scale(X: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    n, h, g = len(X), 4, 2
    Q, K, V = split(X @ W_q, h), split(X @ W_k, g).repeat(h // g, 0), split(X @ W_v, g).repeat(h // g, 0)
    A = softmax(Q @ K.swapaxes(1, 2))
    H = (A @ V).transpose(1, 0, 2).reshape(n, -1)
    return {"queries": X @ W_q, "keys": X @ W_k, "values": X @ W_v, "merged": H, "output": H @ W_o}


@broken(
    "cross_attention",
    "source.other_sequence",
    source="own course: values from the decoder",
    sizes={"n": 4, "m": 4, "d": 6, "h": 2, "d_k": 3, "d_v": 3},
)
def values_of_the_decoder(X: Any, E: Any, W_q: Any, W_k: Any, W_v: Any, W_o: Any) -> Numbers:
    Q, K, V = split(X @ W_q, 2), split(E @ W_k, 2), split(X @ W_v, 2)
    S, _, A, C = attended(Q, K, V)
    H = C.transpose(1, 0, 2).reshape(len(X), -1)
    return {
        "query_heads": Q,
        "key_heads": K,
        "value_heads": V,
        "scores": S,
        "weights": A,
        "merged": H,
        "output": H @ W_o,
    }


@broken(
    "kv_cache",
    "concat.not_appended",
    source="own course: cache written once",
    sizes={"n": 4, "d": 5, "d_k": 3, "d_v": 3},
)
def cache_never_grows(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    found: Numbers = {}
    rows, cache = [], None
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


@broken(
    "kv_cache",
    "scale.d_model",
    "size.d",
    source="github.com/lucidrains/vit-pytorch/issues/65",
    sizes={"n": 4, "d": 5, "d_k": 3, "d_v": 3},
)
def cache_scaled_by_the_width(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    found: Numbers = {}
    rows: list[Any] = []
    keys: list[Any] = []
    values: list[Any] = []
    for t, x in enumerate(X, 1):
        keys.append(x @ W_k)
        values.append(x @ W_v)
        s = (x @ W_q)[None] @ np.array(keys).T
        z = s / np.sqrt(len(x))
        a = softmax(z)
        rows.append(a @ np.array(values))
        found |= {
            f"token={t}/scores": s,
            f"token={t}/scaled": z,
            f"token={t}/weights": a,
            f"token={t}/context": rows[-1],
        }
    return {**found, "outputs": np.concatenate(rows)}
