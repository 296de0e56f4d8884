"""LoRA, low-rank adaptation: a frozen weight matrix plus the product of two thin ones (Hu et al. 2022).

The scale α/r is the paper's; α/√r is rank-stabilised LoRA (Kalajdzievski 2023).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import constant, sqrt
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.options import ABOVE_0, Options, Presets, number, switch
from engine.program import Program


@dataclass(frozen=True)
class LoraOptions(Options):
    """Options of LoRA: α and what it is divided by, and whether the update is added to the output or to the weights.

    In training the two paths stay apart; for inference the update is merged into the weights, which costs nothing then.
    """

    form: Literal["two_paths", "merged"] = "two_paths"
    scale: Literal["alpha_over_r", "alpha_over_root_r"] = switch("alpha_over_r", convention=True)
    alpha: float = number(4.0, ABOVE_0)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {},
        "peft": {"alpha": 8.0, "weights": "out_in"},
    }


SCALE: dict[str, Callable[[Program, Node], Node]] = {
    "alpha_over_r": lambda p, alpha: alpha / p.size("r"),
    "alpha_over_root_r": lambda p, alpha: alpha / sqrt(p.size("r")),
}


def two_paths(p: Program, X: Node, W_0: Node, A: Node, B: Node, scale: Node) -> None:
    """X W_0 and (X A) B side by side, the latter scaled: n×d → n×d_o."""
    base = p.step("base", "H^0", X @ W_0)
    update = p.step("update", "U", p.step("reduced", "Z", X @ A) @ B)
    p.step("output", "H", base + p.step("scaled", "U′", scale * update))


def merged(p: Program, X: Node, W_0: Node, A: Node, B: Node, scale: Node) -> None:
    """The scaled product A B added to W_0, then one product: n×d → n×d_o."""
    change = p.step("change", "ΔW", scale * p.step("product", "P", A @ B))
    p.step("output", "H", X @ p.step("merged", "W", W_0 + change))


FORM: dict[str, Callable[..., None]] = {"two_paths": two_paths, "merged": merged}


@mechanism(LoraOptions, n=axes.tokens(2), d=3, d_o=4, r=2)
def lora(p: Program, o: LoraOptions) -> None:
    """LoRA: X (W_0 + α/r · A B) with frozen W_0 (d×d_o) and trained A (d×r) and B (r×d_o). n×d → n×d_o."""
    (X,) = p.given(X="n d")
    (W_0,) = p.frozen(W_0="W_0: d d_o")
    A, B = p.weights(A="d r", B="r d_o")
    FORM[o.form](p, X, W_0, A, B, SCALE[o.scale](p, constant(o.alpha, "α")))
