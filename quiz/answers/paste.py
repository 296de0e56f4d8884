"""Pasted tables cut into cells: from spreadsheets, CSV, NumPy, PyTorch, MATLAB, LaTeX, or text in columns.

Cells stay texts; quiz.answers.parse turns them into numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

from quiz.errors import ParseError

Grid = list[list[str]]

LONGEST = 200_000
# input methods for Chinese produce full-width punctuation
WIDE = str.maketrans("，；、［］（）｛｝　", ",;,[](){} ")

BEGIN = re.compile(r"\\begin\{(?:\w*matrix\*?|array)\}(?:\[\w\])?(?:\{[^{}]*\})?")
LINE_BREAK = re.compile(r"\\\\(?:\[[0-9.]+ *[a-z]{2}\])?")
# what may stand before the bracket: A =, array(, torch.tensor(, Parameter containing: tensor(
OPENING = re.compile(r"[\w.\s=:(]*\Z")
BRACKETED = re.compile(r"\[([^\[\]]*)\]")


def grid(text: str) -> Grid:
    """The cells of a pasted table, without spaces around them.

    Raises ParseError if the text is empty, too long, or not a single table, or if a row's length differs.
    """
    if len(text) > LONGEST:
        raise ParseError("This is longer than any table: paste at most {most} characters.", most=LONGEST)
    # no .strip(): the tabs at the ends of a spreadsheet's rows are empty cells
    clean = text.translate(WIDE).strip(" \r\n\ufeff\u200b")
    rows = _cut(clean) if clean.strip() else []
    if not rows:
        raise ParseError("There is no table here: paste rows of numbers.")
    for k, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ParseError(
                "Row {row} has {got} cells but the rows before it have {want}.", row=k, got=len(row), want=len(rows[0])
            )
    return rows


def _cut(text: str) -> Grid:
    begin = BEGIN.search(text)
    if begin or "&" in text:
        return _latex(text[begin.end() :].partition(r"\end{")[0] if begin else text)
    start, end = text.find("["), text.rfind("]")
    if 0 <= start < end and OPENING.match(text[:start]):
        return _bracketed(text[start : end + 1], numpy="(" in text[:start])
    return _lines(text)


def _latex(body: str) -> Grid:
    rows = [row.replace(r"\hline", "").strip() for row in LINE_BREAK.split(body)]
    return [[cell.strip() for cell in row.split("&")] for row in rows if row]


# ---- brackets ----


def _bracketed(text: str, numpy: bool) -> Grid:
    """The rows of [[1, 2], [3, 4]] with or without commas and outer brackets, of [1 2; 3 4], or of a single row."""
    rows = BRACKETED.findall(text)
    around = re.sub(r"[,\s]", "", BRACKETED.sub("", text))
    if not around and len(rows) == 1:
        return _matlab(rows[0], numpy)
    if around in ("", "[]"):
        return [cells for row in rows if (cells := _flat(row))]
    if not around.strip("[]") and around.count("[") == around.count("]"):
        raise ParseError("This is more than one table: paste a single one, with two levels of brackets.")
    raise ParseError("The brackets do not match, or numbers stand outside them: write the rows like [1, 2], [3, 4].")


def _matlab(inner: str, numpy: bool) -> Grid:
    # a comma at the end of a line means that the row goes on
    joined = inner if numpy else re.sub(r",\s*\n", ", ", inner)
    rows = [joined] if numpy else re.split(r"[;\n]", joined)
    return [_flat(row) for row in rows if row.strip()]


def _flat(row: str) -> list[str]:
    """The cells of a row, separated by commas, or by spaces if it has no commas."""
    cells = [cell.strip() for cell in row.split(",")] if "," in row else row.split()
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells


# ---- lines ----


def _lines(text: str) -> Grid:
    lines = [line for line in text.splitlines() if line.strip(" ")]
    if "\t" in text:
        return _separated(lines, "\t")
    if ";" in text:
        return _semicolons(lines)
    if "," in text and not _commas_are_decimal(lines):
        return _separated(lines, ",")
    return [line.split() for line in lines]


def _semicolons(lines: list[str]) -> Grid:
    """Cells separated by semicolons, or one line of MATLAB rows without the brackets."""
    parts = [part.strip() for part in lines[0].split(";")]
    if len(lines) == 1 and any(re.search(r"\S\s+\S", part) for part in parts):
        return [_flat(part) for part in parts if part]
    if len(lines) == 1 and any("," in part for part in parts):
        raise ParseError(
            "“{text}” can be read in two ways: put every row on a line of its own, or write decimals with a point.",
            text=lines[0] if len(lines[0]) <= 64 else f"{lines[0][:63]}…",
        )
    return _separated(lines, ";")


def _commas_are_decimal(lines: list[str]) -> bool:
    """Whether the cells are separated by spaces and commas are decimal commas, as in 0,5 0,25."""
    cells = [cell for line in lines for cell in line.split()]
    within = all(cell.count(",") <= 1 and cell.strip(",") == cell for cell in cells)
    return within and all(len(line.split()) > 1 for line in lines)


def _separated(lines: Iterable[str], mark: str) -> Grid:
    try:
        rows = csv.reader(lines, delimiter=mark, skipinitialspace=True)
        return [[cell.strip() for cell in row] for row in rows if row]
    except csv.Error as error:
        raise ParseError("This cannot be read as a table: paste rows of numbers.") from error
