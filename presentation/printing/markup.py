"""What printed pages are written with: Markdown and formulas as HTML and MathML, matrices as tables. All is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from presentation.formula_words import worded

Texts = Sequence[Sequence[str]]
SCRIPTS = re.compile(r"([_^])(\([^()]*\)|[\w→←]+)")
TAGS = {"_": "sub", "^": "sup"}
PRIMED = re.compile(r"(\\[A-Za-z]+|(?<![A-Za-z\\])[A-Za-z])'")
SPACES = re.compile(r"\\(?:,|;|:|!|quad|qquad)(?![A-Za-z])")


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("js-default", {"html": False, "linkify": False})
    reader.use(
        dollarmath_plugin,
        allow_labels=False,
        renderer=lambda content, options: formula(content, block=bool(options.get("display_mode"))),
    )
    return reader


def inline(text: str) -> str:
    """A sentence with its formulas, without a paragraph around it."""
    return str(_markdown().renderInline(text))


def paragraphs(text: str) -> str:
    """Markdown with its formulas."""
    return str(_markdown().render(text))


def raised(text: str) -> str:
    """Plain arithmetic (text): what Unicode cannot raise or lower, Q^(h) and W_Q, is set so."""
    return SCRIPTS.sub(lambda found: f"<{TAGS[found[1]]}>{found[2]}</{TAGS[found[1]]}>", escape(text))


def formula(latex: str, block: bool = False) -> str:
    """A formula as MathML, its words in the language being spoken; browsers print it without a script."""
    return _mathml(worded(latex), block)


@cache
def _mathml(latex: str, block: bool) -> str:
    readable = SPACES.sub(lambda found: r"\; " if "quad" in found[0] else " ", latex)
    readable = PRIMED.sub(r"{\1\\text{′}}", readable)  # raised as an exponent, a prime is too small to be seen
    return str(convert(readable, display="block" if block else "inline"))


def matrix(caption: str, rows: Texts, name: str = "", boxes: bool = False) -> str:
    """Numbers, or empty boxes, under a caption (HTML); `name` says which step it is to whoever reads the page."""
    kind = "matrix boxes" if boxes else "matrix"
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if boxes else escape(text)}</td>" for text in row) + "</tr>" for row in rows
    )
    data = f' data-step="{escape(name)}"' if name else ""
    return f'<figure><figcaption>{caption}</figcaption><table class="{kind}"{data}>{body}</table></figure>'


def side_by_side(figures: Sequence[str]) -> str:
    """Matrices in a row, as many as the paper is wide."""
    return f'<div class="row">{"".join(figures)}</div>' if figures else ""


def apart(terms: Sequence[str]) -> str:
    """Terms on a line (Markdown), none of them broken in two."""
    return "<p>" + " ".join(f'<span class="term">{inline(term)}</span>' for term in terms) + "</p>"


def beside(heading: str, matrices: str) -> str:
    """A step's heading, its matrices to the right of it where they fit."""
    return f'<div class="step"><span>{heading}</span>{matrices}</div>'


def listed(items: Sequence[str], letters: bool = False) -> str:
    """A list by numbers, or by capital letters."""
    kind = ' type="A"' if letters else ""
    return f"<ol{kind}>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>"


def line(label: str, width: str = "8rem") -> str:
    """A label and a line to write on."""
    return f'<p class="answer">{label} {blank(width)}</p>'


def blank(width: str) -> str:
    """A line to write on within a line of text."""
    return f'<span class="write" style="min-width:{width}"></span>'
