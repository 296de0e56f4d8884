"""Where a step's matrices stand: products as their formula has them, everything else side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine import Program
from engine.cell import Index
from engine.node import Node
from engine.readings.numbers import short
from engine.readings.symbols import plain

PREFIX = {
    "tanh": "tanh",
    "sigmoid": "σ",
    "exp": "exp",
    "log": "ln",
    "sqrt": "√",
    "sin": "sin",
    "cos": "cos",
    "relu": "ReLU",
}
INFIX = {"add": "+", "sub": "−", "mul": "⊙", "div": "÷", "matmul": "·", "power": "^", "greater": ">"}
WIDEST = 14  # columns of numbers that fit on the page beside each other, with a worked line
AFTER = {"square": "²", "transpose": "⊤"}
LINES = frozenset(("sum", "max"))
LOOSE = frozenset(("add", "sub"))
SPREADING = frozenset(("spread",))  # laid over more cells, as plain arithmetic does by itself
ARROWS = {
    **PREFIX,
    "softmax": "softmax",
    "sum": "Σ",
    "max": "max",
    "where": "mask",
    "split_heads": "split",
    "merge_heads": "merge",
    "concat": "join",
    "part": "cut",
    "square": "( )²",
}


@dataclass(frozen=True)
class Placed:
    """One matrix of the figure: a step or input, turned if the formula turns it, at a place of the grid (from 1).

    `lead` picks a slice of an array with more than two axes (a head); None shows the array as it is.
    """

    id: str
    name: str
    row: int
    column: int
    operand: bool = True
    turned: bool = False
    lead: Index | None = None

    def index(self, i: int, j: int) -> Index:
        """The array's index of the cell shown in row i, column j."""
        return (*(self.lead or ()), j, i) if self.turned else (*(self.lead or ()), i, j)


@dataclass(frozen=True)
class Sign:
    """What stands between matrices: ÷ √2, softmax →."""

    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Layout:
    """The figure of a part of the story; `product` says that operands stand left and above, as in a matrix product."""

    placed: tuple[Placed, ...]
    signs: tuple[Sign, ...] = field(default=())
    product: bool = False

    @property
    def results(self) -> tuple[Placed, ...]:
        return tuple(p for p in self.placed if not p.operand)


def story(program: Program) -> list[tuple[str, ...]]:
    """The steps as they are told: neighbours that multiply the same matrix by weights of their own stand together.

    They do so if all of them fit beside each other; else each is told by itself.
    """
    runs: list[tuple[str, ...]] = []
    for step in program.steps:
        lefts = _lefts(program, step)
        if runs and lefts and lefts == _lefts(program, runs[-1][0]):
            runs[-1] = (*runs[-1], step)
        else:
            runs.append((step,))
    parts = ([run] if _columns(program, run) <= WIDEST else [(step,) for step in run] for run in runs)
    return [part for told in parts for part in told]


def _columns(program: Program, steps: tuple[str, ...]) -> int:
    """How many columns of numbers stand side by side."""
    return sum(int(program[name].shape[-1]) for name in (*_lefts(program, steps[0]), *steps))


def _lefts(program: Program, step: str) -> tuple[str, ...]:
    """What a step multiplies by weights alone; nothing for any other step."""
    products = [t for t in _terms(program.steps[step].expr) if _is_product(t)]
    weights = {id for id, x in program.inputs.items() if x.role in ("weight", "bias")}
    rights = {_name(t.args[1]) for t in products}
    return tuple(_name(t.args[0]) for t in products) if rights and rights <= weights else ()


def layout(program: Program, steps: tuple[str, ...], lead: Index = ()) -> Layout:
    """Place the steps of one part of the story and their operands; `lead` is the slice shown of more than two axes."""
    expr = program.steps[steps[0]].expr
    terms = list(_terms(expr))
    if all(_is_product(t) or t.op == "ref" for t in terms) and any(map(_is_product, terms)):
        return _products(program, steps, lead)
    return _line(program, steps[0], expr, lead)


