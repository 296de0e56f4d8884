"""Code rules: each operation as NumPy and as PyTorch source text."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from engine.expression.node import Node, is_indicator
from engine.expression.symbol import Symbol
from engine.readings.precedence import CALL, WHOLE, Binding

Language = Literal["numpy", "pytorch"]

COMPARED = Binding(0, (0, 1))
SUM, PRODUCT, POWER = Binding(1, (1, 2)), Binding(2, (2, 3)), Binding(3, (4,))
METHOD = Binding(WHOLE, (WHOLE,))  # a dot needs a whole operand in front of it


class CodeRule(NamedTuple):
    """Source text of one operation, and how tightly Python binds it.

    `numpy` and `pytorch` take the node and the source text of its operands.
    """

    binds: Binding
    numpy: Callable[..., str]
    pytorch: Callable[..., str]


def _both(binds: Binding, write: Callable[..., str]) -> CodeRule:
    return CodeRule(binds, write, write)


def _call(numpy: str, pytorch: str) -> CodeRule:
    return CodeRule(CALL, lambda n, *xs: f"{numpy}({', '.join(xs)})", lambda n, *xs: f"{pytorch}({', '.join(xs)})")


def _sliced(n: Node, x: str) -> str:
    axis, start, stop = n.params
    if len(n.shape) == 2:
        return f"{x}[{start}:{stop}]" if axis == -2 else f"{x}[:, {start}:{stop}]"
    return f"{x}[..., {start}:{stop}{', :' * (-axis - 1)}]"


def _transposed(n: Node, x: str) -> str:
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


def constant_name(n: Node) -> str:
    """The variable that holds a number: a named size, ε; "" for a number that is written as it is."""
    match n.params[1]:
        case Symbol(base):
            return base
        case ((str(name), 1),):
            return name
    return ""


def is_negative_number(n: Node) -> bool:
    """True for a number that is written with a minus."""
    return n.op == "number" and not constant_name(n) and bool(n.params[0] < 0)


def _number(infinity: str) -> Callable[[Node], str]:
    def write(n: Node) -> str:
        value, name = n.params[0], constant_name(n)
        if name:
            return name
        if math.isinf(value):
            return f"-{infinity}" if value < 0 else infinity
        return repr(int(value) if value % 1 == 0 else value)

    return write


def _counted(axes: str) -> CodeRule:
    return CodeRule(
        CALL,
        lambda n: f"np.arange({int(n.params[0])}.0){axes}",
        lambda n: f"torch.arange({int(n.params[0])}.0, dtype=dtype){axes}",
    )


def _torch_where(n: Node, keep: str, a: str, b: str) -> str:
    condition = keep if n.args[0].op in ("causal", "greater", "equal") else f"{keep} != 0"
    return f"torch.where({condition}, 1, 0).to(dtype)" if is_indicator(n) else f"torch.where({condition}, {a}, {b})"


def _torch_spread(n: Node, x: str) -> str:
    sizes = _sizes(n.shape)
    if n.args[0].shape:
        return f"torch.broadcast_to({x}, ({sizes}))"
    return f"torch.full(({sizes}), {x}, dtype=dtype)"


def _axis(function: str, axis: str) -> Callable[..., str]:
    return lambda n, x: f"{function}({x}, {axis}={n.params[0]}, {'keepdims' if axis == 'axis' else 'keepdim'}=True)"


RULES: dict[str, CodeRule] = {
    "add": _both(SUM, lambda n, a, b: f"{a} + {b}"),
    "sub": _both(SUM, lambda n, a, b: f"{a} - {b}"),
    "mul": _both(PRODUCT, lambda n, a, b: f"{a} * {b}"),
    "div": _both(PRODUCT, lambda n, a, b: f"{a} / {b}"),
    "matmul": _both(PRODUCT, lambda n, a, b: f"{a} @ {b}"),
    "neg": _both(PRODUCT, lambda n, a: f"-{a}"),
    "power": _both(POWER, lambda n, a, b: f"{a} ** {b}"),
    "square": _both(POWER, lambda n, a: f"{a} ** 2"),
    "greater": _both(COMPARED, lambda n, a, b: f"{a} > {b}"),
    "larger": CodeRule(
        CALL,
        lambda n, a, b: f"np.maximum({a}, {b})",
        lambda n, a, b: f"torch.maximum({a}, {b})" if n.args[1].shape else f"torch.clamp({a}, min={b})",
    ),
    "equal": _both(COMPARED, lambda n, a, b: f"{a} == {b}"),
    "where": CodeRule(CALL, lambda n, k, a, b: f"np.where({k}, {a}, {b})", _torch_where),
    "exp": _call("np.exp", "torch.exp"),
    "log": CodeRule(
        CALL,
        lambda n, x: f"np.log({x})",
        lambda n, x: f"math.log({x})" if not n.shape else f"torch.log({x})",
    ),
    "erf": _call("erf", "torch.erf"),
    "sqrt": CodeRule(
        CALL,
        lambda n, x: f"np.sqrt({x})",
        lambda n, x: f"math.sqrt({x})" if not n.shape else f"torch.sqrt({x})",
    ),
    "floor": _call("np.floor", "torch.floor"),
    "sin": _call("np.sin", "torch.sin"),
    "cos": _call("np.cos", "torch.cos"),
    "tanh": _call("np.tanh", "torch.tanh"),
    "sigmoid": _call("sigmoid", "torch.sigmoid"),
    "relu": CodeRule(CALL, lambda n, x: f"np.maximum({x}, 0)", lambda n, x: f"torch.relu({x})"),
    "clip": CodeRule(CALL, lambda n, x: f"np.clip({x}, 0, 1)", lambda n, x: f"torch.clamp({x}, 0, 1)"),
    "softmax": CodeRule(
        CALL,
        lambda n, x: f"softmax({x}, axis={n.params[0]})",
        lambda n, x: f"softmax({x}, dim={n.params[0]})",
    ),
    "sum": CodeRule(CALL, _axis("np.sum", "axis"), _axis("torch.sum", "dim")),
    "max": CodeRule(CALL, _axis("np.max", "axis"), _axis("torch.amax", "dim")),
    "rank": _both(CALL, lambda n, x: f"rank({x}, {n.params[0]})"),
    "place": _both(CALL, lambda n, x: f"place({x}, {n.params[0]})"),
    "above": _both(CALL, lambda n, x, w: f"above({x}, {w}, {n.params[0]})"),
    "transpose": _both(METHOD, _transposed),
    "split_heads": _both(METHOD, _split),
    "merge_heads": _both(METHOD, _merge),
    "part": _both(METHOD, _sliced),
    "pad": CodeRule(CALL, _numpy_pad, _torch_pad),
    "concat": CodeRule(
        CALL,
        lambda n, *xs: f"np.concatenate([{', '.join(xs)}], axis={n.params[0]})",
        lambda n, *xs: f"torch.cat([{', '.join(xs)}], dim={n.params[0]})",
    ),
    "take": CodeRule(
        METHOD,
        lambda n, x, index: f"{x}[..., 0, np.clip({index}, 0, {n.args[0].width - 1}).astype(int)]",
        lambda n, x, index: f"{x}[..., 0, {index}.clamp(0, {n.args[0].width - 1}).long()]",
    ),
    "reshape": _both(METHOD, lambda n, x: f"{x}.reshape({_sizes(n.shape)})"),
    "spread": CodeRule(CALL, lambda n, x: f"np.broadcast_to({x}, ({_sizes(n.shape)}))", _torch_spread),
    "number": CodeRule(CALL, _number("np.inf"), _number("math.inf")),
    "causal": CodeRule(CALL, _numpy_causal, _torch_causal),
    "count": _counted("[:, None]"),
}
COUNTED_ACROSS = _counted("[None, :]")  # of the transpose of a count: a row from the start


def uses_math(n: Node, language: Language) -> bool:
    """True if the source text of an operation, or the helper that it calls, needs Python's module math."""
    if language == "numpy":
        return n.op == "erf"
    return (n.op in ("sqrt", "log") and not n.shape) or (n.op == "number" and math.isinf(n.params[0]))
