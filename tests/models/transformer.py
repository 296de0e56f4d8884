"""The weights of a block of a trained model as nn.TransformerEncoderLayer names them."""

from __future__ import annotations

from typing import Any

from tests.oracle import torch


def encoder_layer_state(given: dict[str, Any], layer: str) -> dict[str, Any]:
    """The state_dict of nn.TransformerEncoderLayer with the weights of this layer, which are given by their ids."""
    a, n = f"{layer}/attention", f"{layer}/feed_forward"
    state = {
        "self_attn.in_proj_weight": torch.cat([given[f"{a}/W_{c}"].T for c in "qkv"]),
        "self_attn.in_proj_bias": torch.cat([given[f"{a}/b_{c}"][0] for c in "qkv"]),
        "self_attn.out_proj.weight": given[f"{a}/W_o"].T,
        "self_attn.out_proj.bias": given[f"{a}/b_o"][0],
    }
    for k, part in (("1", a), ("2", n)):
        state |= {f"linear{k}.weight": given[f"{n}/W_{k}"].T, f"linear{k}.bias": given[f"{n}/b_{k}"][0]}
        state |= {f"norm{k}.weight": given[f"{part}/norm/gamma"][0], f"norm{k}.bias": given[f"{part}/norm/beta"][0]}
    return state
