"""Sentences with formulas as text."""

from __future__ import annotations

import re

import pytest

from content import questions
from presentation.inline_html import inline_html, plain_text
from presentation.translate import speaking


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_answers_in_words_hold_no_latex(lang: str) -> None:
    with speaking(lang):
        for q in questions():
            if q.kind == "choice":
                shown = [inline_html(choice.text.of(lang)) for choice in q.choices]
            elif q.kind == "convention":
                shown = [inline_html(one.name.of(lang)) for one in q.among]
            else:
                continue
            for text in shown:
                bare = re.sub("<code>.*?</code>", "", text)
                assert not re.search(r"[$\\`^]|\b(cdot|approx|sqrt|infty|tau)\b", bare), (q.id, text)
        assert inline_html("$4 \\cdot 512^2$ and `a_b`") == "4 · 512<sup>2</sup> and <code>a_b</code>"
        assert inline_html("$\\tau = \\sqrt{d_k}$, $W_z$") == "τ = √d<sub>k</sub>, W<sub>z</sub>"
        assert inline_html("$-1$ < 0") == "−1 &lt; 0"
        assert inline_html("$1 - z_t$ and $-\\tilde h$") == "1 − z<sub>t</sub> and −h\u0303"
        assert inline_html("$\\frac{a + b}{2}$, $\\partial L/\\partial S'$") == "(a + b)/2, ∂L/∂S′"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**divided** by $\\sqrt{d_k}$, `a_b * c`", "divided by √dₖ, a_b * c"),
        ("$A^{\\top}V$, not $AV$", "AᵀV, not AV"),
        ("$\\partial C_t/\\partial C_{t-1} = f_t$", "∂Cₜ/∂Cₜ₋₁ = fₜ"),
        ("$e^{m_{\\text{old}} - m_{\\text{new}}}$", "e^(m_old − m_new)"),
        ("$W^Q_1$ and $10^{-5}$, $a < b$", "W₁^Q and 10⁻⁵, a < b"),
    ],
)
def test_a_terminal_gets_nothing_but_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain
