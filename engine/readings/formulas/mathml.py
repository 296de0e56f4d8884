"""Formulas in MathML, which browsers set and print without a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from engine.expression.symbol import BAR, HAT, PRIME, TILDE, Symbol
from engine.program import Program
from engine.readings.cost import Amount
from engine.readings.formulas import tree
from engine.readings.formulas.build import equation
from engine.readings.formulas.plain import span
from engine.readings.formulas.sizes import counted
from engine.readings.formulas.tree import NO_WORDS, Equation, Formula, Words, joins_numbers

ACCENTS = {TILDE: "˜", HAT: "ˆ", BAR: "¯"}
APART = '<mspace width="1em"/>'
THIN = '<mspace width="0.17em"/>'


def formula(program: Program, step: str, words: Words = NO_WORDS) -> str:
    """The step by its symbols. Raises KeyError for an unknown step."""
    return mathml(equation(program, step), words)


def mathml(found: Equation, words: Words = NO_WORDS) -> str:
    """An equation as an element of a page."""
    write = MathML(words)
    counts = (_sign(",") + APART + write(index) + _sign("=") + write.list(run) for index, run in found.counts)
    return math(_sign("=").join(map(write, found.sides)) + "".join(counts))


def symbol(found: Symbol) -> str:
    """A symbol as an element of a page."""
    return math(name(found))


def amount(found: Amount) -> str:
    """A count as a formula in the named sizes."""
    return math(MathML()(counted(found.terms, "stacked")))


def math(inside: str) -> str:
    """An element of a page."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline">{_row(inside)}</math>'


def name(symbol: Symbol, exponent: str = "") -> str:
    """A symbol, an exponent over its index and behind its superscript."""
    letter = "".join(f"<mi>{escape(c)}</mi>" for c in symbol.base)
    if symbol.by:
        fraction = f"<mfrac>{_row(_sign('∂') + letter)}{_row(_sign('∂') + name(symbol.by))}</mfrac>"
        return f"<msub>{_row(fraction + _sign('|'))}{_text(symbol.lowered)}</msub>" if symbol.subscript else fraction
    if symbol.accent:
        letter = f'<mover accent="true">{letter}<mo stretchy="false">{ACCENTS[symbol.accent]}</mo></mover>'
    # raised as an exponent, a prime is too small to be seen
    letter += f"<mtext>{PRIME}</mtext>" * symbol.primes
    above = (_above(symbol.superscript) if symbol.superscript else "") + (_text(f"({symbol.head})") * bool(symbol.head))
    return scripted(_row(letter), _row(above + exponent), _text(symbol.lowered))


def _above(superscript: Symbol) -> str:
    return f"<mi>{escape(superscript.base)}</mi>" if superscript.word else name(superscript)


def scripted(base: str, above: str = "", below: str = "") -> str:
    """What stands above and below the line behind a base."""
    if above and below:
        return f"<msubsup>{base}{below}{above}</msubsup>"
    return f"<msup>{base}{above}</msup>" if above else f"<msub>{base}{below}</msub>" if below else base


def _row(inside: str) -> str:
    return f"<mrow>{inside}</mrow>" if inside else ""


def _sign(text: str) -> str:
    return f"<mo>{escape(text)}</mo>"


def _text(text: str) -> str:
    """An index or a number of a head: its letters in italics, the rest as it is."""
    return _row("".join(f"<mi>{c}</mi>" if c.isalpha() else f"<mn>{c}</mn>" if c.isdigit() else _sign(c) for c in text))


@dataclass(frozen=True)
class MathML:
    """Writes a stacked tree; `words` are those in formulas."""

    words: Words = field(default_factory=dict)

    def __call__(self, formula: Formula) -> str:
        """The formula in MathML without its outer element."""
        return RULES[type(formula)](formula, self)

    def row(self, formula: Formula) -> str:
        """A formula as one operand."""
        return _row(self(formula))

    def list(self, formulas: tuple[Formula, ...]) -> str:
        """Formulas with commas between them."""
        return _sign(",").join(map(self, formulas))


