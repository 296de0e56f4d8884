"""Encoder and decoder blocks of the Transformer (Vaswani et al. 2017, section 3.1), post-norm or pre-norm.

Post-norm (after each sublayer) is the paper, BERT and PyTorch's default; pre-norm is GPT-2 and most models since (Xiong
et al. 2020). A decoder-only block such as GPT-2's is an encoder block with a causal mask.
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
    """Options of a block: place of the layer norm, activation function, biases of the attention projections."""

    norm: Literal["post", "pre"] = field(default="post", metadata={"convention": True})
    activation: Activation = "relu"
    biases: Literal["one", "none"] = "one"


@dataclass(frozen=True)
class EncoderOptions(BlockOptions):
    """Options of an encoder block: those of every block, and the mask."""

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
    """Options of a decoder block: those of every block, and a padding mask on the source.

    The self-attention of a decoder block is always causal.
    """

    source_mask: Literal["none", "padding"] = "none"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"biases": "none"},
        "pytorch": {"weights": "out_in"},
    }


def after(p: Program, X: Node, sublayer: Sublayer) -> Node:
    """Post-norm sublayer: LayerNorm(X + Sublayer(X)). n×d → n×d."""
    R = p.step("residual", "R", X + sublayer(X))
    with p.group("norm"):
        return layer_normed(p, R, NORM)


def before(p: Program, X: Node, sublayer: Sublayer) -> Node:
    """Pre-norm sublayer: X + Sublayer(LayerNorm(X)). n×d → n×d."""
    with p.group("norm"):
        Y = layer_normed(p, X, NORM)
    change = sublayer(Y)
    return p.step("residual", "R", X + change, {"residual.from_normalised": Y + change})


NORMED = {"post": after, "pre": before}


def sublayers(p: Program, X: Node, norm: str, **named: Sublayer) -> Node:
    """Sublayers applied in order, each with layer norm and residual connection, in a group named after it. n×d → n×d.

    Symbols carry the sublayer's number, counted from 1.
    """
    for number, (kind, sublayer) in enumerate(named.items(), 1):
        with p.group(kind, sign=str(number), branch="part"):
            X = NORMED[norm](p, X, sublayer)
    return X


@mechanism(
    EncoderOptions, n=axes.tokens(3), d=4, h=axes.heads(2), d_k=2, d_v=2, f=3, layers=axes.layers(1), unrolls="layers"
)
def encoder_block(p: Program, o: EncoderOptions) -> None:
    """Transformer encoder block: multi-head self-attention and feed-forward network, each with residual connection."""
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
    """Transformer decoder block: causal self-attention, cross-attention to the encoder output E, feed-forward net."""
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
