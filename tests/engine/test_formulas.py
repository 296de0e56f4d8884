"""Symbols and formula trees, and that every notation written from them says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, TypeGuard, get_args

import pytest
from latex2mathml.converter import convert

from engine import MECHANISMS, Program
from engine.expression.dim import Dim, Sum
from engine.expression.symbol import TILDE, Symbol, symbol
from engine.readings.formulas import latex, mathml, pieces, plain
from engine.readings.formulas.build import TRANSPOSE, equation
from engine.readings.formulas.tree import Braced, Brackets, Exponential, Formula, Fraction, Ones, Raised, parts
from engine.readings.gradient import gradient
from engine.readings.numbers import fixed, fixed_numeral, short, short_numeral

STACKED = (Fraction, Exponential, Ones, Braced)  # what never stands on a line
KINDS = set(get_args(Formula))
WRITERS: dict[str, tuple[dict[type, Any], set[type]]] = {
    "latex": (latex.RULES, KINDS),
    "mathml": (mathml.RULES, KINDS),
    "plain": (plain.RULES, KINDS - set(STACKED)),
    "pieces": (pieces.RULES, KINDS - set(STACKED)),
}


def programs() -> Iterator[Program]:
    for mechanism in MECHANISMS.values():
        for options in (mechanism.options(), mechanism.choose(tokens="columns")):
            program = mechanism.build(options)
            yield program
            yield gradient(program, list(program.steps)[-1])


@pytest.mark.parametrize("writer", WRITERS)
def test_every_writer_knows_every_kind_of_formula(writer: str) -> None:
    table, kinds = WRITERS[writer]
    assert table.keys() == kinds


def test_a_formula_on_a_line_has_nothing_above_or_below_it() -> None:
    for program in programs():
        for id in program.steps:
            assert not any(isinstance(part, STACKED) for part in parts(equation(program, id, "line"))), id


def test_nothing_is_transposed_twice() -> None:
    for program in programs():
        for id in program.steps:
            assert not any(map(twice_transposed, parts(equation(program, id)))), id


def twice_transposed(formula: Formula) -> bool:
    return transposed(formula) and transposed(without_brackets(formula.base))


def transposed(formula: Formula) -> TypeGuard[Raised]:
    return isinstance(formula, Raised) and formula.exponent == TRANSPOSE


def without_brackets(formula: Formula) -> Formula:
    return formula.inside if isinstance(formula, Brackets) else formula


def letters(element: str) -> list[str]:
    """What a reader sees of MathML, whatever it is set in."""
    text = unescape(re.sub("<[^>]*>", "", unescape(element)))
    return sorted(re.sub(r"\s", "", text.replace("^", "ˆ").replace("~", "˜").replace("-", "−")))


def test_mathml_has_the_letters_that_latex_has() -> None:
    for mechanism in MECHANISMS.values():
        program = mechanism.build()
        for id in program.steps:
            assert letters(mathml.formula(program, id)) == letters(convert(latex.formula(program, id))), id


def test_plain_text_and_pieces_have_the_same_names() -> None:
    for program in programs():
        for id, step in program.steps.items():
            said = plain.inline(program, id)
            assert said.startswith(plain.plain(step.symbol) + " = ")
            shown = "".join(text for text, *_ in pieces.formula(program, id))
            assert re.findall("[A-Z]", said) == re.findall("[A-Z]", shown) or "ReLU" in said or "mask" in shown, id


# ---- symbols ----


@pytest.mark.parametrize(
    ("text", "found", "written"),
    [
        ("X", Symbol("X"), ("X", "X")),
        ("W^Q", Symbol("W", superscript=Symbol("Q")), ("W^Q", "W^Q")),
        ("S′", Symbol("S", primes=1), ("S′", "S'")),
        ("h_t-1", Symbol("h", subscript=("t−1",)), ("hₜ₋₁", "h_{t-1}")),
        ("C\u0303", Symbol("C", accent=TILDE), ("C\u0303", r"\tilde{C}")),
        ("a^h\u0303", Symbol("a", superscript=Symbol("h", accent=TILDE)), ("a^h\u0303", r"a^{\tilde{h}}")),
        ("Q^(h)", Symbol("Q", head="h"), ("Q^(h)", "Q^{(h)}")),
        ("σ^2", Symbol("σ", superscript=Symbol("2")), ("σ²", r"\sigma^2")),
    ],
)
def test_symbols_are_read_once_and_written_anywhere(text: str, found: Symbol, written: tuple[str, str]) -> None:
    assert symbol(text) == found
    assert (plain.plain(found), latex.name(found)) == written


def test_a_word_above_a_letter_is_set_upright() -> None:
    encoder = Symbol("W", superscript=Symbol("enc", word=True))
    assert pieces.name(encoder)[1:] == (("enc", pieces.Shift.SUP, True),)
    assert pieces.name(symbol("W^gu"))[1:] == (("gu", pieces.Shift.SUP, False),)
    assert "<mi>enc</mi>" in mathml.name(encoder)
    assert latex.name(encoder) == r"W^{\mathrm{enc}}"


def test_marks_of_a_place_stand_in_one_subscript() -> None:
    assert Symbol("W").marked("2", "→", "f").lowered == "2,→f"
    assert plain.plain(symbol("S′").marked("1")) == "S′₁"
    assert plain.plain(Symbol("L", by=symbol("U_f"), subscript=("2",))) == "∂L/∂U_f|₂"


def test_the_symbol_of_one_head_names_it() -> None:
    assert plain.plain(symbol("Q^(h)").of_head("2")) == "Q⁽²⁾"
    assert plain.plain(Symbol("L", by=symbol("Q^(h)")).of_head("1")) == "∂L/∂Q⁽¹⁾"


# ---- sizes ----


def test_sizes_keep_their_factors_and_terms() -> None:
    n, d = Dim(4, "n"), Dim(3, "d")
    assert (n * d).monomial == (("n", 1), ("d", 1))
    assert (n - 1).monomial == ((Sum((((("n", 1),), 1), ((), -1))), 1),)
    assert (n - 1 + 1).monomial == n.monomial
    assert (n + n).monomial == ((2, 1), ("n", 1))
    assert ((n - 1).names, (n * d).name, n.name) == ({"n"}, "", "n")


def test_words_are_the_callers() -> None:
    program = MECHANISMS["self_attention"].build()
    said = {"rows": "按行"}
    assert r"\text{按行}" in latex.formula(program, "weights", said)
    assert "<mtext>按行</mtext>" in mathml.formula(program, "weights", said)
    assert pieces.Piece("按行", pieces.Shift.SUB, upright=True) in pieces.formula(program, "weights", said)


# ---- numbers ----


@pytest.mark.parametrize("x", [0.0, -0.0, -0.004, 0.005, -0.005, -2.5, 1e16, -1e16, float("inf"), float("-inf")])
def test_a_numeral_says_apart_what_is_printed_in_one(x: float) -> None:
    assert str(fixed_numeral(x, 2)) == fixed(x, 2)
    assert str(short_numeral(x)) == short(x)
    assert "−" not in fixed_numeral(x, 2).digits + short_numeral(x).digits
