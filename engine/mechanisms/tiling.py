"""Attention block by block: the online softmax and FlashAttention.

Online softmax: Milakov & Gimelshein 2018. FlashAttention: Dao, Fu, Ermon, Rudra & Ré 2022 (algorithm 1);
FlashAttention-2: Dao 2023 (algorithm 1), which divides by the denominator once, behind the last block.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from engine import axes
from engine.errors import ShapeError
from engine.expression.functions import causal, exp, larger, largest, log, part, total, where
from engine.expression.node import Node
from engine.mechanism import mechanism
from engine.mechanisms.attention import SCALE, ScaleOptions
from engine.options import Presets, switch
from engine.program import Program


@dataclass(frozen=True)
class TiledOptions(ScaleOptions):
    """Options of attention block by block: scale, causal mask, and when the running output is normalised.

    FlashAttention normalises it in every block; FlashAttention-2 once, at the end. A causal mask lines up at the last
    query and the last key, as in FlashAttention since 2.1.
    """

    mask: Literal["none", "causal"] = "none"
    normalised: Literal["at_end", "each_block"] = switch("at_end", convention=True)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "flash_attention": {"normalised": "each_block"},
        "flash_attention_2": {"mask": "causal"},
    }


class Running(NamedTuple):
    """What is kept of all blocks so far: row maximum m (n×1), softmax denominator l (n×1), output O (n×d_v)."""

    maximum: Node
    below: Node
    output: Node


@mechanism(TiledOptions, unrolls="m", n=axes.tokens(2), m=axes.source(4), b=2, d_k=2, d_v=2)
def tiled_attention(p: Program, o: TiledOptions) -> None:
    """Attention whose keys and values are read in blocks of b rows. n×d_k, m×d_k, m×d_v → n×d_v.

    The output equals softmax(QKᵀ/√d_k)V; the matrix of all scores is never there. Raises ShapeError for a causal mask
    over fewer keys than queries, under which the first queries would have none.
    """
    Q, K, V = p.given(Q="n d_k", K="m d_k", V="m d_v")
    n, m, b = (p.dims[name] for name in ("n", "m", "b"))
    if o.mask == "causal" and n > m:
        raise ShapeError(
            "There are {n} queries and {m} keys: under the causal mask the first queries would have no key.", n=n, m=m
        )
    running: Running | None = None
    for block in p.repeat("block", -(-m // b), branch="block"):
        start, stop = (block - 1) * b, min(block * b, m)
        S = scores(p, Q, part(K, -2, start, stop), o)
        Z = masked(p, S, start, stop) if o.mask == "causal" else S
        V_j = part(V, -2, start, stop)
        running = begun(p, Z, V_j, o) if running is None else absorbed(p, running, Z, V_j, o)
    if running is not None:
        finished(p, running, o)


def scores(p: Program, Q: Node, K: Node, o: TiledOptions) -> Node:
    """Scaled scores of all queries with the keys of a block. n×b."""
    S, divisor = Q @ K.T, SCALE[o.scale](p, o.constant)
    return p.step("scores", "S", S if divisor is None else S / divisor)


def masked(p: Program, S: Node, start: int, stop: int) -> Node:
    """Scores of the keys from `start` to before `stop`, causally masked; unchanged where every query is after them."""
    n, m = p.size("n"), p.size("m")
    if stop - 1 <= m - n:
        return S
    return p.step("masked", "Z", where(part(causal(n, m), -1, start, stop), S, -math.inf))


def begun(p: Program, Z: Node, V: Node, o: TiledOptions) -> Running:
    """Running statistics after the first block: a softmax that does not divide yet, or does already."""
    m = p.step("running_max", "m", largest(Z))
    P = p.step("exponentials", "P", exp(Z - m))
    below = p.step("running_sum", "l", total(P))
    return Running(m, below, p.step("running_output", "O", P @ V if o.normalised == "at_end" else (P @ V) / below))


def absorbed(p: Program, old: Running, Z: Node, V: Node, o: TiledOptions) -> Running:
    """Running statistics after a further block: what was there is rescaled to the new maximum, the block is added."""
    m = p.step("running_max", "m", larger(old.maximum, largest(Z)))
    P = p.step("exponentials", "P", exp(Z - m))
    a = p.step("correction", "α", exp(old.maximum - m))
    below = p.step("running_sum", "l", a * old.below + total(P))
    p.renews(below, kept=a * old.below, written=total(P))
    kept, written = SUMMANDS[o.normalised](a, old, P @ V, below)
    output = p.step("running_output", "O", kept + written)
    p.renews(output, kept=kept, written=written)
    for new, before in ((m, old.maximum), (below, old.below), (output, old.output)):
        p.replaces(new, before)
    return Running(m, below, output)


# correction, running statistics before the block, P V of the block, new denominator → what is kept, what is added
SUMMANDS: dict[str, Callable[[Node, Running, Node, Node], tuple[Node, Node]]] = {
    "at_end": lambda a, old, PV, below: (a * old.output, PV),
    "each_block": lambda a, old, PV, below: (a * old.below * old.output / below, PV / below),
}


def finished(p: Program, running: Running, o: TiledOptions) -> Node:
    """What is written back: the log-sum-exp of each row, which the backward pass needs, and the output."""
    p.step("log_sum_exp", "L", running.maximum + log(running.below))
    return p.step("output", "O", running.output / running.below if o.normalised == "at_end" else running.output)
