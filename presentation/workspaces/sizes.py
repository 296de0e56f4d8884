"""What is said of sizes: their values, the shape of each input, and why a step has the shape it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import Program
from engine.expression.dim import named
from engine.expression.node import Node
from engine.expression.shapes import Shape
from engine.expression.symbol import symbol
from engine.readings.formulas.latex import name as symbol_in_latex
from presentation.translate import _
from quiz.kinds.number import PosedNumber

MOVES = frozenset(
    ("concat", "transpose", "split_heads", "merge_heads", "part", "sum", "max", "reshape", "pad", "spread")
)


def by(shape: Shape) -> str:
    """6×2."""
    return "×".join(str(int(n)) for n in shape)


def size_terms(program: Program, sizes: Mapping[str, int]) -> list[str]:
    """Each size that stands in a shape of the computation, n = 3 and d_k = 64 (Markdown)."""
    shapes = [*(x.shape for x in program.inputs.values()), *(x.shape for x in program.steps.values())]
    used = set[str]().union(*(named(n).names for shape in shapes for n in shape))
    return [f"${symbol_in_latex(symbol(name))} = {value}$" for name, value in sizes.items() if name in used]


def count_terms(posed: PosedNumber) -> list[str]:
    """What a count depends on (Markdown): the sizes, the bytes of a number, how many layers."""
    said = size_terms(posed.program, posed.sizes)
    if posed.question.of in ("bytes", "traffic"):
        said.append(_("{n} bytes a number").format(n=posed.question.bytes_each))
    if posed.times > 1:
        said.append(_("{n} layers").format(n=posed.times))
    return said


def input_terms(program: Program) -> list[str]:
    """Each input with its shape (Markdown)."""
    return [f"${symbol_in_latex(x.symbol)}$ {by(x.shape)}" for x in program.inputs.values()]


def shape_rule(program: Program, step: str) -> str:
    """Why the step has its shape: 6×2 · 2×6 → 6×6 for a product; what is joined or cut; what keeps its shape."""
    expr = program.steps[step].whole
    result = by(expr.shape)
    products = list(_products(expr))
    if products:
        terms = ", ".join(" · ".join(by(arg.shape) for arg in node.args) for node in products)
        between = {by(node.shape) for node in products} - {result}
        return " → ".join([terms, *sorted(between), result])
    if expr.op in MOVES:
        return "{} → {}".format(", ".join(by(arg.shape) for arg in expr.args), result)
    return _("keeps the shape {shape}").format(shape=result)


def _products(node: Node) -> Iterator[Node]:
    """The matrix products of a formula, the outer ones only."""
    if node.op == "matmul":
        yield node
        return
    for arg in node.args:
        yield from _products(arg)
