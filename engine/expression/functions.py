"""The words a mechanism is written in: one function for each operation of the alphabet."""

from __future__ import annotations

from itertools import accumulate

from engine.expression.node import Node, apply
from engine.expression.symbol import symbol as read


def sqrt(x: Node | float) -> Node:
    """The square root, cell by cell."""
    return apply("sqrt", x)


def exp(x: Node) -> Node:
    """e to the x, cell by cell."""
    return apply("exp", x)


def log(x: Node) -> Node:
    """The natural logarithm, cell by cell."""
    return apply("log", x)


def erf(x: Node) -> Node:
    """The error function 2/√π ∫₀ˣ e^(−u²) du, cell by cell."""
    return apply("erf", x)


def sin(x: Node) -> Node:
    """The sine, cell by cell."""
    return apply("sin", x)


def cos(x: Node) -> Node:
    """The cosine, cell by cell."""
    return apply("cos", x)


def tanh(x: Node) -> Node:
    """The hyperbolic tangent, cell by cell."""
    return apply("tanh", x)


def sigmoid(x: Node) -> Node:
    """The logistic function 1/(1 + e^−x), cell by cell."""
    return apply("sigmoid", x)


def relu(x: Node) -> Node:
    """The larger of 0 and x, cell by cell."""
    return apply("relu", x)


def square(x: Node) -> Node:
    """x², cell by cell."""
    return apply("square", x)


def power(x: Node | float, y: Node | float) -> Node:
    """x to the y, cell by cell."""
    return apply("power", x, y)


def greater(x: Node, y: Node | float) -> Node:
    """1 where x > y, else 0."""
    return apply("greater", x, y)


def where(keep: Node, x: Node | float, y: Node | float) -> Node:
    """x where keep is not 0, y elsewhere."""
    return apply("where", keep, x, y)


def softmax(x: Node, axis: int = -1) -> Node:
    """Shares along axis, each line summing to 1; a line of −∞ only gives zeros."""
    return apply("softmax", x, params=(axis,))


def total(x: Node, axis: int = -1) -> Node:
    """The sum along axis, which stays with size 1."""
    return apply("sum", x, params=(axis,))


def largest(x: Node, axis: int = -1) -> Node:
    """The largest along axis, which stays with size 1."""
    return apply("max", x, params=(axis,))


def mean(x: Node, axis: int = -1) -> Node:
    """The mean along axis, which stays with size 1."""
    return total(x, axis) / x.shape[axis]


def part(x: Node, axis: int, start: int, stop: int) -> Node:
    """The positions start to stop along axis."""
    return apply("part", x, params=(axis, start, stop))


def row(x: Node, t: int) -> Node:
    """Row t as a 1×d matrix; t counts from 0."""
    return part(x, -2, t, t + 1)


def split(x: Node, pieces: int) -> list[Node]:
    """Equal pieces of the columns, left to right."""
    size = x.width // pieces
    return [part(x, -1, k * size, (k + 1) * size) for k in range(pieces)]


def pieces(x: Node, *widths: int) -> list[Node]:
    """The columns cut into pieces of these widths, left to right."""
    stops = list(accumulate(map(int, widths)))
    return [part(x, -1, stop - int(width), stop) for stop, width in zip(stops, widths, strict=True)]


def concat(*xs: Node, axis: int) -> Node:
    """Side by side along axis."""
    return apply("concat", *xs, params=(axis,)) if len(xs) > 1 else xs[0]


def constant(value: float, symbol: str = "") -> Node:
    """A fixed number, under a name of its own where it has one: ε."""
    return apply("number", params=(value, read(symbol) if symbol else None))


def causal(n: int, m: int) -> Node:
    """n×m: 1 where a query may see a key, the last query seeing all."""
    return apply("causal", params=(n, m))


def count(n: int) -> Node:
    """n×1: the numbers 0 to n − 1."""
    return apply("count", params=(n,))


def split_heads(x: Node, h: int, interleaved: bool = False) -> Node:
    """(…, n, h·w) → (…, h, n, w)."""
    return apply("split_heads", x, params=(h, interleaved))


def merge_heads(x: Node, interleaved: bool = False) -> Node:
    """(…, h, n, w) → (…, n, h·w)."""
    return apply("merge_heads", x, params=(interleaved,))


def repeated(x: Node, rows: int) -> Node:
    """A 1×d row so many times below itself."""
    return apply("spread", x, params=((rows, x.width),))


def shared(x: Node, times: int = 1) -> Node:
    """(…, n, w) → (…, 1, n, w), so many times: one array for every head."""
    return shared(apply("reshape", x, params=(x.shape, (*x.shape[:-2], 1, *x.shape[-2:]))), times - 1) if times else x
