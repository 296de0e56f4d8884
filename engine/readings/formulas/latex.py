"""Formulas in LaTeX: a step by its symbols, a step by its numbers, and the whole computation in one line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.execution.run import Trace
from engine.expression.symbol import BAR, HAT, TILDE, Symbol
from engine.program import Program
from engine.readings.cost import Amount
from engine.readings.formulas import build, tree
from engine.readings.formulas.build import TRANSPOSE, equation, in_numbers, written_out
from engine.readings.formulas.plain import span
from engine.readings.formulas.sizes import counted
from engine.readings.formulas.tree import (
    NO_WORDS,
    Braced,
    Equation,
    Formula,
    Words,
    contains,
    joins_numbers,
    stacks,
)

ACCENTS = {TILDE: r"\tilde", HAT: r"\hat", BAR: r"\bar"}
LETTERS = dict(
    zip(
        "αβγδθλμσωητΦΛℓπ",
        "alpha beta gamma delta theta lambda mu sigma omega eta tau Phi Lambda ell pi".split(),
        strict=True,
    )
)
CHARACTERS = {
    **{letter: rf"\{name}" for letter, name in LETTERS.items()},
    "ε": r"\varepsilon",
    "−": "-",
    "∞": r"\infty",
    "⊤": r"\top",
}
FUNCTIONS = {"σ": r"\sigma", **{name: rf"\{name}" for name in ("ln", "sin", "cos", "tanh", "max", "min")}}
SIGNS = {
    " ": r"\, ",
    "·": r"\, ",
    "×": r" \cdot ",
    "⊙": r" \odot ",
    "/": " / ",
    "+": " + ",
    "−": " - ",
    ">": " > ",
    "=": " = ",
    "≤": r" \le ",
}


def formula(program: Program, step: str, words: Words = NO_WORDS) -> str:
    """The step by its symbols: S = Q\\, K^{\\top}; what is counted says from where to where: pos = 0, 1, 2.

    Raises KeyError for an unknown step.
    """
    return latex(equation(program, step), words)


def numbers(trace: Trace, step: str, digits: int = 2) -> str:
    """The step with its numbers in place of its symbols. Raises KeyError for an unknown step."""
    return latex(in_numbers(trace, step, digits))


def overview(
    program: Program,
    step: str,
    stops: Collection[str],
    order: Mapping[str, int] | None = None,
    words: Words = NO_WORDS,
) -> str:
    """The whole computation of a step in one line, as `written_out` reads it. Raises KeyError for an unknown step."""
    return latex(written_out(program, step, stops, order), words)


def matrix(array: Any, digits: int) -> str:
    """Numbers in square brackets; more than two axes are shown block by block."""
    return Latex()(build.matrix(array, digits))


def amount(found: Amount, values: Mapping[str, int] | None = None) -> str:
    """A count as a formula in the named sizes, 3\\, n\\, d_k, or with their values in place of the names."""
    return Latex()(counted(found.terms, "stacked", values))


def latex(found: Equation, words: Words = NO_WORDS) -> str:
    """An equation in LaTeX. Where steps are written out, brackets are as high as the formula, not as high as the braces
    and their numbers."""
    height = r"\Big" if stacks(found) else r"\big"
    write = Latex(words, (f"{height}l", f"{height}r") if contains(found, Braced) else (r"\left", r"\right"))
    counts = (f"{write(index)} = {write.list(run, ', ')}" for index, run in found.counts)
    return r",\quad ".join([write.list(found.sides, " = "), *counts])


def name(symbol: Symbol, exponent: str = "") -> str:
    """A symbol in LaTeX; an exponent stands over its index, K_1^{\\top}, and behind its superscript, W^{Q\\top}."""
    above = (_above(symbol.superscript) if symbol.superscript else "") + (f"({symbol.head})" if symbol.head else "")
    below = characters(symbol.lowered)
    if symbol.by:
        fraction = rf"\frac{{\partial {characters(symbol.base)}}}{{\partial {name(symbol.by)}}}"
        return fraction + (f"|_{{{below}}}" if below else "")
    letter = characters(symbol.base)
    letter = f"{ACCENTS[symbol.accent]}{{{letter}}}" if symbol.accent else letter
    return letter + "'" * symbol.primes + _script("^", above + exponent) + _script("_", below)


def _above(superscript: Symbol) -> str:
    return rf"\mathrm{{{superscript.base}}}" if superscript.word else name(superscript)


def _script(mark: str, inside: str) -> str:
    return f"{mark}{{{inside}}}" if len(inside) > 1 else f"{mark}{inside}" if inside else ""


def characters(text: str) -> str:
    """Letters and signs that LaTeX has commands for."""
    return "".join(CHARACTERS.get(c, c) for c in text)


@dataclass(frozen=True)
class Latex:
    """Writes a stacked tree. `words` are those in formulas, `brackets` what stands before an opening and a closing."""

    words: Words = field(default_factory=dict)
    brackets: tuple[str, str] = (r"\left", r"\right")

    def __call__(self, formula: Formula) -> str:
        """The formula in LaTeX."""
        return RULES[type(formula)](formula, self)

    def list(self, formulas: tuple[Formula, ...], between: str = r",\, ") -> str:
        """Formulas with something between them."""
        return between.join(map(self, formulas))

    def within(self, inside: str, pair: str = "()") -> str:
        """In brackets."""
        return f"{self.brackets[0]}{pair[0]}{inside}{self.brackets[1]}{pair[1]}"


def _infix(f: tree.Infix, write: Latex) -> str:
    """A number times something needs no sign but between numbers."""
    sign: tree.Sign = "×" if f.sign == "·" and joins_numbers(f) else f.sign
    return write(f.left) + SIGNS[sign] + write(f.right)


def _raised(f: tree.Raised, write: Latex) -> str:
    """A transpose stands at the symbol itself; a power does so only where nothing is above the symbol."""
    exponent = write(f.exponent)
    if isinstance(f.base, tree.Name) and not f.base.symbol.primes:
        symbol = f.base.symbol
        if f.exponent == TRANSPOSE or not symbol.raised:
            return name(symbol, exponent)
    return f"{{{write(f.base)}}}^{{{exponent}}}"


def _cut(f: tree.Slice, write: Latex) -> str:
    """Rows as an index, X_{2:4}; columns behind a dot, X_{\\cdot 1}, unless there is only one row."""
    return _indexed(f.base, (r"\cdot " if f.beside else "") + span(f), write)


def _indexed(base: Formula, index: str, write: Latex) -> str:
    """An index, apart from one that is there already: columns 5 to 8 of z_1 are not z_{15:8}."""
    if isinstance(base, tree.Name) and base.symbol.subscript:
        return f"{{{write(base)}}}_{{,\\,{index}}}"
    return write(base) + _script("_", index)


def _call(f: tree.Call, write: Latex) -> str:
    function = FUNCTIONS.get(f.function, rf"\operatorname{{{f.function}}}")
    line = rf"\text{{{write.words.get(f.line, f.line)}}}" if f.line else ""
    below = line or _shape(f.sizes)
    return function + (f"_{{{below}}}" if below else "") + write.within(write.list(f.arguments))


def _matrix(f: tree.Matrix, write: Latex) -> str:
    rows = (r"\vdots" if row == (tree.Dots(),) else write.list(row, " & ") for row in f.rows)
    return r"\begin{bmatrix}" + r" \\ ".join(rows) + r"\end{bmatrix}"


def _shape(sizes: tuple[int, ...]) -> str:
    return r" \times ".join(map(str, sizes))


RULES: dict[type, Callable[[Any, Latex], str]] = {
    tree.Name: lambda f, write: name(f.symbol),
    tree.Number: lambda f, write: "-" * f.negative + characters(f.digits),
    tree.Word: lambda f, write: characters(f.text) if f == TRANSPOSE else rf"\mathrm{{{f.text}}}",
    tree.Dots: lambda f, write: r"\dots",
    tree.Minus: lambda f, write: f"-{write(f.inside)}",
    tree.Infix: _infix,
    tree.Fraction: lambda f, write: rf"\frac{{{write(f.above)}}}{{{write(f.below)}}}",
    tree.Root: lambda f, write: rf"\sqrt{{{write(f.inside)}}}",
    tree.Exponential: lambda f, write: f"e^{{{write(f.exponent)}}}",
    tree.Raised: _raised,
    tree.Slice: _cut,
    tree.OfHead: lambda f, write: _indexed(f.base, write(f.head), write),
    tree.Call: _call,
    tree.Masked: lambda f, write: rf"\operatorname{{mask}}_{{{write(f.put)}}}" + write.within(write(f.inside)),
    tree.Ones: lambda f, write: rf"\mathbf{{1}}_{{{_shape(f.sizes)}}}",
    tree.Brackets: lambda f, write: write.within(write(f.inside), "[]" if f.square else "()"),
    tree.Listed: lambda f, write: write.within(write.list(f.parts, r",\; "), "[]"),
    tree.Matrix: _matrix,
    tree.FormulaList: lambda f, write: write.list(f.parts, r",\; "),
    tree.Braced: lambda f, write: rf"\underbrace{{{write(f.inside)}}}_{{{f.number}}}",
}
