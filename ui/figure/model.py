"""What a figure shows: matrices in the layout of their formula, one selected cell, its arithmetic, and cells to fill in.

Everything is text and numbers ready to print; the figure computes nothing. Rows and columns of cells count from 0,
rows and columns of the grid (`row`, `column` of a block, sign or corner) from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rows = tuple[tuple[str, ...], ...]
Flags = tuple[tuple[bool, ...], ...]
Levels = tuple[tuple[float, ...], ...]

Role = Literal["activation", "weight", "plain"]
Kind = Literal["first", "second", "own"]
Mode = Literal["digits", "narrow", "map"]
Mark = Literal[
    "",
    "blank",
    "right",
    "follows",
    "convention",
    "misconception",
    "slip",
    "wrong",
    "unreadable",
    "few_digits",
    "given",
    "differs",
]
Marks = tuple[tuple[Mark, ...], ...]

MOST_DIGITS, MOST_NARROW = 8, 12  # columns: all digits up to eight, two up to twelve, beyond that a map


@dataclass(frozen=True, slots=True)
class CellId:
    """A cell of the figure: the block's id, row and column from 0."""

    block: str
    row: int
    column: int


@dataclass(frozen=True)
class Block:
    """One matrix. `texts` are the cells as printed, or as typed where `entry` lets the learner type.

    `name` is LaTeX ("W^Q"); `label` is what a screen reader calls the matrix (the name, if empty).
    `levels` is the heat of each cell, −1 … 1 (see `levels`); `mask` hatches cells; `marks` judges them.
    An `operand` that `folds` shrinks on a phone to the rows and columns that the selected cell came from.
    Hidden labels appear only on a phone, where the neighbour that carries them is out of sight.
    `locked` cells show what was typed but take nothing more; a cell marked "given" is locked by itself.
    `clickable=False` makes a matrix plain text: no arithmetic behind its cells, no tab stop.
    `gaps` are columns with a space before them, as in [h, x]; `width` is how many digits an input must hold.
    """

    id: str
    texts: Rows
    row: int = 1
    column: int = 1
    name: str = ""
    role: Role = "activation"
    shape: str = ""
    tag: str = ""
    label: str = ""
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    hide_row_labels: bool = False
    hide_column_labels: bool = False
    mask: Flags = ()
    levels: Levels = ()
    operand: bool = False
    folds: bool = True
    clickable: bool = True
    entry: bool = False
    locked: bool = False
    marks: Marks = ()
    sums: tuple[str, ...] = ()
    gaps: tuple[int, ...] = ()
    width: int = 5

    @property
    def mode(self) -> Mode:
        """How cells are drawn: by their number of columns; cells to fill in always show digits."""
        columns = max(map(len, self.texts), default=0)
        if self.entry or columns <= MOST_DIGITS:
            return "digits"
        return "narrow" if columns <= MOST_NARROW else "map"

    def holds(self, cell: CellId) -> bool:
        """Whether this is a cell of the block."""
        return (
            cell.block == self.id and 0 <= cell.row < len(self.texts) and 0 <= cell.column < len(self.texts[cell.row])
        )


@dataclass(frozen=True)
class Sign:
    """What stands between matrices: "÷ √d_k →", "⊙", "softmax →"; a single letter is set in italics, _ lowers."""

    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Corner:
    """What stands in the empty corner of a product: lines of (text, bold)."""

    lines: tuple[tuple[tuple[str, bool], ...], ...]
    row: int = 1
    column: int = 1

    @classmethod
    def product(cls, left: tuple[int, int], right: tuple[int, int], row: int = 1, column: int = 1) -> Corner:
        """The shapes of a matrix product: 6×2 · 2×6 → 6×6, the shared size bold."""
        sizes = ((f"{left[0]}×", False), (str(left[1]), True), (" · ", False), (str(right[0]), True))
        return cls(((*sizes, (f"×{right[1]}", False)), ((f"→ {left[0]}×{right[1]}", False),)), row, column)


@dataclass(frozen=True)
class Source:
    """A cell that the selected one came from: outlined solid (first), dashed (second) or double (own)."""

    cell: CellId
    kind: Kind = "first"


@dataclass(frozen=True)
class Rule:
    """Which cells of `block` the cell (i, j) comes from, so that outlines need no round trip.

    `row` and `column` are "i", "j", a fixed number, or None for all; `skip_masked` leaves hatched cells out.
    """

    block: str
    kind: Kind = "first"
    row: Literal["i", "j"] | int | None = None
    column: Literal["i", "j"] | int | None = None
    skip_masked: bool = False


@dataclass(frozen=True)
class Token:
    """A piece of a worked line. Hovering a token lights the cells of all tokens of its `term` in that line."""

    text: str
    kind: Literal["operator", "operand", "number", "elided"] = "operator"
    cell: CellId | None = None
    underline: Kind | None = None
    term: int = 0


@dataclass(frozen=True)
class Line:
    """One line of arithmetic; `relation` stands before it."""

    tokens: tuple[Token, ...]
    relation: Literal["=", "≈"] = "="


@dataclass(frozen=True)
class Jump:
    """A link below the arithmetic; scrolls to the Streamlit container with the key `target` and is reported."""

    text: str
    target: str


@dataclass(frozen=True)
class WorkedLine:
    """The arithmetic of the selected cell: what it is called, line under line, the result.

    `caption` says in words what is done, `note` what is worth noticing. `relation` stands before the result.
    """

    label: str
    lines: tuple[Line, ...]
    result: str
    relation: Literal["=", "≈"] = "="
    caption: str = ""
    note: str = ""
    sources: tuple[Source, ...] = ()
    jump: Jump | None = None


@dataclass(frozen=True)
class Entry:
    """The button below cells to fill in; without a label there is none and drafts are all that is sent."""

    check: str = ""
    disabled: bool = False
