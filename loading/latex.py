"""Matrices in LaTeX: pmatrix, bmatrix, array and the like, or bare rows of cells with & between them."""

from __future__ import annotations

import re

from loading.arrays import MOST_ARRAYS, Table, stacked
from loading.errors import Refused

BEGIN = re.compile(r"\\begin\{(?P<kind>\w*matrix\*?|array|cases|aligned|tabular)\}(?:\[\w*\])?(?:\{[^{}\n]{0,99}\})?")
LINE_BREAK = re.compile(r"\\\\(?:\[-?[0-9.]+ *[a-z]{2}\])?")
NAME = re.compile(
    r"(?P<name>[^\s=$&\\]{1,40}|\\math\w+\{[^{}]{1,40}\}[^\s=$&\\]{0,40})\s*(?:=|:)\s*(?:\\left\s*[\[(|.])?[\s$]*\Z"
)
# what only makes a formula look right
DECORATION = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|phantom\{[^{}]*\}|[,;:!]|quad|qquad|left|right|displaystyle|\s)|[$~]"
)
BRACES = re.compile(r"\{([-+−]?[\d.]*)\}")
TEXT = re.compile(r"\\(?:text|mathrm|mathbf|mathit|textbf|operatorname)\{([^{}]*)\}")
POWER = re.compile(r"\\(?:cdot|times)\s*10\s*\^\s*\{?\s*([-+−]?\d+)\s*\}?")
END = r"\end{"


def latex(text: str) -> list[Table]:
    """The matrices of a text, each with the name before its equals sign. Raises Refused for rows of other lengths."""
    found: list[Table] = []
    at, line = 0, 1
    while begin := BEGIN.search(text, at):
        line += text.count("\n", at, begin.end())
        end = text.find(END, begin.end())
        if end < 0:
            raise Refused("open_environment", text=begin["kind"], line=line)
        if len(found) == MOST_ARRAYS:
            raise Refused("arrays", most=MOST_ARRAYS)
        named = NAME.search(text[max(at - 1, begin.start() - 99, 0) : begin.start()])
        found.append(_matrix(text[begin.end() : end], line, _plain_name(named)))
        line += text.count("\n", begin.end(), end)
        at = end + len(END)
    return found or [_matrix(text, 1, "")]


def _plain_name(named: re.Match[str] | None) -> str:
    """The name before a matrix as people would type it: W^{Q} as W^Q."""
    if not named:
        return ""
    return TEXT.sub(r"\1", named["name"]).replace("{", "").replace("}", "").strip()


def _matrix(body: str, line: int, name: str) -> Table:
    rows, lines = [], []
    for part in LINE_BREAK.split(body):
        lead = len(part) - len(part.lstrip())
        cells = [_cell(cell) for cell in part.split("&")]
        if any(cells):
            rows.append(cells)
            lines.append(line + part.count("\n", 0, lead))
        line += part.count("\n")
    shape = _shape(rows, lines)
    return Table(name, shape, [cell for row in rows for cell in row], "latex", "", lines)


def _shape(rows: list[list[str]], lines: list[int]) -> tuple[int, ...]:
    for n, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise Refused("ragged", row=n + 1, got=len(row), want=len(rows[0]), line=lines[n])
    return stacked([(len(row),) for row in rows])


def _cell(cell: str) -> str:
    """A cell without decoration, powers of ten as in 1e-3."""
    plain = TEXT.sub(r"\1", DECORATION.sub("", cell))
    plain = BRACES.sub(r"\1", plain) if "frac" not in plain and "sqrt" not in plain else plain
    return POWER.sub(r"e\1", plain).replace(" e", "e").strip()
