"""A LaTeX symbol as plain text: \\tilde C_{t} becomes C̃ₜ, h_{t-1} becomes hₜ₋₁, W^Q stays W^Q."""

from __future__ import annotations

import re
from functools import cache

ACCENTS = {"tilde": "\u0303", "hat": "\u0302", "bar": "\u0304", "dot": "\u0307"}
LETTERS = dict(
    zip(
        "alpha beta gamma delta theta lambda mu sigma omega eta epsilon Phi Lambda ell top partial".split(),
        "αβγδθλμσωηεΦΛℓ⊤∂",
        strict=True,
    )
)
LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
RAISED = dict(zip("0123456789+-=()fgnit", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᶠᵍⁿⁱᵗ", strict=True))


@cache
def plain(symbol: str) -> str:
    """The symbol without LaTeX, sub- and superscripts as Unicode where Unicode has them all."""
    text = re.sub(r"\\frac\{([^{}]*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1/\2", symbol)
    text = re.sub(r"\\(tilde|hat|bar|dot)\s*\{?(\w)\}?", lambda m: m[2] + ACCENTS[m[1]], text)
    text = re.sub(r"\\([A-Za-z]+)\s*", lambda m: LETTERS.get(m[1], m[1]), text)
    text = re.sub(r"([_^])(?:\{([^{}]*)\}|(\S))", lambda m: _script(m[1], m[2] or m[3] or ""), text)
    return text.replace("'", "′").replace("{", "").replace("}", "")


def _script(mark: str, inside: str) -> str:
    table = LOWERED if mark == "_" else RAISED
    if inside and all(c in table for c in inside):
        return "".join(table[c] for c in inside)
    return mark + inside
