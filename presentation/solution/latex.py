"""The worked solution as a LaTeX document, for XeLaTeX or LuaLaTeX."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from presentation.solution.document import Block, Displayed, Heading

SIGNS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
HEADINGS = {1: r"\section*", 2: r"\subsection*"}
MOST_COLUMNS = 16
PACKAGES = {
    "zh": r"\documentclass{ctexart}",
    "en": "\\documentclass{article}\n\\usepackage{fontspec}",
}


def latex(blocks: Sequence[Block], language: str) -> str:
    """The text of a .tex file in a language."""
    head = [
        PACKAGES[language],
        r"\usepackage{amsmath,amssymb}",
        r"\usepackage[a4paper,landscape,margin=2cm]{geometry}",
        rf"\setcounter{{MaxMatrixCols}}{{{MOST_COLUMNS}}}",
        r"\begin{document}",
    ]
    return "\n\n".join(["\n".join(head), *map(_written, blocks), r"\end{document}"]) + "\n"


def _written(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{HEADINGS[level]}{{{escaped(text)}}}"
        case Displayed(formula):
            return f"\\[\n{formula}\n\\]"
        case _:
            return _prose(block.text)


def escaped(text: str) -> str:
    """Text with the signs that LaTeX reads as its own written out."""
    return "".join(SIGNS.get(sign, sign) for sign in text)


def _prose(text: str) -> str:
    """An authored paragraph: its words escaped, its formulas as they stand, what is emphasised in its own command."""
    made = MarkdownIt("js-default", {"html": False}).use(dollarmath_plugin, allow_labels=False)
    (inline,) = made.parseInline(text)
    return "".join(TOKENS.get(token.type, _plain)(token) for token in inline.children or [])


def _plain(token: Token) -> str:
    return escaped(token.content)


TOKENS: dict[str, Callable[[Token], str]] = {
    "math_inline": lambda token: f"${token.content}$",
    "softbreak": lambda token: " ",
    "code_inline": lambda token: rf"\texttt{{{escaped(token.content)}}}",
    "strong_open": lambda token: r"\textbf{",
    "em_open": lambda token: r"\emph{",
    "strong_close": lambda token: "}",
    "em_close": lambda token: "}",
}
