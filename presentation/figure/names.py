"""Symbols of matrices, written in LaTeX, as pieces that a browser can set without a typesetter.

A piece is (text, kind); kinds are "" (on the line), "sub", "sup", each also followed by "upright" for words such as
softmax. Letters of any other piece are set in italics, everything else upright.
"""

from __future__ import annotations

import re
from functools import cache

from engine.readings.formulas.symbols import ACCENTS, LETTERS, LOWERED, RAISED

from presentation.figure.model import Name

LONGEST = 200  # what is longer is no symbol, and is not read as one
SIGNS = LETTERS | {
    "cdot": "·",
    "cdots": "⋯",
    "chi": "χ",
    "Delta": "Δ",
    "ell": "ℓ",
    "Gamma": "Γ",
    "in": "∈",
    "infty": "∞",
    "kappa": "κ",
    "Lambda": "Λ",
    "ldots": "…",
    "nabla": "∇",
    "nu": "ν",
    "odot": "⊙",
    "Omega": "Ω",
    "phi": "φ",
    "Phi": "Φ",
    "pi": "π",
    "psi": "ψ",
    "rho": "ρ",
    "Sigma": "Σ",
    "sqrt": "√",
    "sum": "Σ",
    "tau": "τ",
    "Theta": "Θ",
    "times": "×",
    "to": "→",
    "varepsilon": "ε",
    "varphi": "φ",
    "xi": "ξ",
    "zeta": "ζ",
}
WIDE = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
WORDS = frozenset(("mathrm", "mathsf", "operatorname", "text", "textsf"))
SPACES = frozenset((",", ";", ":", " ", "quad", "qquad"))
SILENT = frozenset(("!", "bigl", "bigr", "boldsymbol", "left", "mathbf", "mathit", "right"))
TOKENS = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)
LOW = {written: letter.replace("-", "−") for letter, written in LOWERED.items()}
HIGH = {written: letter.replace("-", "−") for letter, written in RAISED.items()}
LOW_RUN = "[" + "".join(LOW) + "]+"
HIGH_RUN = "[" + "".join(HIGH) + "]+"
LETTER = rf"(?!{LOW_RUN}|{HIGH_RUN})[^\W_][\u0300-\u036f]*"
SCRIPTS = re.compile(rf"(?P<low>{LOW_RUN})|(?P<high>{HIGH_RUN})|(?P<mark>[_^])(?:\(([^()\s]*)\)|((?:{LETTER})+))")
SIGN_PIECES = re.compile(
    rf"[_^]\{{[^{{}}]*\}}|_[^\W_]+|{LOW_RUN}|(?:(?!{LOW_RUN})[^\W\d_])+|(?:(?!\^\{{)[^\w])+|\d+|_|.", re.DOTALL
)
UPRIGHT = " upright"

Pieces = list[tuple[str, str]]


@cache
def name_parts(latex: str) -> Name:
    """A LaTeX symbol as pieces: \\tilde C_{t} gives (("C̃", ""), ("t", "sub")).

    What is not understood is shown as it stands: nothing is an error.
    """
    if len(latex) > LONGEST:
        return ((latex, UPRIGHT.strip()),)
    return _merged(_Reader(latex).pieces("")) or ((latex, ""),)


@cache
def sign_parts(text: str) -> Name:
    """What stands between matrices, as pieces: words upright, single letters italic, _x lowered, ^{x} raised."""
    pieces: Pieces = []
    for piece in SIGN_PIECES.findall(text):
        if len(piece) > 1 and (piece[0] == "_" or piece[:2] == "^{"):
            pieces.append((piece[1:].strip("{}"), "sub" if piece[0] == "_" else "sup"))
        elif piece[0] in LOW:
            pieces.append(("".join(map(LOW.__getitem__, piece)), "sub"))
        else:
            pieces.append(
                (
                    piece,
                    "" if len(piece) == 1 and piece.isalpha() and piece not in "σΣ" and piece < "\u2e80" else UPRIGHT,
                )
            )
    return _merged(pieces)


