"""What formulas need of a page: the words in them in the language being spoken, and pieces as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from engine import Program
from engine.errors import N_
from engine.expression.symbol import PRIME, Symbol
from engine.readings.explanation.explain import ArithmeticLine
from engine.readings.explanation.tokens import Token
from engine.readings.formulas.build import equation
from engine.readings.formulas.latex import latex
from engine.readings.formulas.pieces import Piece, Pieces, PieceWriter, Shift, merged, name
from engine.readings.formulas.tree import Equation, stacks
from presentation.translate import _, language

IN_FORMULAS = {"rows": N_("rows"), "columns": N_("columns"), "heads": N_("heads")}

CHOICES = {" if ": N_("if"), " else ": N_("else")}  # of a line of arithmetic
UNBROKEN = {" × ": "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"}  # a sign of arithmetic inside a term


def words() -> dict[str, str]:
    """The words that stand in formulas: softmax over rows."""
    return {word: _(said) for word, said in IN_FORMULAS.items()}


def formula(program: Program, step: str) -> str:
    """A step's formula (Markdown). Raises KeyError for an unknown step."""
    return _formula(program, step, language())


@lru_cache(maxsize=256)
def _formula(program: Program, step: str, _language: str) -> str:
    # a sheet is drawn again at every answer and hint; its formulas stay
    return markdown(equation(program, step))


def markdown(found: Equation) -> str:
    """An equation (Markdown), the words in it in the language being spoken, its fractions large."""
    large = r"\displaystyle " if stacks(found) else ""
    return f"${large}{latex(found, words())}$"


def html(pieces: Pieces) -> str:
    """Pieces with their scripts (HTML)."""
    parts = ((piece.shift, escape(piece.text)) for piece in pieces)
    return "".join(f"<{tag}>{text}</{tag}>" if tag else text for tag, text in parts)


def upright(pieces: Pieces) -> Pieces:
    """Pieces of which none is set in italics; a prime is raised by itself, and would be too small as a superscript."""
    found: list[Piece] = []
    for text, shift, _upright in pieces:
        bare = text.lstrip(PRIME)
        found += [Piece(text.removesuffix(bare), upright=True), Piece(bare, shift, upright=True)]
    return merged(found)


def line_text(line: ArithmeticLine) -> str:
    """A line of arithmetic as plain text, the words in it in the language being spoken."""
    return "".join(map(_said, line.tokens))


def _said(token: Token) -> str:
    """A token's text; the words of a choice in the language being spoken."""
    return " " + _(CHOICES[token.text]) + " " if token.text in CHOICES else token.text


def label(symbol: Symbol, place: str) -> Pieces:
    """What a cell is called: S₁[my_word, 2]; scripts in its symbol, none in the words that say its place."""
    return merged([*upright(name(symbol)), Piece(place, upright=True)])


def line_pieces(tokens: Iterable[Token], unbroken: bool = False) -> Pieces:
    """A line of arithmetic, symbols and exponents with their scripts; `unbroken` ends no line inside a term."""
    write = PieceWriter(solidus="/\N{WORD JOINER}") if unbroken else PieceWriter()
    found: list[Piece] = []
    for token in tokens:
        if token.written is not None:
            found += [*upright(write(token.written)), Piece(token.place, upright=True)]
        elif token.text in CHOICES:
            found.append(Piece(_said(token), upright=True))
        elif token.text == "²":
            found.append(Piece("2", Shift.SUP, upright=True))
        else:
            found.append(Piece(UNBROKEN.get(token.text, token.text) if unbroken else token.text, upright=True))
    return merged(found)
