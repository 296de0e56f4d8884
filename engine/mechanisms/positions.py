"""Positional encodings: sinusoidal, learned, rotary (RoPE) and linear biases (ALiBi).

Sinusoidal: Vaswani et al. 2017, section 3.5. Learned: Gehring et al. 2017, BERT, GPT-2. RoPE: Su et al. 2021. ALiBi:
Press et al. 2021.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import neg
from typing import ClassVar, Literal

from engine import axes
from engine.errors import ShapeError
from engine.expression.functions import (
    concat,
    cos,
    count,
    part,
    power,
    repeated,
    shared,
    sin,
    softmax,
    split,
    split_heads,
    sqrt,
)
from engine.expression.node import Node
from engine.expression.symbol import HAT
from engine.mechanism import mechanism
from engine.mechanisms.attention import MaskOptions, attend, masking
from engine.options import ABOVE_0, POSITION, Options, Presets, number, switch
from engine.program import Program

Function = Callable[[Node], Node]
Pairing = Literal["interleaved", "half_split"]


@dataclass(frozen=True)
class SinusoidalOptions(Options):
    """Options of sinusoidal encoding: column pairing, frequencies, first position, base, scaling of the embeddings.

    "interleaved" is the paper's formula; "half_split" (all sines, then all cosines) is the layout of Tensor2Tensor's
    code and of RoFormer in Hugging Face Transformers. The two differ in their frequencies: with the paper pair i has
    base^(−2i/d); Tensor2Tensor divides by d/2 − 1, so that the last pair has 1/base.
    """

    pairing: Pairing = switch("interleaved", convention=True)
    frequencies: Literal["two_i_over_d", "i_over_last"] = switch("two_i_over_d", convention=True, apart=True)
    counted: Literal["from_0", "from_1"] = switch("from_0", convention=True, apart=True)
    embeddings: Literal["as_given", "times_sqrt_d"] = switch("as_given", convention=True)
    base: float = number(10000.0, ABOVE_0)

    PRESETS: ClassVar[Presets] = {
        "textbook": {},
        "paper": {"embeddings": "times_sqrt_d"},
        "tensor2tensor": {"pairing": "half_split", "frequencies": "i_over_last", "embeddings": "times_sqrt_d"},
        "roformer": {"pairing": "half_split"},
    }


@dataclass(frozen=True)
class RotaryOptions(MaskOptions):
    """Options of RoPE: column pairing, base of the angles, position of the first token, and the mask.

    "interleaved" is the paper and Llama's own code; "half_split" is GPT-NeoX and Hugging Face Transformers.
    """

    mask: Literal["none", "causal"] = "none"
    pairing: Pairing = switch("interleaved", convention=True)
    base: float = number(10000.0, ABOVE_0)
    start: int = number(0, POSITION)

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {}, "huggingface": {"pairing": "half_split"}}


@dataclass(frozen=True)
class AlibiOptions(MaskOptions):
    """Options of ALiBi: slopes by the paper's rule or given, where distances count from, and the causal mask.

    The paper's formula counts from the query, its code and BLOOM's from the first key: m·j instead of m·(j − i). The
    biases of a query differ by one number then, which its softmax does not see.
    """

    mask: Literal["causal", "causal_and_padding"] = "causal"
    slopes: Literal["geometric", "given"] = "geometric"
    distances: Literal["from_query", "from_first_key"] = switch("from_query", convention=True)

    PRESETS: ClassVar[Presets] = {"textbook": {}, "paper": {}, "bloom": {"distances": "from_first_key"}}


def halved(p: Program, size: str) -> int:
    """Number of column pairs, half the size; raises ShapeError if the size is odd."""
    if p.size(size) % 2:
        raise ShapeError(
            "{size} is {value}: positions turn pairs of columns, so it must be even.", size=size, value=p.dims[size]
        )
    return p.dims[size] // 2


def woven(pairing: str, f: Function, g: Function, x: Node, width: int) -> Node:
    """Columns of f and g of the angles in their order; of an odd width the last column of g is left out."""
    both = PAIRED[pairing](f, g, x)
    return both if both.width == width else part(both, -1, 0, width)


def column(x: Node, k: int) -> Node:
    """Column k as an n×1 matrix."""
    return part(x, -1, k, k + 1)


def same(x: Node) -> Node:
    """Identity function."""
    return x


# Interleave or concatenate: the first function gives the first column of each pair, the second function the second.
PAIRED: dict[str, Callable[[Function, Function, Node], Node]] = {
    "interleaved": lambda f, g, x: concat(*(of(column(x, k)) for k in range(x.width) for of in (f, g)), axis=-1),
    "half_split": lambda f, g, x: concat(f(x), g(x), axis=-1),
}
# Rotation of each pair by 90°: (a, b) → (−b, a); `sign` is applied to b.
TURNED: dict[str, Callable[[Node, Function], Node]] = {
    "interleaved": lambda x, sign: concat(
        *(y for k in range(0, x.width, 2) for y in (sign(column(x, k + 1)), column(x, k))), axis=-1
    ),
    "half_split": lambda x, sign: concat(sign(split(x, 2)[1]), split(x, 2)[0], axis=-1),
}


OTHER = {"interleaved": "half_split", "half_split": "interleaved"}


def rates(p: Program, size: str, base: float) -> Node:
    """Frequencies base^(−2i/d) of the pairs of columns, i from 0: 1×d/2."""
    return frequencies(p, p.size(size), halved(p, size), base, "two_i_over_d")


def frequencies(p: Program, d: int, pairs: int, base: float, style: str) -> Node:
    """Frequencies of so many pairs of columns among d: base^(−2i/d), or evenly down to 1/base for the last pair."""
    i, several = count(pairs).T, pairs > 1
    if style == "two_i_over_d":
        wrong = {"rates.single_i": 1 / power(base, i / d)}
        return p.step("rates", "ω", 1 / power(base, 2 * i / d), wrong if several else None)
    exponent = i / (pairs - 1) if pairs > 2 else i  # 0 and 1 for two pairs; a single pair turns by 1
    wrong = {"rates.over_pairs": 1 / power(base, i / pairs)}
    return p.step("rates", "ω", 1 / power(base, exponent), wrong if several else None)


def turning(p: Program, rates: Node, start: int = 0) -> Node:
    """Angles θ[pos, i] = pos · ω_i in radians, positions counted from `start`. n×d/2."""
    n = count(p.size("n"))
    positions, one_too_many, one_too_few = (n + by if by else n for by in (start, start + 1, start - 1))
    wrong = {"positions.from_one": one_too_many} if start != 1 else {"positions.from_zero": one_too_few}
    return p.step("angles", "θ", positions * rates, {id: at * rates for id, at in wrong.items()})


def by_column(angles: Node, base: float, d: int) -> Node:
    """Encoding in which the exponent is twice the number of the column, not of the pair: base^(−2j/d) in column j."""
    positions = column(angles, 0)
    waves = (positions * float(base ** (-2 * j / d)) if j else positions for j in range(d))
    return concat(*((cos if j % 2 else sin)(x) for j, x in enumerate(waves)), axis=-1)


@mechanism(SinusoidalOptions, n=axes.tokens(4), d=4)
def sinusoidal(p: Program, o: SinusoidalOptions) -> None:
    """Sinusoidal positional encoding PE[pos, 2i] = sin θ, PE[pos, 2i+1] = cos θ, added to the embeddings. n×d.

    The dot products PE·PEᵀ depend only on the distance between positions. Of an odd width the last cosine is left out.
    """
    (X,) = p.given(X="n d")
    d = p.size("d")
    if d % 2 and (o.pairing, o.frequencies) != ("interleaved", "two_i_over_d"):
        halved(p, "d")
    angular = frequencies(p, d, (p.dims["d"] + 1) // 2, o.base, o.frequencies)
    angles = turning(p, angular, 1 if o.counted == "from_1" else 0)
    wrong = {"pairs.exchanged": woven(o.pairing, cos, sin, angles, d)}
    if o.frequencies == "two_i_over_d":
        slower = float(o.base ** (-1 / d))
        wrong["positions.own_wavelength"] = woven(o.pairing, sin, lambda x: cos(x * slower), angles, d)
    if o.frequencies == "two_i_over_d" and o.pairing == "interleaved" and d > 2:
        wrong["positions.by_column"] = by_column(angles, o.base, d)
    P = p.step("positions", "P", woven(o.pairing, sin, cos, angles, d), wrong)
    p.step("position_products", "G", P @ P.T)
    E = X if o.embeddings == "as_given" else p.step("enlarged", "X′", X * sqrt(p.size("d")))
    p.step("embedded", "E", E + P)


@mechanism(n=axes.tokens(3), m=4, d=4)
def learned_positions(p: Program, o: Options) -> None:
    """Learned positional embedding: row pos of a trained table (m×d), added to the token embedding. n×d.

    Raises ShapeError for a table of fewer rows than tokens.
    """
    (X,) = p.given(X="n d")
    (T,) = p.biases(T="m d")
    n, m = p.size("n"), p.size("m")
    if n > m:
        raise ShapeError("The number of positions in the table is {m}, too few for n = {n}.", m=int(m), n=int(n))
    wrong = {"positions.from_one": part(T, -2, 1, n + 1)} if n < m else {}
    P = p.step("positions", "P", part(T, -2, 0, n), wrong)
    p.step("embedded", "E", X + P)


def rearranged(table: Node, pairing: str) -> Node:
    """A table of cosines or sines in the order of the other pairing."""
    pairs = range(table.width // 2)
    order = [2 * i for i in pairs] * 2 if pairing == "interleaved" else [i for i in pairs for _ in range(2)]
    return concat(*(column(table, k) for k in order), axis=-1)


def rotated(p: Program, name: str, x: Node, cosines: Node, sines: Node, pairing: str) -> Node:
    """Rotary embedding of x: each pair (a, b) rotated to (a cos θ − b sin θ, b cos θ + a sin θ). n×d → n×d."""
    symbol, turn = p[x.params[0]].symbol, TURNED[pairing]
    turned = p.step(f"turned_{name}", replace(symbol, accent=HAT), turn(x, neg), {"turned.unsigned": turn(x, same)})
    wrong = {"rotation.backwards": x * cosines - turned * sines, "rotation.left_out": x}
    if x.width > 2:
        others = (rearranged(table, pairing) for table in (cosines, sines))
        wrong["rotation.other_table"] = x * next(others) + turned * next(others)
        wrong["rotation.other_turn"] = x * cosines + TURNED[OTHER[pairing]](x, neg) * sines
    return p.step(f"rotated_{name}", replace(symbol, primes=1), x * cosines + turned * sines, wrong)


@mechanism(RotaryOptions, n=axes.tokens(3), d_k=4, d_v=2)
def rope(p: Program, o: RotaryOptions) -> None:
    """Attention with rotary position embedding: queries and keys are rotated, scores depend on relative position."""
    Q, K, V = p.given(Q="n d_k", K="n d_k", V="n d_v")
    angles, weave = turning(p, rates(p, "d_k", o.base), int(o.start)), PAIRED[o.pairing]
    cosines = p.step("cosines", "c", weave(cos, cos, angles))
    sines = p.step("sines", "s", weave(sin, sin, angles))
    Q = rotated(p, "queries", Q, cosines, sines, o.pairing)
    K = rotated(p, "keys", K, cosines, sines, o.pairing)
    attend(p, Q, K, V, masking(p, o, "n", "n"), sqrt(p.size("d_k")))


DISTANCES: dict[str, Callable[[int], Node]] = {
    "from_query": lambda n: count(n).T - count(n),
    "from_first_key": lambda n: repeated(count(n).T, n),
}


def slopes(p: Program, o: AlibiOptions) -> Node:
    """ALiBi slopes 2^(−8k/h) for heads k = 1 … h, the paper's rule for a power of two, or as given. 1×h."""
    h = p.size("h")
    if o.slopes == "given":
        return p.input("m", "1 h", "bias")
    k = count(h).T
    return p.step("slopes", "m", power(2, -8 * (k + 1) / h), {"slopes.from_zero": power(2, -8 * k / h)})


@mechanism(AlibiOptions, n=axes.tokens(3), h=axes.heads(2), d_k=2, d_v=2)
def alibi(p: Program, o: AlibiOptions) -> None:
    """Attention with linear biases: each head adds −slope × distance to its scores; embeddings stay unchanged."""
    Q, K, V = p.given(Q="n h*d_k", K="n h*d_k", V="n h*d_v")
    h, n, root = p.size("h"), p.size("n"), sqrt(p.size("d_k"))
    Q = p.step("query_heads", "Q^(h)", split_heads(Q, h))
    K = p.step("key_heads", "K^(h)", split_heads(K, h))
    V = p.step("value_heads", "V^(h)", split_heads(V, h))
    S = p.step("scores", "S", Q @ K.T)
    Z = p.step("scaled", "S′", S / root)
    D = p.step("distances", "D", DISTANCES[o.distances](n))
    B = p.step("bias", "B", split_heads(slopes(p, o), h) * shared(D))
    wrong = {"alibi.bias_scaled": (S + B) / root, "alibi.sign": Z - B}
    L = p.step("biased", "L", Z + B, wrong)
    A = p.attention(p.step("weights", "A", softmax(masking(p, o, "n", "n", over=1).step(p, L))))
    p.step("context", "C", A @ V)
