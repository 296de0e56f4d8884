"""Sparse attention: sliding windows, windows with gaps, global tokens, and how far a stack of layers reaches.

Sparse Transformer: Child et al. 2019. Longformer: Beltagy, Peters & Cohan 2020. BigBird: Zaheer et al. 2020. Mistral
7B: Jiang et al. 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from engine import axes
from engine.expression.functions import constant, count, floor, greater, larger, row, total
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import SCALE, Mask, ScaleOptions, attend
from engine.options import Domain, Presets, matters, number, switch
from engine.program import Program

COUNT = Domain("{option} is {value}; it must be a whole number above 0.", 1, whole=True)


@dataclass(frozen=True)
class WindowOptions(ScaleOptions):
    """Options of sparse attention: which keys a query may attend to, and how many layers are stacked.

    In the causal direction the window counts the query's own key (Mistral's code) or the keys before it (the left part
    of FlashAttention's window_size); in both directions it is the number of keys on each side. `dilation` is the step
    from one key of the window to the next, `first` the number of global tokens at the beginning.
    """

    direction: Literal["causal", "both"] = "causal"
    pattern: Literal["window", "dilated", "global"] = "window"
    window: int = number(2, COUNT)
    counted: Literal["own_included", "own_apart"] = switch(
        "own_included", convention=True, when={"direction": ("causal",)}
    )
    dilation: int = number(2, COUNT, {"pattern": ("dilated",)})
    first: int = number(2, COUNT, {"pattern": ("global",)})
    stack: Literal["one_layer", "several_layers"] = switch(
        "one_layer", apart=True, when={"direction": ("causal",), "pattern": ("window",)}
    )

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "mistral": {},
        "flash_attention": {"counted": "own_apart"},
        "longformer": {"direction": "both", "pattern": "global"},
    }


@mechanism(WindowOptions, unrolls="layers", n=axes.tokens(7), d_k=2, d_v=2, layers=axes.layers(2))
def windowed_attention(p: Program, o: WindowOptions) -> None:
    """Attention of each query on a window of keys. n×d_k, n×d_k, n×d_v → n×d_v.

    A mask says which keys are allowed; the last step is that of scaled dot-product attention under this mask.
    """
    Q, K, V = p.given(Q="n d_k", K="n d_k", V="n d_v")
    n = p.size("n")
    D = p.step("distances", "D", count(n) - count(n).T)
    B = allowed(p, D, o)
    p.step("keys_per_query", "c", total(B))
    if matters(o, "stack") and o.stack == "several_layers":
        reached(p, B)
    attend(p, Q, K, V, Mask(B), SCALE[o.scale](p, o.constant))


def allowed(p: Program, D: Node, o: WindowOptions) -> Node:
    """The mask: 1 where a query may attend to a key. n×n."""
    back = o.window - (1 if o.direction == "causal" and o.counted == "own_included" else 0)
    ahead = o.window if o.direction == "both" else 0
    gap = o.dilation if o.pattern == "dilated" else 1
    W = between(D, back * gap, ahead * gap)
    wrong = {"window.both_sides": between(D, back * gap, back * gap)} if o.direction == "causal" and back else {}
    if gap > 1:
        W, wrong = every(D, gap) * W, {"window.without_gaps": between(D, back, ahead)}
    if o.pattern != "global":
        return p.step("allowed", "B", W, wrong)
    return with_global(p, p.step("window", "W", W, wrong), D, o)


def between(D: Node, back: int, ahead: int) -> Node:
    """1 where the key stands at most `back` positions before the query and at most `ahead` behind it."""
    return greater(constant(back + 1), D) * greater(D, -(ahead + 1))


def every(D: Node, gap: int) -> Node:
    """1 where the distance is a multiple of the gap: it leaves no remainder."""
    return greater(constant(1), D - gap * floor(D / gap))


def with_global(p: Program, W: Node, D: Node, o: WindowOptions) -> Node:
    """The window and the global tokens: every query may attend to them, and they to every key."""
    tokens = count(p.size("n"))
    seen, seeing = greater(constant(o.first), tokens.T), greater(constant(o.first), tokens)
    if o.direction == "causal":
        return p.step("allowed", "B", larger(W, seen) * greater(D, -1))
    wrong = {"global.only_seen": larger(W, seen), "global.only_seeing": larger(W, seeing)}
    return p.step("allowed", "B", larger(larger(W, seen), seeing), wrong)


def reached(p: Program, B: Node) -> None:
    """Which tokens can affect the last one behind each layer: 1×n, one more window further with every layer."""
    last = int(p.size("n")) - 1
    r: Node | None = None
    for _ in p.repeat("layer", p.size("layers"), branch="layer"):
        r = p.step("reached", "r", row(B, last) if r is None else greater(r @ B, 0))
