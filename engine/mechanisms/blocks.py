"""Encoder and decoder blocks of the Transformer (Vaswani et al. 2017, section 3.1), with the norm after or before.

After each sublayer is the paper, BERT and PyTorch's default (post-norm); before it is GPT-2 and most models since
(pre-norm; Xiong et al. 2020). A decoder-only block such as GPT-2's is an encoder block with a causal mask.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from engine import axes
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import MaskOptions, masking
from engine.mechanisms.heads import attend_heads
from engine.mechanisms.layers import Activation, LayerNormOptions, fed_forward, layer_normed
from engine.options import Options, Presets
from engine.program import Program

Sublayer = Callable[[Node], Node]  # n×d → n×d
NORM = LayerNormOptions()


@dataclass(frozen=True)
class BlockOptions(Options):
    """Where the norm stands, what bends the feed-forward layer, and whether the attention's projections have biases."""

    norm: Literal["post", "pre"] = field(default="post", metadata={"convention": True})
    activation: Activation = "relu"
    biases: Literal["one", "none"] = "one"


@dataclass(frozen=True)
class EncoderOptions(BlockOptions):
    """As every block, and which tokens may be looked at."""

    mask: Literal["none", "causal", "padding"] = "none"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"biases": "none"},
        "pytorch": {"weights": "out_in"},
        "bert": {"activation": "gelu_exact", "mask": "padding", "weights": "out_in"},
        "gpt2": {"norm": "pre", "activation": "gelu_tanh", "mask": "causal"},
    }


@dataclass(frozen=True)
class DecoderOptions(BlockOptions):
    """As every block, and whether padded source words are masked; the decoder's own tokens never look ahead."""

    source_mask: Literal["none", "padding"] = "none"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"biases": "none"},
        "pytorch": {"weights": "out_in"},
    }


def after(p: Program, X: Node, sublayer: Sublayer) -> Node:
    """Post-norm: LayerNorm(X + Sublayer(X))."""
    R = p.step("residual", "R", X + sublayer(X))
    with p.group("norm"):
        return layer_normed(p, R, NORM)


def before(p: Program, X: Node, sublayer: Sublayer) -> Node:
    """Pre-norm: X + Sublayer(LayerNorm(X)); X itself runs through untouched."""
    with p.group("norm"):
        Y = layer_normed(p, X, NORM)
    change = sublayer(Y)
    return p.step("residual", "R", X + change, {"residual.from_normalised": Y + change})


NORMED = {"post": after, "pre": before}


def sublayers(p: Program, X: Node, norm: str, **named: Sublayer) -> Node:
    """One after the other, each in a group of its own with its norm and the way round it; symbols carry its number."""
    for number, (kind, sublayer) in enumerate(named.items(), 1):
        with p.group(kind, sign=str(number), branch="part"):
            X = NORMED[norm](p, X, sublayer)
    return X


@mechanism(EncoderOptions, n=axes.tokens(3), d=4, h=axes.heads(2), d_k=2, d_v=2, f=3, layers=axes.layers(1))
def encoder_block(p: Program, o: EncoderOptions) -> None:
    """Every token looks at every token, then passes a layer of its own; round each of the two runs a shortcut."""
    (X,) = p.given(X="n d")
    mask = masking(p, MaskOptions(mask=o.mask), "n", "n", over=1)
    for layer in range(1, p.size("layers") + 1):
        with p.group("layer", layer, branch="layer") if p.size("layers") > 1 else nullcontext():
            X = sublayers(
                p,
                X,
                o.norm,
                attention=lambda Y: attend_heads(p, Y, Y, mask, biases=o.biases),
                feed_forward=lambda Y: fed_forward(p, Y, o.activation),
            )


@mechanism(DecoderOptions, n=axes.tokens(2), m=axes.source(3), d=4, h=axes.heads(2), d_k=2, d_v=2, f=3)
def decoder_block(p: Program, o: DecoderOptions) -> None:
    """Masked attention among the target's own tokens, then to the encoder's output E, then a layer for each token."""
    X, E = p.given(X="n d", E="m d")
    ahead = masking(p, MaskOptions(mask="causal"), "n", "n", over=1)
    source = masking(p, MaskOptions(mask=o.source_mask), "n", "m", over=1)
    sublayers(
        p,
        X,
        o.norm,
        self_attention=lambda Y: attend_heads(p, Y, Y, ahead, biases=o.biases),
        cross_attention=lambda Y: attend_heads(p, Y, E, source, biases=o.biases),
        feed_forward=lambda Y: fed_forward(p, Y, o.activation),
    )
