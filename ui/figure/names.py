"""Symbols of matrices, written in LaTeX, as pieces that a browser can set without a typesetter."""

from __future__ import annotations

import re
from functools import cache

from engine.readings.symbols import ACCENTS, LETTERS

Parts = tuple[tuple[str, str], ...]

ITALIC, UPRIGHT = "i", "r"
LONGEST = 200  # what is longer is no symbol, and is not read as one
SIGNS = {
    "odot": "⊙",
    "cdot": "·",
    "times": "×",
    "infty": "∞",
    "nabla": "∇",
    "sum": "Σ",
    "sqrt": "√",
    "in": "∈",
    "to": "→",
    "ldots": "…",
    "cdots": "⋯",
    "pi": "π",
    "rho": "ρ",
    "tau": "τ",
    "phi": "φ",
    "varphi": "φ",
    "psi": "ψ",
    "kappa": "κ",
    "xi": "ξ",
    "zeta": "ζ",
    "nu": "ν",
    "chi": "χ",
    "ell": "ℓ",
    "Delta": "Δ",
    "Sigma": "Σ",
    "Omega": "Ω",
    "Gamma": "Γ",
    "Lambda": "Λ",
    "Phi": "Φ",
    "Theta": "Θ",
    "varepsilon": "ε",
    "prime": "′",
} | LETTERS
UPRIGHT_COMMANDS = frozenset(("operatorname", "text", "mathrm", "textsf", "mathsf", "mathbf"))
SPACES = frozenset((",", ";", ":", "!", " ", "quad", "qquad"))
WIDE = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
TOKENS = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)


@cache
def name_parts(latex: str) -> Parts:
    """A symbol as (text, style) pieces; styles are "i" and "r" (italic, upright), raised "sup-i", lowered "sub-r" ….

    What is not understood is shown as it stands, never dropped and never an error.
    """
    if len(latex) > LONGEST:
        return ((latex, UPRIGHT),)
    return _merged(_Reader(latex).parts("", ITALIC))


@cache
def sign_parts(text: str) -> Parts:
    """What stands between matrices: words upright, single letters italic, _x lowered."""
    parts = []
    for piece in re.findall(r"_\{[^{}]*\}|_[^\W_]+|[^\W\d_]+|[^\w]+|\d+|_", text):
        if len(piece) > 1 and piece[0] == "_":
            parts += [(t, f"sub-{style}") for t, style in _letters(piece[1:].strip("{}"), ITALIC)]
        else:
            parts.append((piece, ITALIC if len(piece) == 1 and piece.isalpha() and piece not in "σΣ" else UPRIGHT))
    return _merged(parts)


def transposed(latex: str) -> str:
    """The symbol of the transpose; one that has a superscript is bracketed first."""
    return rf"({latex})^{{\top}}" if "^" in latex or "'" in latex else rf"{latex}^{{\top}}"


def plain_name(latex: str) -> str:
    """The symbol as plain words, for names that are spoken: W^Q stays W^Q, h_{t-1} becomes h_t−1."""
    written, before = "", ""
    for text, style in name_parts(latex):
        shift = style.split("-")[0] if "-" in style else ""
        written += {"sup": "^", "sub": "_"}.get(shift, "") * (shift != before) + text
        before = shift
    return written


class _Reader:
    """Reads LaTeX from the left; `shift` is "", "sup-" or "sub-", scripts inside scripts stay at one level."""

    def __init__(self, latex: str) -> None:
        self.tokens = TOKENS.findall(latex)
        self.at = 0

    def parts(self, shift: str, style: str, until: str | None = None) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        while self.at < len(self.tokens):
            token = self._next()
            if token == until:
                break
            found += self._part(token, shift, style)
        return found

    def _next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def _part(self, token: str, shift: str, style: str) -> list[tuple[str, str]]:
        if token in ("^", "_") and self.at < len(self.tokens):
            return self._argument(shift or ("sup-" if token == "^" else "sub-"), style)
        if token == "{":
            return self.parts(shift, style, "}")
        if token.isspace():
            return [(" ", shift + UPRIGHT)] if style == UPRIGHT else []
        if token == "}":
            return []
        if token == "'":
            return [("′", shift + UPRIGHT)]
        if len(token) > 1:
            return self._command(token[1:], shift, style)
        return [(t, shift + s) for t, s in _letters(token, style)]

    def _argument(self, shift: str, style: str) -> list[tuple[str, str]]:
        """One group, or one token, as LaTeX takes it."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self._part(self._next(), shift, style) if self.at < len(self.tokens) else []

    def _command(self, command: str, shift: str, style: str) -> list[tuple[str, str]]:
        accent = ACCENTS.get(WIDE.get(command, command))
        if accent:
            return _accented(self._argument(shift, style), accent)
        if command == "frac":
            return [*self._argument(shift, style), ("/", shift + UPRIGHT), *self._argument(shift, style)]
        if command in UPRIGHT_COMMANDS:
            return self._argument(shift, UPRIGHT)
        if command in SPACES:
            return [(" ", shift + UPRIGHT)]
        if command in ("left", "right", "bigl", "bigr", "mathit", "boldsymbol"):
            return []
        written = SIGNS.get(command, command)
        return [(written, shift + (style if len(written) == 1 and written.isalpha() else UPRIGHT))]


def _letters(text: str, style: str) -> list[tuple[str, str]]:
    """Letters in the given style, everything else upright; the hyphen is a minus."""
    return [(c.replace("-", "−"), style if c.isalpha() else UPRIGHT) for c in text]


def _accented(parts: list[tuple[str, str]], accent: str) -> list[tuple[str, str]]:
    """The accent over the first letter."""
    if not parts:
        return [(" " + accent, UPRIGHT)]
    (text, style), *rest = parts
    return [(text[:1] + accent + text[1:], style), *rest]


def _merged(parts: list[tuple[str, str]]) -> Parts:
    """Neighbours of one style are one piece."""
    merged: list[tuple[str, str]] = []
    for text, style in parts:
        if merged and merged[-1][1] == style:
            merged[-1] = (merged[-1][0] + text, style)
        else:
            merged.append((text, style))
    return tuple(merged)
