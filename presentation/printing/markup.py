"""What printed pages are written with: Markdown and formulas as HTML and MathML, matrices as tables. All is escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from html import escape, unescape
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

STYLE = Path(__file__).with_name("print.css")
Texts = Sequence[Sequence[str]]
PRIMED, PRIMES = ("msup", "msubsup"), ("′", "″")


def reader(formula: Callable[[str, bool], str]) -> MarkdownIt:
    """Markdown in which each formula is written by a function of its LaTeX and of whether it stands by itself."""
    made = MarkdownIt("js-default", {"html": False, "linkify": False})
    made.use(
        dollarmath_plugin,
        allow_labels=False,
        renderer=lambda content, options: formula(content, bool(options.get("display_mode"))),
    )
    # without the plugin's wrapper, whose class no style sheet knows
    made.add_render_rule("math_inline", lambda _, tokens, k, *__: formula(tokens[k].content, False))
    return made


@cache
def _printed() -> MarkdownIt:
    return reader(authored)


def inline(text: str) -> str:
    """A sentence with its formulas, without a paragraph around it."""
    return str(_printed().renderInline(text))


def paragraphs(text: str) -> str:
    """Markdown with its formulas."""
    return str(_printed().render(text))


@lru_cache(maxsize=4096)
def authored(latex: str, block: bool = False) -> str:
    """A formula that an author wrote, as MathML; browsers print it without a script."""
    return tostring(element(latex, "block" if block else "inline"), encoding="unicode")


def element(latex: str, display: str = "inline") -> Element:
    """A formula that an author wrote, as an element of MathML."""
    made: Element = convert_to_element(latex, display=display)
    for part in made.iter():
        part.text = unescape(part.text or "")
    for parent in list(made.iter()):
        parent[:] = map(_primed, parent)
    return made


def _primed(raised: Element) -> Element:
    """Raised as an exponent, a prime is too small to be seen: it stands beside its letter, in a row with it."""
    if raised.tag not in PRIMED or raised[-1].text not in PRIMES:
        return raised
    row = Element("mrow")
    row.append(raised[0])
    SubElement(row, "mtext").text = raised[-1].text
    if raised.tag == "msup":
        return row
    lowered = Element("msub")
    lowered.extend((row, raised[1]))
    return lowered


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
