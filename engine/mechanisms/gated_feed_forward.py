"""Feed-forward network with a gated hidden layer: GLU, bilinear, ReGLU, GEGLU and SwiGLU.

Gated linear units are Dauphin et al. 2017; in a Transformer's feed-forward network, with these names, Shazeer 2020.
LLaMA has SwiGLU without biases and a hidden size of two thirds of 4d (Touvron et al. 2023).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import relu, sigmoid, split
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.layers import PASSED
from engine.options import Options, Presets, switch
from engine.program import Program

Halves = tuple[Node, Node]  # pre-activation of the gate, and the values it multiplies


@dataclass(frozen=True)
class GatedOptions(Options):
    """Options of a gated feed-forward network: the gate's activation, biases, and how the two projections are kept.

    `order` says which half of a fused projection is the gate's: the second in torch.nn.functional.glu, the first in
    Phi-3's gate_up_proj.
    """

    activation: Literal["swish", "sigmoid", "relu", "gelu_exact", "gelu_tanh", "none"] = "swish"
    biases: Literal["none", "one"] = switch("none", apart=True)
    projection: Literal["separate", "fused"] = switch("separate", apart=True)
    order: Literal["gate_first", "gate_second"] = switch(
        "gate_first", convention=True, apart=True, when={"projection": ("fused",)}
    )

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {},
        "pytorch": {"activation": "sigmoid", "projection": "fused", "order": "gate_second", "weights": "out_in"},
        "llama": {"weights": "out_in"},
        "t5": {"activation": "gelu_tanh", "weights": "out_in"},
    }


# the factor of x in an activation x · φ(x), and its symbol
FACTOR: dict[str, tuple[str, Callable[[Node], Node]]] = {
    "swish": ("S", sigmoid),
    "gelu_exact": ("Φ", PASSED["gelu_exact"]),
    "gelu_tanh": ("Φ", PASSED["gelu_tanh"]),
}
PLAIN: dict[str, Callable[[Node], Node]] = {"sigmoid": sigmoid, "relu": relu, "none": lambda x: x}


def activated(x: Node, activation: str) -> Node:
    """The gate's activation as one expression, element-wise."""
    return x * FACTOR[activation][1](x) if activation in FACTOR else PLAIN[activation](x)


def gate(p: Program, A: Node, activation: str) -> Node:
    """The gate a(A), of A's shape; Swish and GELU with their factor between 0 and 1 as a step, a bilinear one is A."""
    if activation == "none":
        return A
    if activation in FACTOR:
        symbol, factor = FACTOR[activation]
        return p.step("gate", "G", A * p.gate(p.step("passed", symbol, factor(A))))
    G = p.step("gate", "G", activated(A, activation), {"gate.swish": A * sigmoid(A)} if activation == "sigmoid" else {})
    return p.gate(G) if activation == "sigmoid" else G


def separate(p: Program, X: Node, o: GatedOptions) -> Halves:
    """Gate's pre-activation X W^g and values X W^u from two matrices, both d×f."""
    W_g, W_u = p.weights(W_g="W^g: d f", W_u="W^u: d f")
    if o.biases == "none":
        p.alike(g=[W_g], u=[W_u])
        return _halves(p, X @ W_g, X @ W_u)
    b_g, b_u = p.biases(b_g="b^g: 1 f", b_u="b^u: 1 f")
    p.alike(g=[W_g, b_g], u=[W_u, b_u])
    return _halves(p, X @ W_g + b_g, X @ W_u + b_u)


def fused(p: Program, X: Node, o: GatedOptions) -> Halves:
    """The same from one matrix d×2f, whose columns are cut in the order in which they are kept."""
    (W,) = p.weights(W_gu="W^gu: d 2*f")
    both = X @ W if o.biases == "none" else X @ W + p.biases(b_gu="b^gu: 1 2*f")[0]
    first, second = split(p.step("projected", "P", both), 2)
    return _halves(p, first, second) if o.order == "gate_first" else _halves(p, second, first)


def _halves(p: Program, gate: Node, values: Node) -> Halves:
    return p.step("gate_preactivation", "A", gate), p.step("values", "U", values)


PROJECTION: dict[str, Callable[[Program, Node, GatedOptions], Halves]] = {"separate": separate, "fused": fused}


@mechanism(GatedOptions, n=axes.tokens(2), d=3, f=4)
def gated_feed_forward(p: Program, o: GatedOptions) -> None:
    """Gated feed-forward network (a(X W^g) ⊙ X W^u) W^d with hidden size f; a is Swish in SwiGLU. n×d → n×d."""
    (X,) = p.given(X="n d")
    A, U = PROJECTION[o.projection](p, X, o)
    other = {} if o.activation == "none" else {"gate.other_half": A * activated(U, o.activation)}
    F = p.step("gated", "F", gate(p, A, o.activation) * U, other)
    (W_d,) = p.weights(W_d="W^d: f d")
    p.step("output", "O", F @ W_d if o.biases == "none" else F @ W_d + p.biases(b_d="b^d: 1 d")[0])
