"""Code rules: each operation as NumPy and as PyTorch source text."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from engine.expression.node import Node


class CodeRule(NamedTuple):
    """Source text of one operation, and its precedence in Python: 1 sums, 2 products, 3 powers, 9 no brackets needed.

    `numpy` and `pytorch` take the node and the source text of its operands.
    """

    binds: int
    numpy: Callable[..., str]
    pytorch: Callable[..., str]


def _both(binds: int, write: Callable[..., str]) -> CodeRule:
    return CodeRule(binds, write, write)


def _call(numpy: str, pytorch: str) -> CodeRule:
    return CodeRule(9, lambda n, *xs: f"{numpy}({', '.join(xs)})", lambda n, *xs: f"{pytorch}({', '.join(xs)})")


def _sliced(n: Node, x: str) -> str:
    axis, start, stop = n.params
    if len(n.shape) == 2:
        return f"{x}[{start}:{stop}]" if axis == -2 else f"{x}[:, {start}:{stop}]"
    return f"{x}[..., {start}:{stop}{', :' * (-axis - 1)}]"


def _transposed(n: Node, x: str) -> str:
    if n.args[0].op == "count":  # a row from the start
        return x.replace("[:, None]", "[None, :]")
    return f"{x}.T" if len(n.shape) == 2 else f"{x}.swapaxes(-1, -2)"


def _numpy_pad(n: Node, x: str) -> str:
    axis, start, size = n.params
    after = size - start - n.args[0].shape[axis]
    widths = ["(0, 0)"] * len(n.shape)
    widths[axis] = f"({start}, {after})"
    return f"np.pad({x}, [{', '.join(widths)}])"


def _torch_pad(n: Node, x: str) -> str:
    axis, start, size = n.params
    after = size - start - n.args[0].shape[axis]
    return f"torch.nn.functional.pad({x}, ({'0, 0, ' * (-axis - 1)}{start}, {after}))"


def _split(n: Node, x: str) -> str:
    heads, interleaved = n.params
    *lead, rows, columns = map(int, n.args[0].shape)
    last = (columns // heads, heads) if interleaved else (heads, columns // heads)
    cut = f"{x}.reshape({', '.join(map(str, (*lead, rows, *last)))})"
    return f"{cut}.swapaxes(-1, -2).swapaxes(-2, -3)" if interleaved else f"{cut}.swapaxes(-2, -3)"


def _merge(n: Node, x: str) -> str:
    turned = f"{x}.swapaxes(-3, -2)" + (".swapaxes(-1, -2)" if n.params[0] else "")
    return f"{turned}.reshape({_sizes(n.shape)})"


def _sizes(shape: tuple[int, ...]) -> str:
    return ", ".join(str(int(k)) for k in shape)


def _numpy_causal(n: Node) -> str:
    rows, columns = map(int, n.params)
    return (
        f"np.tri({rows}, {columns}, {columns - rows}, dtype=bool)" if rows != columns else f"np.tri({rows}, dtype=bool)"
    )


def _torch_causal(n: Node) -> str:
    rows, columns = map(int, n.params)
    diagonal = columns - rows if rows != columns else ""
    return f"torch.ones({rows}, {columns}, dtype=torch.bool).tril({diagonal})"


def _numpy_number(n: Node) -> str:
    value, symbol = n.params
    if symbol.isidentifier():
        return str(symbol)
    return ("-" if value < 0 else "") + "np.inf" if math.isinf(value) else repr(int(value) if value % 1 == 0 else value)


def _torch_number(n: Node) -> str:
    return _numpy_number(n).replace("np.inf", "math.inf")


def _torch_spread(n: Node, x: str) -> str:
    sizes = _sizes(n.shape)
    if n.args[0].shape:
        return f"torch.broadcast_to({x}, ({sizes}))"
    return f"torch.full(({sizes}), {x}, dtype=dtype)"


def _axis(function: str, axis: str) -> Callable[..., str]:
    return lambda n, x: f"{function}({x}, {axis}={n.params[0]}, {'keepdims' if axis == 'axis' else 'keepdim'}=True)"


RULES: dict[str, CodeRule] = {
    "add": _both(1, lambda n, a, b: f"{a} + {b}"),
    "sub": _both(1, lambda n, a, b: f"{a} - {b}"),
    "mul": _both(2, lambda n, a, b: f"{a} * {b}"),
    "div": _both(2, lambda n, a, b: f"{a} / {b}"),
    "matmul": _both(2, lambda n, a, b: f"{a} @ {b}"),
    "neg": _both(2, lambda n, a: f"-{a}"),
    "power": _both(3, lambda n, a, b: f"{a} ** {b}"),
    "square": _both(3, lambda n, a: f"{a} ** 2"),
    "greater": _both(0, lambda n, a, b: f"{a} > {b}"),
    "where": CodeRule(
        9,
        lambda n, k, a, b: f"np.where({k}, {a}, {b})",
        lambda n, k, a, b: f"torch.where({k if n.args[0].op in ('causal', 'greater') else k + ' != 0'}, {a}, {b})",
    ),
    "exp": _call("np.exp", "torch.exp"),
    "log": _call("np.log", "torch.log"),
    "erf": _call("erf", "torch.erf"),
    "sqrt": CodeRule(
        9,
        lambda n, x: f"np.sqrt({x})",
        lambda n, x: f"math.sqrt({x})" if not n.shape else f"torch.sqrt({x})",
    ),
    "sin": _call("np.sin", "torch.sin"),
    "cos": _call("np.cos", "torch.cos"),
    "tanh": _call("np.tanh", "torch.tanh"),
    "sigmoid": _call("sigmoid", "torch.sigmoid"),
    "relu": CodeRule(9, lambda n, x: f"np.maximum({x}, 0)", lambda n, x: f"torch.relu({x})"),
    "softmax": CodeRule(
        9,
        lambda n, x: f"softmax({x}, axis={n.params[0]})",
        lambda n, x: f"softmax({x}, dim={n.params[0]})",
    ),
    "sum": CodeRule(9, _axis("np.sum", "axis"), _axis("torch.sum", "dim")),
    "max": CodeRule(9, _axis("np.max", "axis"), _axis("torch.amax", "dim")),
    "transpose": _both(9, _transposed),
    "split_heads": _both(9, _split),
    "merge_heads": _both(9, _merge),
    "part": _both(9, _sliced),
    "pad": CodeRule(9, _numpy_pad, _torch_pad),
    "concat": CodeRule(
        9,
        lambda n, *xs: f"np.concatenate([{', '.join(xs)}], axis={n.params[0]})",
        lambda n, *xs: f"torch.cat([{', '.join(xs)}], dim={n.params[0]})",
    ),
    "reshape": _both(9, lambda n, x: f"{x}.reshape({_sizes(n.shape)})"),
    "spread": CodeRule(9, lambda n, x: f"np.broadcast_to({x}, ({_sizes(n.shape)}))", _torch_spread),
    "number": CodeRule(9, _numpy_number, _torch_number),
    "causal": CodeRule(9, _numpy_causal, _torch_causal),
    "count": CodeRule(
        9,
        lambda n: f"np.arange({int(n.params[0])}.0)[:, None]",
        lambda n: f"torch.arange({int(n.params[0])}.0, dtype=dtype)[:, None]",
    ),
}
