"""Attention with one head, as people write it and get it wrong."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.check.broken import Numbers, broken
from tests.oracle import functional, nn, torch

SIZES = {"n": 5, "d": 6, "d_k": 4, "d_v": 3}
PRODUCT = {"n": 4, "m": 5, "d_k": 3, "d_v": 2}


def softmax(x: Any, axis: int = -1) -> Any:
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@broken("self_attention", "div.not_divided", "scale=none", source="github.com/delzac/cntkx/issues/10", sizes=SIZES)
def no_scale(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    A = softmax(S)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "weights": A, "context": A @ V}


@broken(
    "self_attention",
    "scale.d_model",
    "size.d",
    source="github.com/Graylab/DL4Proteins-notebooks/issues/12",
    sizes=SIZES,
)
def scaled_by_the_width(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    C = X.shape[1]
    q, k, v = X @ W_q, X @ W_k, X @ W_v
    wei = q @ k.T
    scaled = wei * C**-0.5
    att = softmax(scaled)
    return {"queries": q, "keys": k, "values": v, "scores": wei, "scaled": scaled, "weights": att, "context": att @ v}


@broken("self_attention", "sqrt.no_root", source="own course: division by d_k", sizes=SIZES)
def divided_by_d_k(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    Z = S / K.shape[-1]
    A = softmax(Z)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A @ V}


@broken("self_attention", "div.multiplied", source="github.com/esceptico/perceiver-io/issues/9", sizes=SIZES)
def divided_by_the_inverse(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    scale = W_k.shape[1] ** -0.5
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    Z = S / scale
    A = softmax(Z)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A @ V}


@broken(
    "self_attention",
    "softmax.other_axis",
    source="github.com/labmlai/annotated_deep_learning_paper_implementations/issues/146",
    sizes=SIZES,
)
def softmax_over_queries(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    Z = S / np.sqrt(Q.shape[-1])
    A = softmax(Z, axis=0)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A @ V}


@broken("self_attention", "softmax.no_exp", source="own course: shares without exponentials", sizes=SIZES)
def without_exponential(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    Z = S / np.sqrt(Q.shape[-1])
    A = Z / Z.sum(axis=1, keepdims=True)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A @ V}


@broken(
    "self_attention", "exchanged.queries.keys", "matmul.turned", "units.k.q.v", source="own course: K Qᵀ", sizes=SIZES
)
def keys_times_queries(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = K @ Q.T
    Z = S / math.sqrt(K.shape[1])
    A = softmax(Z)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A @ V}


@broken("self_attention", "weights_of.q", source="own course: one projection copied", sizes=SIZES)
def keys_with_the_weights_of_queries(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q = X.dot(W_q)
    K = X.dot(W_q)
    V = X.dot(W_v)
    S = Q.dot(K.T)
    Z = S / np.sqrt(K.shape[1])
    A = softmax(Z)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A.dot(V)}


@broken("self_attention", "scale.after_softmax", source="own course: divided after the softmax", sizes=SIZES)
def scaled_after_softmax(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    A = softmax(S) / np.sqrt(K.shape[1])
    return {"queries": Q, "keys": K, "values": V, "scores": S, "weights": A, "context": A @ V}


@broken(
    "self_attention", "where.masked_with_0", source="github.com/awslabs/gluonts/pull/1401", sizes=SIZES, mask="causal"
)
def masked_scores_zero(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    n = len(X)
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    Z = S / np.sqrt(K.shape[1])
    M = Z * np.tril(np.ones((n, n)))
    A = softmax(M)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "masked": M, "weights": A, "context": A @ V}


@broken(
    "self_attention",
    "where.masked_with_tiny",
    "where.masked_with_0",
    source="github.com/awslabs/gluonts/pull/1401",
    sizes=SIZES,
    mask="causal",
)
def masked_with_1e_minus_9(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    n = len(X)
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    scores = Q @ K.T
    scaled = scores / np.sqrt(K.shape[1])
    masked = np.where(np.tril(np.ones((n, n))) == 0, 1e-9, scaled)
    att = softmax(masked)
    return {"scores": scores, "scaled": scaled, "masked": masked, "weights": att, "context": att @ V}


@broken("self_attention", "softmax.mask_after", source="own course: mask after the softmax", sizes=SIZES, mask="causal")
def masked_after_softmax(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    Z = S / np.sqrt(K.shape[1])
    A = np.tril(softmax(Z))
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A, "context": A @ V}


@broken("self_attention", "causal.diagonal_too", source="own course: tril(diagonal=-1)", sizes=SIZES, mask="causal")
def strict_mask(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    n = len(X)
    Q, K, V = X @ W_q, X @ W_k, X @ W_v
    S = Q @ K.T
    Z = S / np.sqrt(K.shape[1])
    keep = np.tril(np.ones((n, n)), k=-1).astype(bool)
    M = np.where(keep, Z, -np.inf)
    e = np.exp(M - np.where(keep.any(1, keepdims=True), M.max(1, keepdims=True), 0))
    A = e / np.maximum(e.sum(1, keepdims=True), 1e-30)
    return {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "masked": M, "weights": A, "context": A @ V}


@broken(
    "self_attention",
    "where.mask_added",
    source="pytorch forum: a 0/1 mask given as an additive one",
    sizes=SIZES,
    mask="causal",
    torch=True,
)
def mask_added(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    x = torch.tensor(X, dtype=torch.float32)
    q, k, v = (x @ torch.tensor(w, dtype=torch.float32) for w in (W_q, W_k, W_v))
    mask = torch.tril(torch.ones(len(x), len(x)))
    out = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return {"queries": q, "keys": k, "values": v, "context": out}


@broken(
    "scaled_dot_product",
    "where.inverted",
    source="github.com/lucidrains/halonet-pytorch/issues/4",
    sizes=PRODUCT,
    mask="custom",
)
def mask_the_wrong_way_round(Q: Any, K: Any, V: Any, allowed: Any) -> Numbers:
    mask = allowed.astype(bool)
    scores = Q @ K.T
    scaled = scores / np.sqrt(Q.shape[-1])
    masked = np.where(mask, -1e9, scaled)
    w = softmax(masked)
    return {"scores": scores, "scaled": scaled, "masked": masked, "weights": w, "context": w @ V}


@broken(
    "scaled_dot_product",
    "where.not_masked",
    "mask=none",
    source="own course: padding forgotten",
    sizes=PRODUCT,
    mask="padding",
)
def padding_forgotten(Q: Any, K: Any, V: Any, real: Any) -> Numbers:
    scores = Q @ K.T
    scaled = scores / np.sqrt(Q.shape[-1])
    w = softmax(scaled)
    return {"scores": scores, "scaled": scaled, "weights": w, "context": w @ V}


@broken(
    "scaled_dot_product",
    "alignment=top_left",
    source="github.com/Dao-AILab/flash-attention: change of 2.1",
    sizes=PRODUCT,
    mask="causal",
    torch=True,
)
def torch_is_causal(Q: Any, K: Any, V: Any) -> Numbers:
    q, k, v = (torch.tensor(x) for x in (Q, K, V))
    out = functional.scaled_dot_product_attention(q[None, None], k[None, None], v[None, None], is_causal=True)
    return {"scores": q @ k.T, "context": out[0, 0]}


@broken(
    "scaled_dot_product",
    "transpose.reshaped",
    source="pytorch forum: view(-1, seq) for a transpose",
    sizes=PRODUCT,
    torch=True,
)
def keys_reshaped(Q: Any, K: Any, V: Any) -> Numbers:
    q, k, v = (torch.tensor(x, dtype=torch.float32) for x in (Q, K, V))
    s = torch.matmul(q, k.view(k.size(1), k.size(0)))
    z = s / math.sqrt(q.size(-1))
    a = torch.softmax(z, dim=-1)
    return {"scores": s, "scaled": z, "weights": a, "context": a @ v}


@broken("scaled_dot_product", "softmax.sigmoid", source="own course: sigmoid for softmax", sizes=PRODUCT)
def sigmoid_weights(Q: Any, K: Any, V: Any) -> Numbers:
    S = Q @ K.T
    Z = S / np.sqrt(Q.shape[-1])
    A = 1 / (1 + np.exp(-Z))
    return {"scores": S, "scaled": Z, "weights": A, "context": A @ V}


@broken(
    "masked_softmax",
    "softmax.other_axis",
    source="github.com/jadore801120/attention-is-all-you-need-pytorch/issues/52",
    sizes={"n": 5, "m": 5},
)
def masked_softmax_dim_0(S: Any) -> Numbers:
    M = np.where(np.tri(len(S)) == 1, S, -1e9)
    return {"masked": M, "weights": softmax(M, axis=0)}


@broken("luong_attention", "concat.turned", source="own course: [s, c] for [c, s]", sizes={"m": 4, "k": 3})
def luong_joined_the_other_way(H: Any, s: Any, W_c: Any) -> Numbers:
    e = s @ H.T
    a = softmax(e)
    c = a @ H
    j = np.concatenate([s, c], axis=1)
    return {"scores": e, "weights": a, "context": c, "joined": j, "attended": np.tanh(j @ W_c)}


@broken("luong_attention", "tanh.left_out", source="own course", sizes={"m": 4, "k": 3})
def luong_without_tanh(H: Any, s: Any, W_c: Any) -> Numbers:
    e = s @ H.T
    a = softmax(e)
    c = a @ H
    j = np.concatenate([c, s], axis=1)
    return {"scores": e, "weights": a, "context": c, "joined": j, "attended": j @ W_c}


@broken(
    "additive_attention", "tanh.left_out", source="own course: linear scores", sizes={"k": 3, "m": 5, "d": 4, "u": 3}
)
def additive_without_tanh(H: Any, s: Any, W_s: Any, W_h: Any, v: Any) -> Numbers:
    K = H @ W_h
    q = s @ W_s
    U = q + K
    e = (U @ v).T
    a = softmax(e)
    return {"key_parts": K, "query_part": q, "activations": U, "scores": e, "weights": a, "context": a @ H}


@broken(
    "additive_attention",
    "softmax.other_axis",
    source="github.com/PetrochukM/PyTorch-NLP/issues/2",
    sizes={"k": 3, "m": 5, "d": 4, "u": 3},
)
def additive_all_ones(H: Any, s: Any, W_s: Any, W_h: Any, v: Any) -> Numbers:
    U = np.tanh(s @ W_s + H @ W_h)
    e = (U @ v).T
    a = softmax(e, axis=0)
    return {"activations": U, "scores": e, "weights": a, "context": a @ H}


@broken("self_attention", "dropout", source="pytorch forum: model.eval() forgotten", sizes=SIZES, torch=True)
def dropout_left_on(X: Any, W_q: Any, W_k: Any, W_v: Any) -> Numbers:
    torch.manual_seed(3)
    drop = nn.Dropout(0.2)
    x = torch.tensor(X)
    q, k, v = (x @ torch.tensor(w) for w in (W_q, W_k, W_v))
    s = q @ k.T
    z = s / math.sqrt(q.shape[-1])
    a = drop(torch.softmax(z, -1))
    # the context follows from the dropped weights; they were printed last, to see why
    return {"queries": q, "keys": k, "values": v, "scores": s, "scaled": z, "weights": a}
