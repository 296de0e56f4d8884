"""Rewritings to a function that is taken for the right one: another base, degrees, tan for tanh, a sign lost in σ."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.errors import ShapeError
from engine.expression.functions import (
    causal,
    concat,
    cos,
    exp,
    largest,
    log,
    merge_heads,
    part,
    power,
    relu,
    sigmoid,
    sin,
    softmax,
    tanh,
    total,
)
from engine.expression.node import Node, apply
from engine.program import Program
from engine.readings.misconceptions.wrong_versions import Rewrite

IN_DEGREES = math.pi / 180


def function(f: Callable[[Node], Node]) -> Rewrite:
    """Rewriting to another function of the first operand."""
    return lambda n, p: f(n.args[0])


def to_base(base: float) -> Rewrite:
    """Rewriting of e^x to another base: 2^x, or the key 10^x of a calculator."""
    return lambda n, p: power(base, n.args[0])


def log_to_base(base: float) -> Rewrite:
    """Rewriting of ln x to another base: log₂ x, or the key log of a calculator."""
    return lambda n, p: log(n.args[0]) / math.log(base)


def in_degrees(f: Callable[[Node], Node]) -> Rewrite:
    """Rewriting of a sine or cosine to one of so many degrees, as a calculator gives that is set to them."""
    return lambda n, p: f(n.args[0] * IN_DEGREES)


def tangent(n: Node, p: Program) -> Node:
    """Rewriting of tanh to tan, in radians."""
    return sin(n.args[0]) / cos(n.args[0])


def tangent_in_degrees(n: Node, p: Program) -> Node:
    """Rewriting of tanh to the tan of so many degrees."""
    x = n.args[0] * IN_DEGREES
    return sin(x) / cos(x)


def of_half(n: Node, p: Program) -> Node:
    """Rewriting of tanh x to (1 − e^−x)/(1 + e^−x), which is tanh of half of x."""
    return tanh(n.args[0] / 2)


def sign_lost(n: Node, p: Program) -> Node:
    """Rewriting of σ(x) = 1/(1 + e^−x) to 1/(1 + e^x)."""
    return sigmoid(-n.args[0])


# ---- softmax ----


def softmax_to_base(base: float) -> Rewrite:
    """Rewriting of a softmax to one with 2^x or 10^x; raises ShapeError for a single score."""

    def rewrite(n: Node, p: Program) -> Node:
        _several(n)
        return softmax(n.args[0] * math.log(base), *n.params)

    return rewrite


def not_normalised(n: Node, p: Program) -> Node:
    """Rewriting of a softmax to e^x alone."""
    return exp(n.args[0])


def twice(n: Node, p: Program) -> Node:
    """Rewriting of a softmax to the softmax of it; raises ShapeError for a single score."""
    _several(n)
    return softmax(n, *n.params)


def over_all(n: Node, p: Program) -> Node:
    """Rewriting of a softmax of each line to one over the whole matrix; raises ShapeError for a single line."""
    x, axis = n.args[0], n.params[0]
    if x.shape[-3 - axis] == 1:
        raise ShapeError("A single line has one softmax either way.")
    E = exp(x - largest(largest(x), -2))
    return E / total(total(E), -2)


def _several(n: Node) -> None:
    if n.args[0].shape[n.params[0]] == 1:
        raise ShapeError("The softmax of a single score is 1 in any case.")


# ---- normalisations ----


def mean_of_all(n: Node, p: Program) -> Node:
    """Rewriting of the mean of each line to the mean of the whole matrix; raises ShapeError for anything else."""
    above, below = n.args
    if above.op != "sum" or below.op != "number" or len(n.shape) != 2:
        raise ShapeError("This is not the mean of a line.")
    lines = n.shape[-3 - above.params[0]]
    if lines == 1:
        raise ShapeError("A single line has one mean either way.")
    whole = total(total(above.args[0]), -2) / (below * float(lines))
    return apply("spread", whole, params=(n.shape,))


# ---- positions ----

LEAST_BASE = 4  # of angles that are computed by hand; the slopes of linear biases are powers of 2
BASES = (1000, 10_000, 100_000, 500_000, 1_000_000)  # the paper's with a zero more or less, Llama 3's, Code Llama's


def of_base(base: float) -> Rewrite:
    """Rewriting of a power of one base of rotary angles to that of another; raises ShapeError for other powers."""

    def rewrite(n: Node, p: Program) -> Node:
        own = n.args[0]
        if own.op != "number" or own.params[0] < LEAST_BASE or own.params[0] == base or n.args[1].op == "number":
            raise ShapeError("This is no power of the base of angles.")
        return power(float(base), n.args[1])

    return rewrite


# ---- masks and heads ----


def own_place_masked(n: Node, p: Program) -> Node:
    """Rewriting of a causal mask to one that hides the diagonal too."""
    rows, columns = map(int, n.params)
    return part(causal(rows + 1, columns), -2, 0, rows)


def other_order(n: Node, p: Program) -> Node:
    """Rewriting of concatenated heads to the last head first; raises ShapeError for heads by groups or a lone head."""
    x = n.args[0]
    if len(x.shape) != 3 or x.shape[-3] == 1:
        raise ShapeError("There is one order only.")
    wide = merge_heads(x)
    width = int(x.shape[-1])
    blocks = [part(wide, -1, k * width, (k + 1) * width) for k in range(int(x.shape[-3]))]
    return concat(*blocks[::-1], axis=-1)


def blocks_as_they_are(n: Node, p: Program) -> Node:
    """Rewriting of packed weights, (out, in), to square blocks side by side that are not transposed.

    Raises ShapeError where they are no square blocks, or a single one.
    """
    W = n.args[0]
    rows, columns = map(int, W.shape[-2:])
    given = W.op == "ref" and W.params[0] in p.inputs and p.inputs[W.params[0]].trained
    if not given or columns == 1 or rows == columns or rows % columns:
        raise ShapeError("These are not square blocks.")
    return concat(*(part(W, -2, k, k + columns) for k in range(0, rows, columns)), axis=-1)


def by_cells(n: Node, p: Program) -> Node:
    """Rewriting of a matrix product to a product cell by cell; raises ShapeError where the shapes do not fit."""
    a, b = n.args
    if tuple(map(int, a.shape)) != tuple(map(int, b.shape)) or 1 in a.shape[-2:]:
        raise ShapeError("Only matrices of one shape are multiplied cell by cell.")
    return a * b


# ---- small slips of a formula ----


def doubled(n: Node, p: Program) -> Node:
    """Rewriting of x² to 2x."""
    return n.args[0] * 2


def absolute(n: Node, p: Program) -> Node:
    """Rewriting of x², or of max(0, x), to |x|."""
    return relu(n.args[0]) + relu(-n.args[0])


def added_first(n: Node, p: Program) -> Node:
    """Rewriting of x ⊙ g + b to (x + b) ⊙ g; raises ShapeError where nothing is added to a product."""
    if n.args[0].op != "mul":
        raise ShapeError("There is no product in front.")
    x, g = n.args[0].args
    return (x + n.args[1]) * g


def function_last(n: Node, p: Program) -> Node:
    """Rewriting of a ⊙ tanh(b) to tanh(a ⊙ b), with σ alike; raises ShapeError without such a factor."""
    a, f = n.args
    if f.op not in ("tanh", "sigmoid"):
        raise ShapeError("There is no function behind.")
    return apply(f.op, a * f.args[0])


def only_taken_away(n: Node, p: Program) -> Node:
    """Rewriting of 1 − x to x; raises ShapeError where no number stands in front."""
    if n.args[0].op != "number":
        raise ShapeError("There is no number in front.")
    return n.args[1]


def nothing_taken_away(n: Node, p: Program) -> Node:
    """Rewriting of x − y to x; raises ShapeError where a number stands in front."""
    if n.args[0].op == "number":
        raise ShapeError("A number alone is no result.")
    return n.args[0]
