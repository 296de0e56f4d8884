"""What is said of sizes: their values in a line, the shape of each input, and why a step has the shape it has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from engine import Program
from engine.dim import named
from engine.node import Node
from engine.shapes import Shape
from ui.translate import _

NAMES = re.compile(r"[A-Za-z](?:_[A-Za-z])?")


def by(shape: Shape) -> str:
    """6×2."""
    return "×".join(str(int(n)) for n in shape)


def sizes_line(program: Program, sizes: Mapping[str, int]) -> str:
    """Each size that stands in a shape of the computation: n = 3 · d_k = 64, in Markdown."""
    shapes = [*(x.shape for x in program.inputs.values()), *(x.shape for x in program.steps.values())]
    used = {name for shape in shapes for n in shape for power in named(n).powers for name in NAMES.findall(power)}
    return " · ".join(f"${name} = {value}$" for name, value in sizes.items() if name in used)


def inputs_line(program: Program) -> str:
    """Each input with its shape, in Markdown."""
    return " · ".join(f"${x.symbol}$ {by(x.shape)}" for x in program.inputs.values())


def rule(program: Program, step: str) -> str:
    """Why the step has its shape: 6×2 · 2×6 → 6×6 for a product, what is joined, or what keeps its shape."""
    expr = program.steps[step].whole
    result = by(expr.shape)
    product = next((node for node in _outermost(expr) if node.op == "matmul"), None)
    if product is not None:
        left, right = (by(arg.shape) for arg in product.args)
        between = "" if by(product.shape) == result else f" → {by(product.shape)}"
        return f"{left} · {right}{between} → {result}"
    if expr.op in ("concat", "transpose", "split_heads", "merge_heads", "part", "sum", "max"):
        return "{} → {}".format(", ".join(by(arg.shape) for arg in expr.args), result)
    return _("number by number: the shape stays {shape}").format(shape=result)


def _outermost(node: Node) -> Iterator[Node]:
    """The nodes of a formula, the whole before its parts."""
    yield node
    for arg in node.args:
        yield from _outermost(arg)
