"""The functions that mechanisms are written in: one per operation, each returning an expression node.

Axes are negative: -1 counts columns and -2 rows. Every function raises ShapeError for operands that do not fit.
"""

from __future__ import annotations

from itertools import accumulate

from engine.expression.node import Node, apply
from engine.expression.symbol import symbol as read


def sqrt(x: Node | float) -> Node:
    """Square root, element-wise."""
    return apply("sqrt", x)


def exp(x: Node) -> Node:
    """Exponential e^x, element-wise."""
    return apply("exp", x)


def log(x: Node) -> Node:
    """Natural logarithm, element-wise."""
    return apply("log", x)


def erf(x: Node) -> Node:
    """Error function 2/√π ∫₀ˣ e^(−u²) du, element-wise."""
    return apply("erf", x)


def floor(x: Node) -> Node:
    """Largest whole number that is not above x, element-wise."""
    return apply("floor", x)


def sin(x: Node) -> Node:
    """Sine (radians), element-wise."""
    return apply("sin", x)


def cos(x: Node) -> Node:
    """Cosine (radians), element-wise."""
    return apply("cos", x)


def tanh(x: Node) -> Node:
    """Hyperbolic tangent, element-wise."""
    return apply("tanh", x)


def sigmoid(x: Node) -> Node:
    """Logistic sigmoid 1/(1 + e^−x), element-wise."""
    return apply("sigmoid", x)


def relu(x: Node) -> Node:
    """ReLU, max(0, x), element-wise."""
    return apply("relu", x)


def clip(x: Node) -> Node:
    """x cut off below 0 and above 1, min(1, max(0, x)), element-wise."""
    return apply("clip", x)


def square(x: Node) -> Node:
    """Square x², element-wise."""
    return apply("square", x)


def power(x: Node | float, y: Node | float) -> Node:
    """Power x^y, element-wise with broadcasting."""
    return apply("power", x, y)


def greater(x: Node, y: Node | float) -> Node:
    """Comparison x > y as 1 or 0, element-wise with broadcasting."""
    return apply("greater", x, y)


def larger(x: Node, y: Node | float) -> Node:
    """Larger of two numbers max(x, y), element-wise with broadcasting."""
    return apply("larger", x, y)


def equal(x: Node, y: Node | float) -> Node:
    """Comparison x = y as 1 or 0, element-wise with broadcasting; for what counts, not for rounded numbers."""
    return apply("equal", x, y)


def where(keep: Node, x: Node | float, y: Node | float) -> Node:
    """Element-wise selection: x where `keep` is not 0, y elsewhere; all three broadcast."""
    return apply("where", keep, x, y)


def indicator(condition: Node) -> Node:
    """1 where a condition holds and 0 elsewhere, as numbers that can be added and multiplied."""
    return where(condition, 1, 0)


def softmax(x: Node, axis: int = -1) -> Node:
    """Softmax along an axis, same shape as x; a line whose entries are all −∞ gives zeros, not NaN."""
    return apply("softmax", x, params=(axis,))


def total(x: Node, axis: int = -1) -> Node:
    """Sum along an axis, which is kept with size 1."""
    return apply("sum", x, params=(axis,))


def largest(x: Node, axis: int = -1) -> Node:
    """Maximum along an axis, which is kept with size 1."""
    return apply("max", x, params=(axis,))


def rank(x: Node, axis: int = -1) -> Node:
    """Rank along an axis, same shape as x: 1 for the largest entry of a line; equal entries have equal ranks."""
    return apply("rank", x, params=(axis,))


def place(x: Node, axis: int = -1) -> Node:
    """Place of each entry in its line sorted from the largest on, from 1: a rank in which equal entries differ."""
    return apply("place", x, params=(axis,))


def above(x: Node, w: Node | None = None, axis: int = -1) -> Node:
    """Sum of w (x itself if there is none) over the entries of a line that are larger than this one, same shape as x.

    What stands before an entry when the line is sorted from the largest on, accumulated.
    """
    return apply("above", x, x if w is None else w, params=(axis,))


def mean(x: Node, axis: int = -1) -> Node:
    """Mean along an axis, which is kept with size 1."""
    return total(x, axis) / x.shape[axis]


def part(x: Node, axis: int, start: int, stop: int) -> Node:
    """Slice of x along an axis, from position `start` up to but not including `stop`."""
    return apply("part", x, params=(axis, start, stop))


def row(x: Node, t: int) -> Node:
    """Row t of x, (n, d) → (1, d); t counts from 0."""
    return part(x, -2, t, t + 1)


def split(x: Node, pieces: int) -> list[Node]:
    """Equal blocks of columns from left to right: (n, d) → `pieces` arrays (n, d/pieces)."""
    size = x.width // pieces
    return [part(x, -1, k * size, (k + 1) * size) for k in range(pieces)]


def pieces(x: Node, *widths: int) -> list[Node]:
    """Blocks of columns with the given widths, from left to right: (n, w₁ + w₂ + …) → (n, w₁), (n, w₂), …"""
    stops = list(accumulate(map(int, widths)))
    return [part(x, -1, stop - int(width), stop) for stop, width in zip(stops, widths, strict=True)]


def concat(*xs: Node, axis: int) -> Node:
    """Concatenation along an axis; a single operand is returned as it is."""
    return apply("concat", *xs, params=(axis,)) if len(xs) > 1 else xs[0]


def constant(value: float, symbol: str = "") -> Node:
    """Constant with an optional symbol, such as ε."""
    return apply("number", params=(value, read(symbol) if symbol else None))


def causal(n: int, m: int) -> Node:
    """Causal mask, (n, m): 1 where query i may attend to key j, else 0.

    With m > n the keys include a cached prefix: the last query attends to all m keys.
    """
    return apply("causal", params=(n, m))


def count(n: int) -> Node:
    """Column vector of the integers 0 … n − 1, shape (n, 1)."""
    return apply("count", params=(n,))


def split_heads(x: Node, h: int, interleaved: bool = False) -> Node:
    """Split columns into heads: (…, n, h·w) → (…, h, n, w).

    A head takes w adjacent columns, or every h-th column if `interleaved`.
    """
    return apply("split_heads", x, params=(h, interleaved))


def merge_heads(x: Node, interleaved: bool = False) -> Node:
    """Concatenate heads along the columns: (…, h, n, w) → (…, n, h·w), the inverse of `split_heads`."""
    return apply("merge_heads", x, params=(interleaved,))


def take(x: Node, index: Node) -> Node:
    """Look-up of whole numbers (n, m), counted from 0, in a row (…, 1, b): (…, n, m)."""
    return apply("take", x, index, params=(len(x.shape) - 2,))


def repeated(x: Node, rows: int) -> Node:
    """A row vector repeated: (1, d) → (rows, d)."""
    return apply("spread", x, params=((rows, x.width),))


def shared(x: Node, times: int = 1) -> Node:
    """Insert `times` axes of size 1 before the matrix axes, so that one array broadcasts over all heads.

    (…, n, w) → (…, 1, n, w) for `times` = 1.
    """
    return shared(apply("reshape", x, params=(x.shape, (*x.shape[:-2], 1, *x.shape[-2:]))), times - 1) if times else x