def slices(program: Program, name: str) -> list[Index]:
    """The matrices a step or input consists of: () alone, or one index for each head."""
    return list(_indices(tuple(map(int, program[name].shape[:-2]))))


def stacked(program: Program, step: str) -> Layout:
    """A step with all its matrices below each other, each with its operands; ids of several end in @1, @2 …"""
    leads = slices(program, step)
    if len(leads) == 1:
        return layout(program, (step,), leads[0])
    placed: list[Placed] = []
    signs: list[Sign] = []
    for n, lead in enumerate(leads, 1):
        part = layout(program, (step,), lead)
        below = max((p.row for p in placed), default=0)
        placed += [replace(p, id=f"{p.id}@{n}", row=p.row + below) for p in part.placed]
        signs += [replace(s, row=s.row + below) for s in part.signs]
    return Layout(tuple(placed), tuple(signs), product=False)


# ---- products: operands left and above, the result where they meet ----


def _terms(node: Node) -> Iterator[Node]:
    if node.op == "add":
        for arg in node.args:
            yield from _terms(arg)
    else:
        yield node


def _is_product(node: Node) -> bool:
    return node.op == "matmul" and all(map(_is_matrix, node.args))


def _is_matrix(node: Node) -> bool:
    return node.op == "ref" or (node.op == "transpose" and node.args[0].op == "ref")


def _products(program: Program, steps: tuple[str, ...], lead: Index) -> Layout:
    """Left operands in a row, once; for each step its upper operands and what is added in a column above it."""
    terms = {step: list(_terms(program.steps[step].expr)) for step in steps}
    bottom = max(map(len, terms.values())) + 1
    lefts = [t.args[0] for t in terms[steps[0]] if _is_product(t)]
    placed = [_matrix(program, node, bottom, k, lead) for k, node in enumerate(lefts, 1)]
    results = []
    for column, step in enumerate(steps, len(lefts) + 1):
        for row, term in enumerate(terms[step], bottom - len(terms[step])):
            placed.append(_matrix(program, term.args[-1] if term.args else term, row, column, lead))
        results.append(Placed(step, step, bottom, column, operand=False, lead=lead or None))
    return Layout((*_unique(placed), *results), product=True)


def _matrix(program: Program, node: Node, row: int, column: int, lead: Index) -> Placed:
    name = _name(node)
    return Placed(name, name, row, column, turned=node.op == "transpose", lead=_slice(program, name, lead))


def _name(node: Node) -> str:
    """The name a matrix goes by, turned or not."""
    return str((node.args[0] if node.op == "transpose" else node).params[0])


def _slice(program: Program, name: str, lead: Index) -> Index | None:
    """The operand's own slice under the result's: axes it lacks drop, axes of one stay at 0."""
    axes = program[name].shape[:-2]
    if not axes:
        return None
    chosen = lead[len(lead) - len(axes) :] if len(lead) >= len(axes) else (0,) * len(axes)
    return tuple(0 if n == 1 else k for k, n in zip(chosen, axes, strict=True))


def _unique(placed: list[Placed]) -> list[Placed]:
    """A matrix that stands twice in a formula is two matrices of the figure."""
    seen: dict[str, int] = {}
    result = []
    for p in placed:
        seen[p.name] = seen.get(p.name, 0) + 1
        id = p.name if seen[p.name] == 1 else f"{p.name}#{seen[p.name]}"
        result.append(Placed(id, p.name, p.row, p.column, p.operand, p.turned, p.lead))
    return result


# ---- everything else: side by side, signs between ----


def _line(program: Program, step: str, expr: Node, lead: Index) -> Layout:
    pieces = _joined([*_root(expr)])
    placed, signs, column = [], [], 0
    for piece in pieces:
        if isinstance(piece, str):
            column += 1
            signs.append(Sign(piece, 1, column))
            continue
        for shown in _slices(program, piece, expr, lead):
            column += 1
            matrix = _matrix(program, piece, 1, column, ())
            placed.append(Placed(matrix.id, matrix.name, 1, column, True, matrix.turned, shown))
    result = Placed(step, step, 1, column + 1, operand=False, lead=lead or None)
    return Layout((*_unique(placed), result), tuple(signs))


def _slices(program: Program, piece: Node, expr: Node, lead: Index) -> list[Index | None]:
    """The slice that belongs to the result's; all of them where heads are merged into one matrix."""
    name = _name(piece)
    axes = program[name].shape[:-2]
    if axes and not expr.shape[:-2]:
        return list(_indices(axes))
    return [_slice(program, name, lead)]


def _indices(axes: tuple[int, ...]) -> Iterator[Index]:
    if not axes:
        yield ()
        return
    for k in range(int(axes[0])):
        for rest in _indices(axes[1:]):
            yield (k, *rest)


def _root(expr: Node) -> Iterator[Node | str]:
    """One operand under one operation reads as an arrow; a formula ends in an equals sign."""
    operands = [n for n in expr.args if n.op != "number"]
    if expr.op in ARROWS and all(map(_is_matrix, operands)):
        yield from operands
        yield f"{ARROWS[expr.op]} →"
    elif expr.op == "softmax" and _plain(expr.args[0]):
        yield "softmax("
        yield from _inside(expr.args[0])
        yield ") ="
    elif expr.op in ("where", "softmax"):
        yield from _refs(expr)
        yield f"{ARROWS[expr.op]} →"
    elif _is_matrix(expr):
        yield expr
        yield "="
    else:
        yield from _inside(expr)
        yield "="


def _plain(node: Node) -> bool:
    """Whether an expression is arithmetic that its signs say completely."""
    said = node.op in INFIX or node.op in PREFIX or node.op in SPREADING
    return _is_matrix(node) or node.op == "number" or (said and all(map(_plain, node.args)))


def _inside(node: Node) -> Iterator[Node | str]:
    if _is_matrix(node):
        yield node
    elif node.op == "number":
        yield plain(node.params[1]) or short(node.params[0])
    elif node.op in INFIX:
        yield from _bracketed(node, 0)
        yield INFIX[node.op]
        yield from _bracketed(node, 1)
    elif node.op in PREFIX:
        yield PREFIX[node.op]
        yield from _bracketed(node, 0)
    elif node.op == "neg":
        yield "−"
        yield from _bracketed(node, 0)
    elif node.op in AFTER:
        yield from _bracketed(node, 0)
        yield AFTER[node.op]
    elif node.op in SPREADING:
        yield from _inside(node.args[0])
    elif node.op in LINES:
        yield f"{ARROWS[node.op]}("
        yield from _inside(node.args[0])
        yield ")"
    else:
        yield f"{ARROWS.get(node.op, node.op)}("
        yield from _refs(node)
        yield ")"


def _bracketed(node: Node, k: int) -> Iterator[Node | str]:
    arg = node.args[k]
    while arg.op in SPREADING:
        arg = arg.args[0]
    loose = arg.op in LOOSE and (node.op not in LOOSE or (node.op == "sub" and k == 1))
    inner = (node.op in PREFIX or node.op in AFTER) and not _is_matrix(arg) and arg.op != "number"
    under = node.op == "div" and k == 1 and arg.op in ("mul", "div", "matmul")
    loose = loose or inner or under
    if not loose:
        yield from _inside(arg)
        return
    yield "("
    yield from _inside(arg)
    yield ")"


def _refs(node: Node) -> Iterator[Node]:
    if _is_matrix(node):
        yield node
    else:
        for arg in node.args:
            yield from _refs(arg)


def _joined(pieces: list[Node | str]) -> list[Node | str]:
    """Neighbouring signs become one."""
    result: list[Node | str] = []
    for piece in pieces:
        if isinstance(piece, str) and result and isinstance(result[-1], str):
            tight = result[-1].endswith(("(", "√")) or piece == ")"
            result[-1] += piece if tight else f" {piece}"
        else:
            result.append(piece)
    return result
