"""Sentences with formulas as text: a page of Streamlit lets no MathML through, a terminal nothing but text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown_it import MarkdownIt

from engine.expression.symbol import BAR, HAT, TILDE
from engine.readings.formulas.plain import LOWERED, RAISED, scripted
from presentation.printing.markup import element, reader

SUB, SUP = ("sub",), ("sup",)
SCRIPTS = {"msub": SUB, "munder": SUB, "msup": SUP, "msubsup": SUB + SUP, "munderover": SUB + SUP}
SPACED = {sign: f" {sign} " for sign in "=+⊙×·≈≠→≤≥<>"} | {",": ", "}
BEFORE_A_SIGN = frozenset("([=,·⊙×≈")  # behind these a minus belongs to what follows
COMBINING = {"~": TILDE, "^": HAT, "¯": BAR}


class Writing(NamedTuple):
    """How a line is written: its signs, and what stands below and above a letter, an element with its text."""

    signs: Callable[[str], str]
    sub: Callable[[Element, str], str]
    sup: Callable[[Element, str], str]


def _script(mark: str, table: dict[str, str]) -> Callable[[Element, str], str]:
    def written(element: Element, text: str) -> str:
        tight = text.replace(" ", "")
        return scripted(mark, tight if all(sign in table for sign in tight) else _grouped(element, text), table)

    return written


HTML = Writing(escape, lambda _, text: f"<sub>{text}</sub>", lambda _, text: f"<sup>{text}</sup>")
PLAIN = Writing(str, _script("_", LOWERED), _script("^", RAISED | {"⊤": "ᵀ", "′": "′", "″": "″"}))


@cache
def _reader() -> MarkdownIt:
    return reader(lambda latex, _block: on_a_line(element(latex)))


def inline_html(text: str) -> str:
    """A sentence (Markdown) with its formulas as text and its code (HTML)."""
    return str(_reader().renderInline(text))


def plain_text(text: str) -> str:
    """A sentence (Markdown) as it is read where there is nothing but text: on a terminal, √(d_k)."""
    (sentence,) = _reader().parseInline(text)
    said = (
        on_a_line(element(part.content), PLAIN) if part.type == "math_inline" else part.content
        for part in sentence.children or ()
    )
    return "".join(said)


def on_a_line(element: Element, write: Writing = HTML) -> str:
    """A formula in MathML as text with sub- and superscripts; fractions become a/b."""
    inner = [" − " if _subtracts(element, k) else on_a_line(child, write) for k, child in enumerate(element)]
    if element.tag in SCRIPTS:
        base, *scripts = inner
        written = zip(SCRIPTS[element.tag], element[1:], scripts, strict=True)
        return base + "".join(getattr(write, place)(child, text) for place, child, text in written)
    if element.tag == "mfrac":
        return "/".join(map(_grouped, element, inner))
    if element.tag == "mover":
        return inner[0] + COMBINING.get(element[1].text or "", "")
    if element.tag == "msqrt":
        return "√" + _grouped(element, "".join(inner))
    text = (element.text or "").replace("-", "−")
    own = write.signs(SPACED.get(text, text) if element.tag == "mo" else text)
    return own if element.tag == "mo" else own + "".join(inner) + " " * (element.tag == "mspace")


def _subtracts(element: Element, k: int) -> bool:
    """Whether the child is a minus between two terms."""
    return element[k].text == "−" and k > 0 and element[k - 1].text not in BEFORE_A_SIGN


def _grouped(element: Element, text: str) -> str:
    """In brackets, where more than one letter with its scripts stands there; ∂L is one."""
    while len(element) == 1 and element.tag in ("mrow", "msqrt"):
        element = element[0]
    letters = [child for child in element if child.text != "∂"]
    return f"({text})" if len(letters) > 1 and element.tag not in SCRIPTS else text
