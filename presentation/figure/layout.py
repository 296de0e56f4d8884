"""Where a step's matrices stand: products as their formula has them, everything else side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from sys import maxsize

from engine import Program
from engine.expression.cell import Index
from engine.expression.node import Node
from presentation.figure.model import Name
from presentation.figure.operands import Cut, cut_of, is_matrix, is_product, is_turned, name_of, summands
from presentation.figure.operators import line
from presentation.translate import language

WIDEST = 14  # columns of numbers that fit on the page beside each other, with a worked line


@dataclass(frozen=True)
class Placed:
    """One matrix of the figure: a step or input, turned if the formula turns it, at a place of the grid (from 1).

    `lead` picks a slice of an array with more than two axes (a head); None shows the array as it is. `cut` shows only
    some rows and columns: (first row, row after the last, first column, column after the last). `whole` is how many
    rows and columns the formula has where a figure has no room for all of them.
    """

    id: str
    name: str
    row: int
    column: int
    operand: bool = True
    turned: bool = False
    lead: Index | None = None
    cut: Cut | None = None
    whole: tuple[int, int] | None = None

    def index(self, i: int, j: int) -> Index:
        """The array's index of the cell shown in row i, column j."""
        row, column = (j, i) if self.turned else (i, j)
        return (*(self.lead or ()), row + (self.cut[0] if self.cut else 0), column + (self.cut[2] if self.cut else 0))

    def size(self, program: Program) -> tuple[int, int]:
        """How many rows and columns are shown."""
        rows, columns = map(int, program[self.name].shape[-2:])
        top, bottom, left, right = self.cut or (0, rows, 0, columns)
        return (right - left, bottom - top) if self.turned else (bottom - top, right - left)

    @cached_property
    def window(self) -> tuple[Index, range, range]:
        """The index of the matrix in the array, and the rows and columns of it that are shown."""
        top, bottom, left, right = self.cut or (0, maxsize, 0, maxsize)
        return self.lead or (), range(top, bottom), range(left, right)

    def place(self, index: Index) -> tuple[int, int] | None:
        """Row and column in which a cell of the array is shown; None if it is not."""
        lead, rows, columns = self.window
        if index[-1] not in columns or index[-2] not in rows or index[:-2] != lead:
            return None
        i, j = index[-2] - rows.start, index[-1] - columns.start
        return (j, i) if self.turned else (i, j)


@dataclass(frozen=True)
class Sign:
    """What stands between matrices: ÷ √2, softmax →."""

    parts: Name
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
        """The matrices that are computed, the others being their operands."""
        return tuple(p for p in self.placed if not p.operand)


def story(program: Program) -> list[tuple[str, ...]]:
    """The steps as they are told: neighbours that multiply the same matrix by weights of their own stand together.

    They do so if all of them fit beside each other; else each is told by itself.
    """
    return list(_story(program))


@lru_cache(maxsize=32)
def _story(program: Program) -> tuple[tuple[str, ...], ...]:
    # asked for eight times in one run of a page; a finished program does not change
    runs: list[tuple[str, ...]] = []
    for step in program.steps:
        lefts = _lefts(program, step)
        if runs and lefts and lefts == _lefts(program, runs[-1][0]):
            runs[-1] = (*runs[-1], step)
        else:
            runs.append((step,))
    parts = ([run] if _columns(program, run) <= WIDEST else [(step,) for step in run] for run in runs)
    return tuple(part for told in parts for part in told)


def _columns(program: Program, steps: tuple[str, ...]) -> int:
    """How many columns of numbers stand side by side."""
    lefts = sum(int(factor.shape[-1]) for factor in _factors(program, steps[0]))
    return lefts + sum(int(program[name].shape[-1]) for name in steps)


def _lefts(program: Program, step: str) -> tuple[tuple[str, Cut | None], ...]:
    """What a step multiplies by weights alone, each by name and rows; nothing for any other step."""
    return tuple((name_of(factor), cut_of(factor)) for factor in _factors(program, step))


def _factors(program: Program, step: str) -> list[Node]:
    products = [t for t in summands(program.steps[step].expr) if is_product(t)]
    weights = {id for id, x in program.inputs.items() if x.trained}
    rights = {name_of(t.args[1]) for t in products}
    return [t.args[0] for t in products] if rights and rights <= weights else []


def layout(program: Program, steps: tuple[str, ...], lead: Index = ()) -> Layout:
    """Place the steps of one part of the story and their operands; `lead` is the slice shown of more than two axes."""
    return _layout(program, steps, lead, language())


@lru_cache(maxsize=128)
def _layout(program: Program, steps: tuple[str, ...], lead: Index, _language: str) -> Layout:
    # the signs between matrices may be words: each language has its own
    expr = program.steps[steps[0]].expr
    terms = list(summands(expr))
    if all(is_product(t) or is_matrix(t) for t in terms) and any(map(is_product, terms)):
        return _products(program, steps, lead)
    return _line(program, steps[0], expr, lead)


def slices(program: Program, name: str) -> list[Index]:
    """The matrices a step or input consists of: () alone, or one index for each head."""
    return list(_indices(tuple(map(int, program[name].shape[:-2]))))


def stacked(program: Program, step: str) -> Layout:
    """A step with all its matrices below each other, each with its operands; ids of several end in @1, @2 …"""
    return _stacked(program, step, language())


@lru_cache(maxsize=128)
def _stacked(program: Program, step: str, _language: str) -> Layout:
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


def _products(program: Program, steps: tuple[str, ...], lead: Index) -> Layout:
    """Left operands in a row, once; for each step its upper operands and what is added in a column above it."""
    terms = {step: list(summands(program.steps[step].expr)) for step in steps}
    bottom = max(map(len, terms.values())) + 1
    lefts = [t.args[0] for t in terms[steps[0]] if is_product(t)]
    placed = [_matrix(program, node, bottom, k, lead) for k, node in enumerate(lefts, 1)]
    results = []
    for column, step in enumerate(steps, len(lefts) + 1):
        for row, term in enumerate(terms[step], bottom - len(terms[step])):
            placed.append(_matrix(program, term.args[-1] if is_product(term) else term, row, column, lead))
        results.append(Placed(step, step, bottom, column, operand=False, lead=lead or None))
    return Layout((*_unique(placed), *results), product=True)


def _matrix(program: Program, node: Node, row: int, column: int, lead: Index) -> Placed:
    name = name_of(node)
    lead_of_it = _slice(program, name, lead)
    return Placed(name, name, row, column, turned=is_turned(node), lead=lead_of_it, cut=cut_of(node))


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
        result.append(replace(p, id=id))
    return result


# ---- everything else: side by side, signs between ----


def _line(program: Program, step: str, expr: Node, lead: Index) -> Layout:
    placed, signs, column = [], [], 0
    for piece in line(expr):
        if isinstance(piece, tuple):
            column += 1
            signs.append(Sign(piece, 1, column))
            continue
        for shown in _slices(program, piece, expr, lead):
            column += 1
            placed.append(replace(_matrix(program, piece, 1, column, ()), lead=shown))
    result = Placed(step, step, 1, column + 1, operand=False, lead=lead or None)
    return Layout((*_unique(placed), result), tuple(signs))


def _slices(program: Program, piece: Node, expr: Node, lead: Index) -> list[Index | None]:
    """The slice that belongs to the result's; all of them where heads are merged into one matrix."""
    name = name_of(piece)
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