def _within(inside: str, pair: str = "()") -> str:
    first, last = (f'<mo stretchy="true" fence="true" form="{form}">' for form in ("prefix", "postfix"))
    return _row(f"{first}{pair[0]}</mo>{inside}{last}{pair[1]}</mo>")


def _number(f: tree.Number, _write: MathML) -> str:
    return _sign("−") * f.negative + f"<mn>{f.digits}</mn>"


def _infix(f: tree.Infix, write: MathML) -> str:
    """A product has no sign but a thin space; between numbers it has a dot."""
    dot = _sign("·")
    sign = {" ": THIN, "·": dot if joins_numbers(f) else THIN, "×": dot}.get(f.sign, _sign(f.sign))
    return write(f.left) + sign + write(f.right)


def _raised(f: tree.Raised, write: MathML) -> str:
    """A transpose stands at the symbol itself."""
    if isinstance(f.base, tree.Name) and not f.base.symbol.by:
        return name(f.base.symbol, write(f.exponent))
    return scripted(write.row(f.base), write.row(f.exponent))


def _cut(f: tree.Slice, write: MathML) -> str:
    return _indexed(f.base, _text("·" * f.beside + span(f)), write)


def _indexed(base: Formula, index: str, write: MathML) -> str:
    """An index, apart from one that is there already."""
    there = isinstance(base, tree.Name) and base.symbol.subscript
    return scripted(write.row(base), below=_row(_sign(",") + index) if there else index)


def _call(f: tree.Call, write: MathML) -> str:
    function = f"<mi>{escape(f.function)}</mi>"
    line = _row(f"<mtext>{escape(write.words.get(f.line, f.line))}</mtext>") if f.line else ""
    return scripted(function, below=line or _text("×".join(map(str, f.sizes)))) + _within(write.list(f.arguments))


def _matrix(f: tree.Matrix, write: MathML) -> str:
    rows = ("".join(f"<mtd>{write(cell)}</mtd>" for cell in row) for row in f.rows)
    return _within("<mtable>" + "".join(f"<mtr>{row}</mtr>" for row in rows) + "</mtable>", "[]")


RULES: dict[type, Callable[[Any, MathML], str]] = {
    tree.Name: lambda f, write: name(f.symbol),
    tree.Number: _number,
    tree.Word: lambda f, write: f"<mi>{f.text}</mi>" if f.text.isalpha() else _sign(f.text),
    tree.Dots: lambda f, write: _sign("…"),
    tree.Minus: lambda f, write: _sign("−") + write(f.inside),
    tree.Infix: _infix,
    tree.Fraction: lambda f, write: f"<mfrac>{write.row(f.above)}{write.row(f.below)}</mfrac>",
    tree.Root: lambda f, write: f"<msqrt>{write(f.inside)}</msqrt>",
    tree.Exponential: lambda f, write: scripted("<mi>e</mi>", write.row(f.exponent)),
    tree.Raised: _raised,
    tree.Slice: _cut,
    tree.OfHead: lambda f, write: _indexed(f.base, write.row(f.head), write),
    tree.Call: _call,
    tree.Masked: lambda f, write: scripted("<mi>mask</mi>", below=write.row(f.put)) + _within(write(f.inside)),
    tree.Ones: lambda f, write: scripted("<mn>1</mn>", below=_text("×".join(map(str, f.sizes)))),
    tree.Brackets: lambda f, write: _within(write(f.inside), "[]" if f.square else "()"),
    tree.Listed: lambda f, write: _within(write.list(f.parts), "[]"),
    tree.Matrix: _matrix,
    tree.FormulaList: lambda f, write: write.list(f.parts),
    tree.Braced: lambda f, write: f"<munder>{write.row(f.inside)}<mn>{f.number}</mn></munder>",
}
