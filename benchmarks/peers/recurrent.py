"""LSTM and GRU over a sequence by hand, in PyTorch; the inputs are projected all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from benchmarks.peers.attention import Arrays, Kept, tensors

Tensors = dict[str, torch.Tensor]


def lstm_by_torch(x: Arrays) -> Callable[[], Kept]:
    """Every step of every t kept, without gradients."""
    t = tensors(x)

    def work() -> Kept:
        with torch.no_grad():
            return lstm(t)

    return work


def lstm(t: Tensors) -> Kept:
    """Every intermediate of an LSTM over X (T×d) by time, and the outputs (T×k)."""
    h, c, kept = t["h_0"], t["c_0"], dict[Any, Any]()
    kept["projected"] = P = t["X"] @ t["W"] + t["b"]
    rows = []
    for at, p in enumerate(P[:, None], 1):
        z = p + h @ t["U"]
        z_i, z_f, z_c, z_o = z.chunk(4, 1)
        f, i, g, o = torch.sigmoid(z_f), torch.sigmoid(z_i), torch.tanh(z_c), torch.sigmoid(z_o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        kept[at] = (z, z_f, f, z_i, i, z_c, g, z_o, o, c, h)
        rows.append(h)
    kept["outputs"] = torch.cat(rows)
    return kept


def gru_by_torch(x: Arrays) -> Callable[[], Kept]:
    """Every step of every t kept, without gradients; z keeps the old, the reset gate acts before the product."""
    t = tensors(x)

    def work() -> Kept:
        with torch.no_grad():
            return gru(t)

    return work


def gru(t: Tensors) -> Kept:
    """Every intermediate of a GRU over X (T×d) by time, and the outputs (T×k)."""
    h, kept = t["h_0"], dict[Any, Any]()
    P = {k: t["X"] @ t[f"W_{k}"] + t[f"b_{k}"] for k in "rzh"}
    kept["projected"] = P
    rows = []
    for at, (p_r, p_z, p_h) in enumerate(zip(*(P[k][:, None] for k in "rzh"), strict=True), 1):
        a_r = p_r + h @ t["U_r"]
        r = torch.sigmoid(a_r)
        a_z = p_z + h @ t["U_z"]
        z = torch.sigmoid(a_z)
        m = r * h
        a_h = p_h + m @ t["U_h"]
        n = torch.tanh(a_h)
        h = z * h + (1 - z) * n
        kept[at] = (a_r, r, a_z, z, m, a_h, n, h)
        rows.append(h)
    kept["outputs"] = torch.cat(rows)
    return kept


def lstm_by_autograd(x: Arrays) -> Callable[[], Kept]:
    """Forward and backward through time: the gradients of W, U and b."""
    t = tensors(x, trained=True)
    upstream = t.pop("backward/outputs").detach()

    def work() -> Kept:
        found = torch.autograd.grad(lstm(t)["outputs"], [t["W"], t["U"], t["b"]], upstream)
        return dict(zip(("backward/W", "backward/U", "backward/b"), found, strict=True))

    return work
