"""KV caches of four kinds of attention: bytes that are kept and read, multiply-adds of the next token.

Multi-query: Shazeer 2019. Grouped-query: Ainslie et al. 2023. Multi-head latent attention: DeepSeek-V2, 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["mha", "gqa", "mqa", "mla"]
KINDS: tuple[Kind, ...] = ("mha", "gqa", "mqa", "mla")
LATENT, ROTARY = 4, 0.5  # widths of DeepSeek-V2's latent vector and of its rotary key, in widths of a head


@dataclass(frozen=True)
class Decoder:
    """Sizes of a decoder-only model: `layers`, query `heads`, `groups` of key-value heads, the width of a `head`, bytes
    of a stored number.
    """

    layers: int = 32
    heads: int = 32
    groups: int = 8
    head: int = 128
    itemsize: int = 2


def numbers_kept(kind: Kind, model: Decoder) -> int:
    """Numbers a layer keeps of a token: keys and values of every group, or MLA's latent vector and rotary key."""
    if kind == "mla":
        return int((LATENT + ROTARY) * model.head)
    groups = {"mha": model.heads, "gqa": model.groups, "mqa": 1}[kind]
    return 2 * groups * model.head


def cache_bytes(kind: Kind, tokens: int, model: Decoder) -> int:
    """Bytes of the cache of all layers for `tokens` tokens of one sequence; each is read once for every new token."""
    return tokens * model.layers * model.itemsize * numbers_kept(kind, model)


def attention_work(kind: Kind, tokens: int, model: Decoder) -> int:
    """Multiply-adds of all layers for scores and context of one new token that attends to `tokens` tokens.

    Every head of MLA works on the latent vector itself, its up-projections absorbed into those of query and output
    (DeepSeek-V2, section 2.1.2); the projections, equal at every length, are not counted.
    """
    scores, context = (LATENT + ROTARY, LATENT) if kind == "mla" else (1, 1)
    return int(model.layers * model.heads * tokens * model.head * (scores + context))


def prefill_work(kind: Kind, tokens: int, model: Decoder) -> int:
    """Multiply-adds of all layers for scores and contexts of a prompt of `tokens` tokens under the causal mask.

    MLA is counted as multi-head attention here, since keys and values are spelled out when many tokens share them.
    """
    plain: Kind = "mha" if kind == "mla" else kind
    return attention_work(plain, tokens * (tokens + 1) // 2, model)