@cache
def text_parts(text: str) -> Name:
    """A symbol that the engine wrote as plain text, z^cₜ[2] or √d_k, with its scripts as scripts; all upright."""
    pieces: Pieces = []
    end = 0
    for found in SCRIPTS.finditer(text):
        pieces.append((text[end : found.start()], UPRIGHT))
        if found["mark"]:
            inside = f"({found[4]})" if found[4] is not None else found[5]
            pieces.append((inside, ("sub" if found["mark"] == "_" else "sup") + UPRIGHT))
        else:
            table, kind = (LOW, "sub") if found["low"] else (HIGH, "sup")
            pieces.append(("".join(map(table.__getitem__, found[0])), kind + UPRIGHT))
        end = found.end()
    return _merged([*pieces, (text[end:], UPRIGHT)])


def label_parts(label: str) -> Name:
    """The name of a cell: scripts in its symbol, S₁[my_word, 2], but none in the words that say its place."""
    symbol, bracket, place = label.partition("[")
    return _merged([*text_parts(symbol), (bracket + place, UPRIGHT)])


def transposed(latex: str) -> str:
    """The symbol of the transpose; one that carries a superscript or a prime is bracketed first."""
    return rf"({latex})^{{\top}}" if "^" in latex or "'" in latex else rf"{latex}^{{\top}}"


class _Reader:
    """Reads LaTeX from the left; scripts inside scripts stay at the first level."""

    def __init__(self, latex: str) -> None:
        self.tokens: list[str] = TOKENS.findall(latex)
        self.at = 0

    def pieces(self, kind: str, until: str | None = None) -> Pieces:
        found: Pieces = []
        while self.at < len(self.tokens):
            token = self.next()
            if token == until:
                break
            found += self.piece(token, kind)
        return found

    def next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def piece(self, token: str, kind: str) -> Pieces:
        if token in ("^", "_") and self.at < len(self.tokens):
            return self.argument(kind.removesuffix(UPRIGHT) or ("sup" if token == "^" else "sub"))
        if token == "{":
            return self.pieces(kind, "}")
        if token.isspace():
            return [(" ", kind)] if kind.endswith(UPRIGHT) else []
        if token == "}":
            return []
        if len(token) > 1:
            return self.command(token[1:], kind)
        if token == "'":
            return [("′", kind.removesuffix(UPRIGHT) or "sup")]
        return [(token.replace("-", "−"), kind)]

    def argument(self, kind: str) -> Pieces:
        """One group or one token, as LaTeX takes it."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.piece(self.next(), kind) if self.at < len(self.tokens) else []

    def command(self, command: str, kind: str) -> Pieces:
        accent = ACCENTS.get(WIDE.get(command, command))
        if accent:
            return _accented(self.argument(kind), accent)
        if command == "frac":
            return [*self.argument(kind), ("/", kind), *self.argument(kind)]
        if command in WORDS:
            return self.argument(kind.removesuffix(UPRIGHT) + UPRIGHT)
        if command in SPACES or command in SILENT:
            return [(" ", kind)] if command in SPACES else []
        known = SIGNS.get(command)
        return [(known, kind)] if known else [(command, kind.removesuffix(UPRIGHT) + UPRIGHT)]


def _accented(pieces: Pieces, accent: str) -> Pieces:
    """The accent over the first letter; over a space if there is none."""
    if not pieces:
        return [(" " + accent, "")]
    (text, kind), *rest = pieces
    return [(text[:1] + accent + text[1:], kind), *rest]


def _merged(pieces: Pieces) -> Name:
    """Neighbours of one kind are one piece."""
    merged: Pieces = []
    for text, kind in ((text, kind.strip()) for text, kind in pieces if text):
        if merged and merged[-1][1] == kind:
            merged[-1] = (merged[-1][0] + text, kind)
        else:
            merged.append((text, kind))
    return tuple(merged)
