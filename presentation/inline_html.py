"""Sentences with formulas as text: a page of Streamlit lets no MathML through."""

from __future__ import annotations

from functools import cache
from html import escape
from xml.etree.ElementTree import Element

from markdown_it import MarkdownIt

from engine.expression.symbol import BAR, HAT, TILDE
from presentation.printing.markup import element, reader

SUB, SUP = ("sub",), ("sup",)
SCRIPTS = {"msub": SUB, "munder": SUB, "msup": SUP, "msubsup": SUB + SUP, "munderover": SUB + SUP}
SPACED = {sign: f" {sign} " for sign in "=+⊙×·≈≠→≤≥"} | {"&lt;": " &lt; ", "&gt;": " &gt; ", ",": ", "}
BEFORE_A_SIGN = frozenset("([=,·⊙×≈")  # behind these a minus belongs to what follows
COMBINING = {"~": TILDE, "^": HAT, "¯": BAR}


@cache
def _reader() -> MarkdownIt:
    return reader(lambda latex, _block: on_a_line(element(latex)))


def inline_html(text: str) -> str:
    """A sentence (Markdown) with its formulas as text and its code (HTML)."""
    return str(_reader().renderInline(text))


def on_a_line(element: Element) -> str:
    """A formula in MathML as text with sub- and superscripts (HTML); fractions become a/b."""
    inner = [" − " if _subtracts(element, k) else on_a_line(child) for k, child in enumerate(element)]
    if element.tag in SCRIPTS:
        base, *scripts = inner
        return base + "".join(f"<{tag}>{text}</{tag}>" for tag, text in zip(SCRIPTS[element.tag], scripts, strict=True))
    if element.tag == "mfrac":
        return "/".join(map(_grouped, element, inner))
    if element.tag == "mover":
        return inner[0] + COMBINING.get(element[1].text or "", "")
    if element.tag == "msqrt":
        return "√" + _grouped(element, "".join(inner))
    text = escape(element.text or "").replace("-", "−")
    return SPACED.get(text, text) if element.tag == "mo" else text + "".join(inner) + " " * (element.tag == "mspace")


def _subtracts(element: Element, k: int) -> bool:
    """Whether the child is a minus between two terms."""
    return element[k].text == "−" and k > 0 and element[k - 1].text not in BEFORE_A_SIGN


def _grouped(element: Element, text: str) -> str:
    """In brackets, where more than one letter with its scripts stands there; ∂L is one."""
    while len(element) == 1 and element.tag in ("mrow", "msqrt"):
        element = element[0]
    letters = [child for child in element if child.text != "∂"]
    return f"({text})" if len(letters) > 1 and element.tag not in SCRIPTS else text
