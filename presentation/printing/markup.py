"""What printed pages are written with: Markdown and formulas as HTML and MathML, matrices as tables. All is escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from engine.expression.symbol import BAR, HAT, TILDE

Texts = Sequence[Sequence[str]]
SUB, SUP = ("sub",), ("sup",)
SCRIPTS = {"msub": SUB, "munder": SUB, "msup": SUP, "msubsup": SUB + SUP, "munderover": SUB + SUP}
SPACED = {sign: f" {sign} " for sign in "=+⊙×·≈≠→≤≥"} | {"&lt;": " &lt; ", "&gt;": " &gt; ", ",": ", "}
BEFORE_A_SIGN = frozenset("([=,·⊙×≈")  # behind these a minus belongs to what follows
COMBINING = {"~": TILDE, "^": HAT, "¯": BAR}
PRIMED, PRIMES = ("msup", "msubsup"), ("′", "″")


def _reader(formula: Callable[[str, bool], str]) -> MarkdownIt:
    """Markdown in which each formula is written by a function of its LaTeX and of whether it stands by itself."""
    reader = MarkdownIt("js-default", {"html": False, "linkify": False})
    reader.use(
        dollarmath_plugin,
        allow_labels=False,
        renderer=lambda content, options: formula(content, bool(options.get("display_mode"))),
    )
    return reader


@cache
def _printed() -> MarkdownIt:
    return _reader(authored)


@cache
def _unset() -> MarkdownIt:
    return _reader(lambda latex, _block: on_a_line(_element(latex, "inline")))


def inline(text: str) -> str:
    """A sentence with its formulas, without a paragraph around it."""
    return str(_printed().renderInline(text))


def unset(text: str) -> str:
    """A sentence with its formulas on a line of their own letters (HTML), for pages that let no MathML through."""
    return str(_unset().renderInline(text))


def paragraphs(text: str) -> str:
    """Markdown with its formulas."""
    return str(_printed().render(text))


@cache
def authored(latex: str, block: bool = False) -> str:
    """A formula that an author wrote, as MathML; browsers print it without a script."""
    return tostring(_element(latex, "block" if block else "inline"), encoding="unicode")


def _element(latex: str, display: str) -> Element:
    made = convert_to_element(latex, display=display)
    for element in made.iter():
        element.text = unescape(element.text or "")
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
