"""Authored Markdown in spans: prose, code, formulas in a line, formulas on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

MARKED = re.compile(r"(?P<displayed>\$\$.*?\$\$)|(?P<formula>\$[^$]*\$)|(?P<code>`[^`]*`)", re.DOTALL)


class Span(NamedTuple):
    """A stretch of a text, the marks around a formula or code included."""

    kind: Literal["prose", "code", "formula", "displayed"]
    text: str

    @property
    def is_formula(self) -> bool:
        """True for a formula, wherever it stands."""
        return self.kind in ("formula", "displayed")


def spans(text: str) -> Iterator[Span]:
    """The spans of a text in order; joined, they are the text."""
    end = 0
    for found in MARKED.finditer(text):
        if found.start() > end:
            yield Span("prose", text[end : found.start()])
        kind: Literal["code", "formula", "displayed"] = (
            "displayed" if found["displayed"] else "formula" if found["formula"] else "code"
        )
        yield Span(kind, found[0])
        end = found.end()
    if end < len(text):
        yield Span("prose", text[end:])
