"""The lexemes of a text with brackets: marks, quoted strings, and words, which are everything else."""

from __future__ import annotations

import re
from typing import NamedTuple

from loading.numbers import DASHES

ROOT = r"(?:sqrt|√)\([\d.]{1,20}\)"
PLAIN = r"""[^\s\[\](){},;:=<>'"#]"""
ROUND = r"=\d+/(?=[^\W\d])"  # inside a name: t=1/hidden, layer=2/W
LEXEME = re.compile(
    r"""(?P<space>[^\S\n]+)|(?P<line>\n)|(?P<comment>\#[^\n]*)"""
    r"""|(?P<string>'[^'\n]*'|"[^"\n]*")|(?P<mark>[\[\](){},;:=<>])"""
    rf"""|(?P<word>(?:{ROOT}|{PLAIN}|['"])(?:{ROOT}|{PLAIN}|{ROUND})*)"""
)
ROW = re.compile(r"""[^\[\](){}<>'"=:#]*\]""")
CALL = r"(?:(?:np|numpy|torch|tf|jnp)\.)?(?:array|tensor|Array|Tensor|Parameter|constant|Variable)\b"
NUMBERS = re.compile(
    rf"\s*(?:\[\s*){{0,9}}(?:[-+{DASHES}]?\s*[\d.√∞…]|[-+{DASHES}]?inf\b|nan\b|true\b|false\b|np\.inf|sqrt|-|]"
    rf"|(?:np\.)?(?:float|int|bool)_?\d*\(|{CALL}\(\s*[-+\d.])",
    re.IGNORECASE,
)


class Lexeme(NamedTuple):
    """A piece of text and what kind it is: "string", "mark" or "word"."""

    kind: str
    text: str


class Scanner:
    """A text and how far it has been read; `line` counts from 1."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text, 0, 1
        self.commas = self.semicolons = False

    def next(self) -> Lexeme | None:
        """The next lexeme, None at the end."""
        while found := LEXEME.match(self.text, self.at):
            self.at = found.end()
            kind = found.lastgroup or ""
            if kind == "line":
                self.line += 1
            elif kind not in ("space", "comment"):
                return Lexeme(kind, found.group())
        return None

    def peek(self) -> str:
        """The text of the next lexeme, "" at the end; nothing is read."""
        at, line = self.at, self.line
        found = self.next()
        self.at, self.line = at, line
        return found.text if found else ""

    def row(self) -> tuple[int, str] | None:
        """The line and the inside of a bracket that holds neither brackets nor quotes, if the one just read is such."""
        found = ROW.match(self.text, self.at)
        if not found:
            return None
        line, inner = self.line, found.group()[:-1]
        self.at = found.end()
        self.line += inner.count("\n")
        return line, inner

    def begins_numbers(self) -> bool:
        """Whether the bracket just read holds numbers, not arrays with their constructors."""
        return bool(NUMBERS.match(self.text, self.at))

    def skip_balanced(self) -> None:
        """Reads on to the bracket that closes the round one just read."""
        depth = 1
        while depth and (lexeme := self.next()):
            depth += (lexeme.text == "(") - (lexeme.text == ")")
