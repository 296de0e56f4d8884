"""Sentences with formulas as text: a page of Streamlit lets no MathML through."""

from __future__ import annotations

import re
from html import escape

from engine.readings.formulas.symbols import plain
from presentation.printing.markup import raised

PIECES = re.compile(r"(\$[^$]+\$|`[^`]+`)")
SIGNS = re.compile(r"\\([A-Za-z]+|,)")  # what stands in choices and names beside letters
SAID_AS = {"cdot": "·", "approx": "≈", "sum": "Σ", "infty": "∞", "sqrt": "√", "tau": "τ", ",": " "}


def inline_html(text: str) -> str:
    """A sentence (Markdown) with its formulas as text and its code (HTML)."""
    return "".join(
        f"<code>{escape(piece[1:-1])}</code>"
        if piece.startswith("`")
        else raised(_formula(piece[1:-1]))
        if piece.startswith("$")
        else escape(piece)
        for piece in PIECES.split(text)
    )


def _formula(latex: str) -> str:
    return plain(SIGNS.sub(lambda found: SAID_AS.get(found[1], found[0]), latex)).replace("-", "−").replace("^⊤", "ᵀ")


def minus(text: str) -> str:
    """A typed number as it is printed: −0.5 for -0.5, ∞ for inf."""
    return {"-inf": "−∞", "inf": "∞"}.get(text.strip(), text.strip().replace("-", "−"))
