"""What a figure shows: plain data, all of it text by the time it reaches the browser."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal

from engine.readings.symbols import plain

Role = Literal["activation", "weight", "plain"]
Mark = Literal[
    "", "right", "follows", "convention", "misconception", "slip", "wrong", "unreadable", "few_digits", "blank"
]
Kind = Literal["first", "second", "own"]
Name = tuple[tuple[str, str], ...]
Texts = tuple[tuple[str, ...], ...]

ACCENTED = re.compile(r"\\(tilde|hat|bar|dot)\s*\{?(\w)\}?")
SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(\S))")


@cache
def name_parts(symbol: str) -> Name:
    """A LaTeX symbol as (text, kind) pieces, kind "", "sub" or "sup"; what is no LaTeX stays as it is.

    \\tilde C_{t} gives (("C̃", ""), ("t", "sub")).
    """
    pieces: list[tuple[str, str]] = []
    end = 0
    for found in SCRIPT.finditer(symbol):
        _add(pieces, symbol[end : found.start()], "")
        _add(pieces, found[2] if found[2] is not None else found[3], "sub" if found[1] == "_" else "sup")
        end = found.end()
    _add(pieces, symbol[end:], "")
    return tuple(pieces) or ((symbol, ""),)


def _add(pieces: list[tuple[str, str]], latex: str, kind: str) -> None:
    text = plain(latex).strip()
    if text:
        pieces.append((text, kind))


@dataclass(frozen=True)
class Block:
    """One matrix at a place of the grid (from 1). `level` is heat from −1 to 1; `mask` hatches a cell.

    `entry` makes its cells inputs, which carry `marks`; `locked` ones cannot be typed in. `folds` lets an operand
    shrink to the source row and column on a phone. `tag` is a short word beside the shape, such as "yours".
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
    level: tuple[tuple[float, ...], ...] = ()
    mask: tuple[tuple[bool, ...], ...] = ()
    sums: tuple[str, ...] = ()
    operand: bool = False
    folds: bool = True
    entry: bool = False
    locked: bool = False
    still: bool = False
    marks: tuple[tuple[Mark, ...], ...] = ()
    digits: int = 4


@dataclass(frozen=True)
class Sign:
    """What stands between matrices."""

    text: str
    row: int
    column: int


@dataclass(frozen=True)
class Source:
    """A cell that the selected one is computed from; `term` is the summand it stands in."""

    block: str
    i: int
    j: int
    kind: Kind
    term: int = 0


@dataclass(frozen=True)
class Word:
    """A piece of a worked line; a piece with a source is underlined as its cell is outlined."""

    text: str
    kind: Literal["operator", "operand", "number", "elided"] = "operator"
    source: Source | None = None
    term: int = 0


@dataclass(frozen=True)
class Line:
    """One line of arithmetic after its sign, = or ≈."""

    words: tuple[Word, ...]
    sign: str = "="


@dataclass(frozen=True)
class Worked:
    """The selected cell worked out. `jump` leads to the step it was computed in: (words, key of the step)."""

    label: str
    symbols: str = ""
    lines: tuple[Line, ...] = ()
    result: str = ""
    sign: str = "="
    note: str = ""
    jump: tuple[str, str] | None = None


@dataclass(frozen=True)
class Figure:
    """Everything one figure shows. `corner` are lines for the empty corner of a product: 6×2 · 2×6 → 6×6.

    `rules` let the browser outline a product's sources before the server has answered:
    result block → (left operands, upper operands).
    """

    blocks: tuple[Block, ...]
    signs: tuple[Sign, ...] = ()
    corner: tuple[str, ...] = ()
    selected: tuple[str, int, int] | None = None
    sources: tuple[Source, ...] = ()
    rules: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    worked: Worked | None = None
    labels: dict[str, str] = field(default_factory=dict)
    check: bool = False
    arrive: bool = False
    version: str = ""

    @property
    def signature(self) -> str:
        """What the DOM is built from; typed numbers survive as long as it stays the same."""
        blocks = [(b.id, b.entry, b.locked, len(b.text), len(b.text[0]) if b.text else 0) for b in self.blocks]
        return repr((self.version, blocks, [s.text for s in self.signs], self.check, self.labels.get("check")))

    def data(self) -> dict[str, Any]:
        """The figure as JSON."""
        return {**asdict(self), "signature": self.signature}
