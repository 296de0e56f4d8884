"""What a figure shows: plain data, all of it text by the time it reaches the browser.

Rows and columns of cells count from 0, rows and columns of the grid (`row`, `column` of a block or sign) from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.readings.formulas.pieces import Pieces

Role = Literal["activation", "weight", "plain"]
Kind = Literal["first", "second", "own"]
Mode = Literal["digits", "dense", "map", "canvas"]
Mark = Literal[
    "",
    "right",
    "follows",
    "convention",
    "misconception",
    "slip",
    "wrong",
    "unreadable",
    "few_digits",
    "blank",
    "given",
    "differs",
    "placeholder",
]
Name = Pieces
Texts = tuple[tuple[str, ...], ...]
CornerLine = tuple[tuple[str, bool], ...]  # pieces of text, and whether each is bold
Cell = tuple[str, int, int]
Step = Literal["i", "j"] | int | None

MOST_DIGITS, MOST_DENSE, MOST_MAP = 8, 12, 32  # columns: all digits up to eight, narrower ones up to twelve, a map


@dataclass(frozen=True)
class MatrixBlock:
    """One matrix. `text` are its cells as printed, or as typed where `entry` lets the learner type.

    `level` is heat from −1 to 1; `mask` hatches a cell; `label` is what a screen reader calls the matrix.
    An `operand` that `folds` shrinks on a phone to the rows and columns that the selected cell came from.
    Hidden labels appear only on a phone, where the neighbour that carries them is out of sight.
    `locked` cells show what was typed and take nothing more; a cell marked "given" is locked by itself, one marked
    "differs" carries a flag and is for reading. `still` cells open nothing and are no tab stop. `digits` is how
    many decimals an input must hold; `tag` a short word beside the shape, such as "yours".
    A double-click opens a cell of an `editable` block for typing; `typed` are (row, column, text) of the cells that
    were typed otherwise than they are printed. `restorable` blocks have a button that puts them back as they were.
    """

    id: str
    row: int
    column: int
    name: Name
    text: Texts
    label: str
    role: Role = "activation"
    shape: str = ""
    tag: str = ""
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    hide_row_labels: bool = False
    hide_column_labels: bool = False
    level: tuple[tuple[float, ...], ...] = field(default=(), hash=False)  # many numbers, which the texts tell apart
    mask: tuple[tuple[bool, ...], ...] = ()
    sums: tuple[str, ...] = ()
    operand: bool = False
    folds: bool = True
    entry: bool = False
    locked: bool = False
    still: bool = False
    marks: tuple[tuple[Mark, ...], ...] = ()
    digits: int = 4
    editable: bool = False
    typed: tuple[tuple[int, int, str], ...] = ()
    restorable: bool = False

    @property
    def mode(self) -> Mode:
        """How cells are drawn: by their number of columns; cells to fill in always show digits."""
        columns = max(map(len, self.text), default=0)
        if self.entry or columns <= MOST_DIGITS:
            return "digits"
        if columns <= MOST_DENSE:
            return "dense"
        return "map" if columns <= MOST_MAP else "canvas"

    def holds(self, cell: Cell) -> bool:
        """Whether this is one of the block's cells."""
        id, i, j = cell
        return id == self.id and 0 <= i < len(self.text) and 0 <= j < len(self.text[i])


@dataclass(frozen=True)
class PlacedSign:
    """What stands between matrices: ÷ √dₖ →, ⊙, softmax →."""

    parts: Name
    row: int
    column: int


@dataclass(frozen=True)
class SourceCell:
    """A cell that the selected one is computed from; outlined solid (first), dashed (second) or doubled (own)."""

    block: str
    i: int
    j: int
    kind: Kind
    term: int = 0


@dataclass(frozen=True)
class SourceRule:
    """Which cells of a block the cell (i, j) comes from, so that outlines need not wait for the server.

    `i` and `j` say which row and column: "i", "j" (of the selected cell), a fixed number, or None for all of them.
    """

    block: str
    kind: Kind
    i: Step = None
    j: Step = None


Rules = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]] | tuple[SourceRule, ...]]


@dataclass(frozen=True)
class WorkedWord:
    """A piece of a worked line; a piece with a source is underlined as its cell is outlined."""

    text: str
    kind: Literal["operator", "operand", "number", "elided"] = "operator"
    source: SourceCell | None = None
    term: int = 0


@dataclass(frozen=True)
class WorkedLine:
    """One line of arithmetic after its sign, = or ≈; `subtotals` of a sum are what its terms come to one by one."""

    words: tuple[WorkedWord, ...]
    sign: str = "="
    subtotals: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkedPanel:
    """The selected cell worked out. `symbols` says in symbols what is done.

    `jump` leads to the step it was computed in: (words, key of the step's container). `follow` is the way
    back to the inputs: (words, whether it is open); of what is given there is nothing to follow.
    """

    label: Name
    symbols: Name = ()
    lines: tuple[WorkedLine, ...] = ()
    result: str = ""
    sign: str = "="
    note: str = ""
    jump: tuple[str, str] | None = None
    follow: tuple[str, bool] | None = None


@dataclass(frozen=True)
class Figure:
    """Everything one figure shows. `corner` are lines for the empty corner of a product: 6×2 · 2×6 → 6×6, the
    shared size in bold.

    `rules` say for a result block where its cells come from: a tuple of Rule, or for a product its (left operands,
    upper operands). `labels` are words for the marks by their names, and for "check" and "next_cell". `check` shows the
    button; a new `version` builds the figure anew and forgets what was typed. `whole` matrices are full of numbers, so
    that a pasted table of another shape is asked about before it is mixed with them. `notice` is a sentence under it.
    """

    blocks: tuple[MatrixBlock, ...]
    signs: tuple[PlacedSign, ...] = ()
    corner: tuple[CornerLine, ...] = ()
    selected: Cell | None = None
    sources: tuple[SourceCell, ...] = ()
    rules: Rules = field(default_factory=dict)
    worked: WorkedPanel | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    check: bool = False
    arrive: bool = False
    version: str = ""
    whole: bool = False
    notice: str = ""

    def holds(self, cell: Cell) -> bool:
        """Whether the figure has this cell."""
        return any(block.holds(cell) for block in self.blocks)
