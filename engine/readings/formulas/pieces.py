"""Symbols and formulas as pieces that a browser can set without a typesetter.

Letters of a piece are set in italics unless it is upright, as words such as softmax are; all else is set upright.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from engine.expression.symbol import PRIME, Symbol
from engine.program import Program
from engine.readings.formulas import tree
from engine.readings.formulas.build import equation
from engine.readings.formulas.plain import SPACED, Plain, plain, span
from engine.readings.formulas.tree import NO_WORDS, Equation, Formula, Words


class Shift(StrEnum):
    """Where a piece stands: on the line, below it, above it. The script elements of HTML are called so too."""

    NONE = ""
    SUB = "sub"
    SUP = "sup"


class Piece(NamedTuple):
    """Letters and signs that are set alike; a browser receives them as (text, shift, upright)."""

    text: str
    shift: Shift = Shift.NONE
    upright: bool = False


Pieces = tuple[Piece, ...]


@lru_cache(maxsize=4096)
def name(symbol: Symbol, solidus: str = "/") -> Pieces:
    """A symbol: C̃ₜ is C̃ on the line and t below it; a derivative has the solidus between ∂L and ∂x."""
    if symbol.by:
        letter = (
            Piece(f"∂{symbol.base}{solidus}∂"),
            *name(symbol.by, solidus),
            *((Piece("|"),) if symbol.subscript else ()),
        )
    else:
        letter = (Piece(symbol.base + symbol.accent),)
    above = PRIME * symbol.primes + (plain(symbol.superscript) if symbol.superscript else "")
    head = f"({symbol.head})" if symbol.head else ""
    word = bool(symbol.superscript and symbol.superscript.word)
    return merged([*letter, Piece(above + head, Shift.SUP, word), Piece(symbol.lowered, Shift.SUB)])


def formula(program: Program, step: str, words: Words = NO_WORDS) -> Pieces:
    """The step's formula on one line. Raises KeyError for an unknown step."""
    return pieces(equation(program, step, "line"), words)


def pieces(found: Equation, words: Words = NO_WORDS) -> Pieces:
    """An equation on one line."""
    write = PieceWriter(words)
    counts = (
        one for index, run in found.counts for one in (Piece(", "), *write(index), Piece(" = "), *write.list(run))
    )
    return merged([*write.list(found.sides, " = "), *counts])


def merged(found: Iterable[Piece]) -> Pieces:
    """Neighbours that are set alike are one piece; empty ones are left out."""
    whole: list[Piece] = []
    for piece in found:
        if piece.text and whole and whole[-1][1:] == piece[1:]:
            whole[-1] = whole[-1]._replace(text=whole[-1].text + piece.text)
        elif piece.text:
            whole.append(piece)
    return tuple(whole)


@dataclass(frozen=True)
class PieceWriter:
    """Writes a tree that stands on a line; `words` are those in formulas, `solidus` stands in derivatives."""

    words: Words = field(default_factory=dict)
    solidus: str = "/"

    def __call__(self, formula: Formula) -> Pieces:
        """The formula in pieces, neighbours that are set alike in one."""
        return merged(RULES[type(formula)](formula, self))

    def list(self, formulas: tuple[Formula, ...], between: str = ", ") -> Pieces:
        """Formulas with something between them."""
        return merged(one for n, f in enumerate(formulas) for one in (*((Piece(between),) if n else ()), *self(f)))


def below(base: Pieces, text: str, upright: bool = False) -> Pieces:
    """An index, apart from one that is there already."""
    return (*base, Piece(", " * (base[-1].shift is Shift.SUB) + text, Shift.SUB, upright))


def _raised(f: tree.Raised, write: PieceWriter) -> Pieces:
    """What is raised needs no brackets, and has no spaces."""
    exponent = f.exponent.inside if isinstance(f.exponent, tree.Brackets) else f.exponent
    return (*write(f.base), Piece(Plain(tight=True)(exponent), Shift.SUP))


def _call(f: tree.Call, write: PieceWriter) -> Pieces:
    line = write.words.get(f.line, f.line)
    sizes = "×".join(map(str, f.sizes))
    return (*_function(f.function, line or sizes), *_bracketed("()", write.list(f.arguments)))


def _masked(f: tree.Masked, write: PieceWriter) -> Pieces:
    return (*_function("mask", Plain()(f.put)), *_bracketed("()", write(f.inside)))


def _function(name: str, below: str) -> Pieces:
    return (Piece(name, upright=True), Piece(below, Shift.SUB, upright=True))


def _matrix(f: tree.Matrix, write: PieceWriter) -> Pieces:
    rows = (one for n, row in enumerate(f.rows) for one in (*((Piece("; "),) if n else ()), *write.list(row)))
    return (Piece("["), *rows, Piece("]"))


def _bracketed(pair: str, inside: Pieces) -> Pieces:
    return (Piece(pair[0]), *inside, Piece(pair[1]))


RULES: dict[type, Callable[[Any, PieceWriter], Pieces]] = {
    tree.Name: lambda f, write: name(f.symbol, write.solidus),
    tree.Number: lambda f, write: (Piece("−" * f.negative + f.digits),),
    tree.Word: lambda f, write: (Piece(f.text, upright=True),),
    tree.Dots: lambda f, write: (Piece("…"),),
    tree.Minus: lambda f, write: (Piece("−"), *write(f.inside)),
    tree.Infix: lambda f, write: (*write(f.left), Piece(SPACED[f.sign]), *write(f.right)),
    tree.Root: lambda f, write: (Piece("√"), *write(f.inside)),
    tree.Raised: _raised,
    tree.Slice: lambda f, write: below(write(f.base), "·" * f.beside + span(f)),
    tree.OfHead: lambda f, write: below(write(f.base), Plain()(f.head)),
    tree.Call: _call,
    tree.Masked: _masked,
    tree.Brackets: lambda f, write: _bracketed("[]" if f.square else "()", write(f.inside)),
    tree.Listed: lambda f, write: _bracketed("[]", write.list(f.parts)),
    tree.Matrix: _matrix,
    tree.FormulaList: lambda f, write: write.list(f.parts),
}
