"""Symbols and formulas as pieces that a browser can set without a typesetter.

A piece is (text, kind); kinds are "" (on the line), "sub", "sup", each also followed by "upright" for words such as
softmax. Letters of any other piece are set in italics, everything else upright.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from engine.expression.symbol import PRIME, Symbol
from engine.program import Program
from engine.readings.formulas import tree
from engine.readings.formulas.build import equation
from engine.readings.formulas.latex import NO_WORDS, Words
from engine.readings.formulas.plain import SPACED, Plain, plain, span
from engine.readings.formulas.tree import Equation, Formula

Pieces = tuple[tuple[str, str], ...]
UPRIGHT, SUB, SUP = "upright", "sub", "sup"
WORD_BELOW = "sub upright"


@cache
def name(symbol: Symbol, solidus: str = "/") -> Pieces:
    """A symbol: C̃ₜ is (("C̃", ""), ("t", "sub")); a derivative has the solidus between ∂L and ∂x."""
    if symbol.by:
        letter = (
            (f"∂{symbol.base}{solidus}∂", ""),
            *name(symbol.by, solidus),
            *((("|", ""),) if symbol.subscript else ()),
        )
    else:
        letter = ((symbol.base + symbol.accent, ""),)
    above = PRIME * symbol.primes + (plain(symbol.superscript) if symbol.superscript else "")
    head = f"({symbol.head})" if symbol.head else ""
    return merged([*letter, (above + head, SUP), (symbol.lowered, SUB)])


def formula(program: Program, step: str, words: Words = NO_WORDS) -> Pieces:
    """The step's formula on one line. Raises KeyError for an unknown step."""
    return pieces(equation(program, step, "line"), words)


def pieces(found: Equation, words: Words = NO_WORDS) -> Pieces:
    """An equation on one line."""
    write = Writer(words)
    counts = (one for index, run in found.counts for one in ((", ", ""), *write(index), (" = ", ""), *write.list(run)))
    return merged([*write.list(found.sides, " = "), *counts])


def merged(found: Iterable[tuple[str, str]]) -> Pieces:
    """Neighbours of one kind are one piece."""
    whole: list[tuple[str, str]] = []
    for text, kind in found:
        if text and whole and whole[-1][1] == kind:
            whole[-1] = (whole[-1][0] + text, kind)
        elif text:
            whole.append((text, kind))
    return tuple(whole)


@dataclass(frozen=True)
class Writer:
    """Writes a tree that stands on a line; `words` are those in formulas, `solidus` stands in derivatives."""

    words: Words = field(default_factory=dict)
    solidus: str = "/"

    def __call__(self, formula: Formula) -> Pieces:
        return merged(RULES[type(formula)](formula, self))

    def list(self, formulas: tuple[Formula, ...], between: str = ", ") -> Pieces:
        """Formulas with something between them."""
        return merged(one for n, f in enumerate(formulas) for one in (*(((between, ""),) if n else ()), *self(f)))


def below(base: Pieces, text: str, kind: str = SUB) -> Pieces:
    """An index, apart from one that is there already."""
    return (*base, (", " * base[-1][1].startswith(SUB) + text, kind))


def _raised(f: tree.Raised, write: Writer) -> Pieces:
    """What is raised needs no brackets, and has no spaces."""
    exponent = f.exponent.inside if isinstance(f.exponent, tree.Brackets) else f.exponent
    return (*write(f.base), (Plain(tight=True)(exponent), SUP))


def _call(f: tree.Call, write: Writer) -> Pieces:
    line = write.words.get(f.line, f.line)
    sizes = "×".join(map(str, f.sizes))
    return ((f.function, UPRIGHT), (line or sizes, WORD_BELOW), ("(", ""), *write.list(f.arguments), (")", ""))


def _masked(f: tree.Masked, write: Writer) -> Pieces:
    return (("mask", UPRIGHT), (Plain()(f.put), WORD_BELOW), ("(", ""), *write(f.inside), (")", ""))


def _matrix(f: tree.Matrix, write: Writer) -> Pieces:
    rows = (one for n, row in enumerate(f.rows) for one in (*((("; ", ""),) if n else ()), *write.list(row)))
    return (("[", ""), *rows, ("]", ""))


def _bracketed(pair: str, inside: Pieces) -> Pieces:
    return ((pair[0], ""), *inside, (pair[1], ""))


RULES: dict[type, Callable[[Any, Writer], Pieces]] = {
    tree.Name: lambda f, write: name(f.symbol, write.solidus),
    tree.Number: lambda f, write: (("−" * f.negative + f.digits, ""),),
    tree.Word: lambda f, write: ((f.text, UPRIGHT),),
    tree.Dots: lambda f, write: (("…", ""),),
    tree.Minus: lambda f, write: (("−", ""), *write(f.inside)),
    tree.Infix: lambda f, write: (*write(f.left), (SPACED[f.sign], ""), *write(f.right)),
    tree.Root: lambda f, write: (("√", ""), *write(f.inside)),
    tree.Raised: _raised,
    tree.Cut: lambda f, write: below(write(f.base), "·" * f.beside + span(f)),
    tree.OfHead: lambda f, write: below(write(f.base), Plain()(f.head)),
    tree.Call: _call,
    tree.Masked: _masked,
    tree.Brackets: lambda f, write: _bracketed("[]" if f.square else "()", write(f.inside)),
    tree.Listed: lambda f, write: _bracketed("[]", write.list(f.parts)),
    tree.Matrix: _matrix,
    tree.Sequence: lambda f, write: write.list(f.parts),
}
