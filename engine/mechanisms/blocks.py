"""Encoder and decoder blocks of the Transformer (Vaswani et al. 2017, section 3.1), post-norm or pre-norm.

Post-norm (after each sublayer) is the paper, BERT and PyTorch's default; pre-norm is GPT-2 and most models since (Xiong
et al. 2020). A decoder-only block such as GPT-2's is an encoder block with a causal mask.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import Mask, MaskOptions, PaddingInput, masking
from engine.mechanisms.heads import OutputOptions, Sources, attend_heads, one_source, two_sources
from engine.mechanisms.layers import Activation, Epsilon, LayerNormOptions, fed_forward, layer_normed
from engine.options import Presets, switch
from engine.program import Program

MaskKind = Literal["none", "causal", "padding", "causal_and_padding"]
Sublayer = Callable[[Node], Node]  # n×d → n×d
OWN = PaddingInput("own_real", "r_x")  # which of the decoder's own tokens are padding


@dataclass(frozen=True)
class BlockOptions(Epsilon):
    """Options of a block: place of the layer norm and its ε, activation function, biases of the projections."""

    norm: Literal["post", "pre"] = switch("post", convention=True)
    activation: Activation = "relu"
    biases: Literal["one", "none"] = "one"

    @property
    def layer_norm(self) -> LayerNormOptions:
        """The options of the block's layer norms."""
        return LayerNormOptions(epsilon=self.epsilon)

    @property
    def heads(self) -> OutputOptions:
        """The options of the block's attention."""
        return OutputOptions(biases=self.biases)


@dataclass(frozen=True)
class EncoderOptions(BlockOptions):
    """Options of an encoder block: those of every block, and the mask."""

    mask: MaskKind = "none"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"biases": "none"},
        "pytorch": {"weights": "out_in"},
        "bert": {"activation": "gelu_exact", "mask": "padding", "weights": "out_in", "epsilon": 1e-12},
        "gpt2": {"norm": "pre", "activation": "gelu_tanh", "mask": "causal"},
    }


@dataclass(frozen=True)
class DecoderOptions(BlockOptions):
    """Options of a decoder block: those of every block, a padding mask on the source, and the mask on its own tokens.

    In training and in decoding the self-attention of a decoder block is causal.
    """

    mask: Literal["causal", "causal_and_padding", "padding", "none"] = switch("causal", apart=True)
    source_mask: Literal["none", "padding"] = "none"

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"biases": "none"},
        "pytorch": {"weights": "out_in"},
    }


def after(p: Program, X: Node, sublayer: Sublayer, norm: LayerNormOptions) -> Node:
    """Post-norm sublayer: LayerNorm(X + Sublayer(X)). n×d → n×d."""
    change = sublayer(X)
    with p.drawn_as("add_and_norm"):
        R = p.step("residual", "R", X + change)
        with p.group("norm"):
            return layer_normed(p, R, norm)


def before(p: Program, X: Node, sublayer: Sublayer, norm: LayerNormOptions) -> Node:
    """Pre-norm sublayer: X + Sublayer(LayerNorm(X)). n×d → n×d."""
    with p.group("norm"), p.drawn_as("layer_norm"):
        Y = layer_normed(p, X, norm)
    change = sublayer(Y)
    return p.step("residual", "R", X + change, {"residual.from_normalised": Y + change})


NORMED = {"post": after, "pre": before}
MASKED, UNMASKED = "masked_multi_head_attention", "multi_head_attention"  # what the self-attention is drawn as
HEADS = {"causal": MASKED, "causal_and_padding": MASKED, "padding": UNMASKED, "none": UNMASKED}


def _attention(p: Program, part: str, sources: Callable[[Node], Sources], mask: Mask, o: BlockOptions) -> Sublayer:
    """Multi-head attention as a sublayer, one box in diagrams."""

    def sublayer(Y: Node) -> Node:
        with p.drawn_as(part):
            return attend_heads(p, sources(Y), mask, o.heads)

    return sublayer


def _network(p: Program, o: BlockOptions) -> Sublayer:
    """The position-wise feed-forward network as a sublayer, one box in diagrams."""

    def sublayer(Y: Node) -> Node:
        with p.drawn_as("position_wise_network"):
            return fed_forward(p, Y, o.activation)

    return sublayer


def sublayers(p: Program, X: Node, o: BlockOptions, **named: Sublayer) -> Node:
    """Sublayers applied in order, each with layer norm and residual connection, in a group named after it. n×d → n×d.

    Symbols carry the sublayer's number, counted from 1.
    """
    for number, (kind, sublayer) in enumerate(named.items(), 1):
        with p.group(kind, sign=str(number), branch="part"):
            X = NORMED[o.norm](p, X, sublayer, o.layer_norm)
    return X


def stacked(p: Program, X: Node, kind: MaskKind, o: BlockOptions) -> Node:
    """Encoder blocks one after the other, `layers` of them, under a mask; several are groups by number. n×d → n×d."""
    mask = masking(p, MaskOptions(mask=kind), "n", "n", over=1)
    for layer in range(1, p.size("layers") + 1):
        numbered = p.group("layer", layer, branch="layer") if p.size("layers") > 1 else nullcontext()
        with numbered, p.drawn_as("transformer_layer"):
            X = sublayers(
                p,
                X,
                o,
                attention=_attention(p, HEADS[kind], one_source, mask, o),
                feed_forward=_network(p, o),
            )
    return X


@mechanism(
    EncoderOptions, n=axes.tokens(3), d=4, h=axes.heads(2), d_k=2, d_v=2, f=3, layers=axes.layers(1), unrolls="layers"
)
def encoder_block(p: Program, o: EncoderOptions) -> None:
    """Transformer encoder block: multi-head self-attention and feed-forward network, each with residual connection."""
    (X,) = p.given(X="n d")
    stacked(p, X, o.mask, o)


@mechanism(DecoderOptions, n=axes.tokens(2), m=axes.source(3), d=4, h=axes.heads(2), d_k=2, d_v=2, f=3)
def decoder_block(p: Program, o: DecoderOptions) -> None:
    """Transformer decoder block: causal self-attention, cross-attention to the encoder output E, feed-forward net."""
    X, E = p.given(X="n d", E="m d")
    own = masking(p, MaskOptions(mask=o.mask), "n", "n", over=1, given=OWN)
    source = masking(p, MaskOptions(mask=o.source_mask), "n", "m", over=1)
    sublayers(
        p,
        X,
        o,
        self_attention=_attention(p, HEADS[o.mask], one_source, own, o),
        cross_attention=_attention(p, "multi_head_cross_attention", lambda Y: two_sources(Y, E), source, o),
        feed_forward=_network(p, o),
    )
