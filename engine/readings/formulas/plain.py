"""Formulas on one line of plain text, for spreadsheets and screen readers: S = Q Kᵀ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from engine.expression.symbol import PRIME, Symbol
from engine.program import Program
from engine.readings.formulas import tree
from engine.readings.formulas.build import TRANSPOSE, equation
from engine.readings.formulas.tree import NO_WORDS, Equation, Formula, Words

LOWERED = dict(zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
RAISED = dict(zip("0123456789+−=()fgnit", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᶠᵍⁿⁱᵗ", strict=True))


@lru_cache(maxsize=4096)
def plain(symbol: Symbol) -> str:
    """A symbol as text, sub- and superscripts as Unicode where Unicode has them all: C̃ₜ, W^Q, ∂L/∂S′."""
    letter = f"∂{symbol.base}/∂{plain(symbol.by)}" if symbol.by else symbol.base + symbol.accent + PRIME * symbol.primes
    above = plain(symbol.superscript) if symbol.superscript else ""
    at = "|" if symbol.by and symbol.subscript else ""
    head = f"({symbol.head})" if symbol.head else ""
    return (
        letter
        + scripted("^", above, RAISED)
        + scripted("^", head, RAISED)
        + at
        + scripted("_", symbol.lowered, LOWERED)
    )


def scripted(mark: str, inside: str, table: dict[str, str]) -> str:
    """A sub- or superscript in the signs of a table if it has them all, behind a mark otherwise; "" for none."""
    whole = all(c in table for c in inside)
    return "".join(map(table.__getitem__, inside)) if whole else mark + inside


def inline(program: Program, step: str, words: Words = NO_WORDS) -> str:
    """The step's formula in plain text: A = softmax_rows(S′); what is counted says from where to where: i = 0, 1.

    `words` are those in formulas. Raises KeyError for an unknown step.
    """
    return said(equation(program, step, "line"), words)


def said(found: Equation, words: Words = NO_WORDS) -> str:
    """An equation in plain text."""
    write = Plain(words=words)
    counts = (f"{write(name)} = {', '.join(map(write, numbers))}" for name, numbers in found.counts)
    return ", ".join([" = ".join(map(write, found.sides)), *counts])


SPACED = {" ": " ", **{sign: f" {sign} " for sign in ("·", "/", "×", "⊙", "+", "−", ">", "=", "≤")}}
TIGHT = {sign: "" if sign in " ·" else sign for sign in SPACED}  # in an exponent: 2i/d


@dataclass(frozen=True)
class Plain:
    """Writes a tree that stands on a line; `tight` leaves no spaces, `words` are those in formulas."""

    tight: bool = False
    words: Words = field(default_factory=dict)

    def __call__(self, formula: Formula) -> str:
        """The formula in plain text."""
        return RULES[type(formula)](formula, self)

    def list(self, formulas: tuple[Formula, ...], between: str = ", ") -> str:
        """Formulas with something between them."""
        return between.join(map(self, formulas))


def _infix(f: tree.Infix, write: Plain) -> str:
    return write(f.left) + (TIGHT if write.tight else SPACED)[f.sign] + write(f.right)


def _raised(f: tree.Raised, write: Plain) -> str:
    """A transpose is ᵀ; a number is a superscript, any other exponent stands behind ^."""
    if f.exponent == TRANSPOSE:
        return write(f.base) + "ᵀ"
    return write(f.base) + ("²" if f.exponent == tree.Number("2") else f"^{write(f.exponent)}")


def _cut(f: tree.Slice, write: Plain) -> str:
    return f"{write(f.base)}[{'·, ' if f.beside else ''}{span(f)}]"


def span(f: tree.Slice) -> str:
    """The rows or columns: 2:4, or one of them."""
    return str(f.start) if f.start == f.stop else f"{f.start}:{f.stop}"


def _call(f: tree.Call, write: Plain) -> str:
    sizes = "×".join(map(str, f.sizes))
    line = write.words.get(f.line, f.line) if f.line else ""
    return "_".join(filter(None, (f.function, line, sizes))) + f"({write.list(f.arguments)})"


def _brackets(f: tree.Brackets, write: Plain) -> str:
    return f"[{write(f.inside)}]" if f.square else f"({write(f.inside)})"


RULES: dict[type, Callable[[Any, Plain], str]] = {
    tree.Name: lambda f, write: plain(f.symbol),
    tree.Number: lambda f, write: "−" * f.negative + f.digits,
    tree.Word: lambda f, write: f.text,
    tree.Dots: lambda f, write: "…",
    tree.Minus: lambda f, write: f"−{write(f.inside)}",
    tree.Infix: _infix,
    tree.Root: lambda f, write: f"√{write(f.inside)}",
    tree.Raised: _raised,
    tree.Slice: _cut,
    tree.OfHead: lambda f, write: f"{write(f.base)}[{write(f.head)}]",
    tree.Call: _call,
    tree.Masked: lambda f, write: f"where({write(f.keep)}, {write(f.inside)}, {write(f.put)})",
    tree.Brackets: _brackets,
    tree.Listed: lambda f, write: f"[{write.list(f.parts)}]",
    tree.Matrix: lambda f, write: "[" + "; ".join(write.list(row) for row in f.rows) + "]",
    tree.FormulaList: lambda f, write: write.list(f.parts),
}
