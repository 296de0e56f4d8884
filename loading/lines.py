"""Tables in lines: spreadsheet cells (tabs), CSV, Markdown, numbers in columns, what MATLAB prints under A =."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite

from loading.arrays import Table
from loading.errors import Refused, short
from loading.lexemes import ROUND
from loading.numbers import ReadNumber, number

Row = tuple[int, list[str]]  # the line it stands on, and its cells

TITLE = re.compile(rf"\s*(?P<name>[^\W\d](?:[\w.^/]|{ROUND})*(?: [\w.^/]+){{0,3}})\s*[=:]\s*(?P<rest>.*)\Z")
COLUMNS = re.compile(r"\s*Columns?\s+\d+(?:\s+(?:through|to|and|-)\s+\d+)?\s*:?\s*\Z")
SCALE = re.compile(r"\s*(?P<scale>\d(?:\.\d+)?e[+-]?\d{1,3})\s*\*\s*\Z", re.IGNORECASE)
RULE = frozenset(" \t|:+=-")
FENCE = re.compile(r"\s*(?:```|~~~)")
WORDS = re.compile(r"\S\s+\S")


@dataclass
class NamedLines:
    """Lines under one name: what will be a table. `blocks` begin anew where MATLAB breaks a wide one into columns."""

    name: str = ""
    line: int = 1
    scale: float = 1.0
    blocks: list[list[tuple[int, str]]] = field(default_factory=lambda: [[]])


def lined(text: str) -> list[Table]:
    """The tables of a text without brackets. Raises Refused for rows of different lengths, naming the line."""
    sections = [NamedLines()]
    for n, line in enumerate(text.split("\n"), 1):
        _sort(sections, n, line)
    return [_table(section, blocks) for section in sections if (blocks := _blocks(section))]


def _sort(sections: list[NamedLines], n: int, line: str) -> None:
    """One line filed: a title opens a section, everything else belongs to the last one."""
    title = None if "\t" in line or "|" in line else TITLE.match(line)
    if title:
        sections.append(NamedLines(title["name"], n))
        line = title["rest"]
    now = sections[-1]
    if (scale := SCALE.match(line)) and isfinite(factor := float(scale["scale"])):
        now.scale = factor
    elif COLUMNS.match(line):
        now.blocks.append([])
    elif line.strip(" ") and not FENCE.match(line):
        now.blocks[-1].append((n, line))


def _blocks(section: NamedLines) -> list[tuple[list[Row], str]]:
    """The blocks of a section as rows of cells; a line that leaves no cell, as a rule does, is no row."""
    cut = (_cut(block) for block in section.blocks if block)
    kept = (([(line, row) for line, row in rows if row], format) for rows, format in cut)
    return [(rows, format) for rows, format in kept if rows]


def _table(section: NamedLines, blocks: list[tuple[list[Row], str]]) -> Table:
    rows, format = blocks[0]
    for more, _ in blocks[1:]:
        if len(more) != len(rows):
            raise Refused("ragged_parts", part=2, got=len(more), want=len(rows), line=more[0][0])
        rows = [(line, [*left, *right]) for (line, left), (_, right) in zip(rows, more, strict=True)]
    rows = without_labels(rows)
    for n, (line, row) in enumerate(rows, 1):
        if len(row) != len(rows[0][1]):
            raise Refused("ragged", row=n, got=len(row), want=len(rows[0][1]), line=line)
    printed_by_matlab = format == "columns" and section.name
    cells = [cell for _, row in rows for cell in row]
    shape = (len(rows), len(rows[0][1]))
    return Table(
        section.name,
        () if printed_by_matlab and shape == (1, 1) else shape,
        cells,
        "matlab" if printed_by_matlab else format,
        lines=[line for line, _ in rows],
        scale=section.scale,
    )


def without_labels(rows: list[Row]) -> list[Row]:
    """Without a first row of column names, and a first column of row names where it is one."""
    if len(rows) > 1 and _counted(rows[0][1], [row[0] for _, row in rows[1:]]):
        return [(line, row[1:]) for line, row in rows[1:]]
    if len(rows) > 1 and _names(rows[0][1]) and not any(_words(row[1:] or row) for _, row in rows[1:]):
        header, rows = rows[0][1], rows[1:]
        if len(header) == len(rows[0][1]) and not header[0].strip():
            return [(line, row[1:]) for line, row in rows]  # an index, as pandas writes it
    if len(rows[0][1]) > 1 and all(len(row) > 1 and _names(row[:1]) and not _words(row[1:]) for _, row in rows):
        return [(line, row[1:]) for line, row in rows]
    return rows


def _counted(header: list[str], first: list[str]) -> bool:
    """Whether a header is ",0,1,2", as pandas writes it, with words or 0, 1, 2 down the first column."""
    corner, *columns = (cell.strip() for cell in header)
    if corner or not columns or columns != [str(k) for k in range(len(columns))]:
        return False
    return _names(first) or first == [str(k) for k in range(len(first))]


def _names(cells: list[str]) -> bool:
    """Whether all these cells, as far as they are not blank, are words, and there is one."""
    full = [cell for cell in cells if cell.strip()]
    return bool(full) and all(_word(cell) for cell in full)


def _words(cells: list[str]) -> bool:
    return any(_word(cell) for cell in cells if cell.strip())


def _word(cell: str) -> bool:
    return len(cell) <= 64 and cell[:1].isalpha() and not isinstance(number(cell), ReadNumber) and cell not in VALUES


VALUES = frozenset(("True", "False", "true", "false", "nan", "NaN", "NA", "None", "Inf"))


def _cut(block: list[tuple[int, str]]) -> tuple[list[Row], str]:
    """The rows of some lines, and the notation they are in."""
    texts = [line for _, line in block]
    if all("|" in line for line in texts):
        return [
            (n, _between_bars(line)) for n, line in block if not ("-" in line and RULE.issuperset(line))
        ], "markdown"
    if any("\t" in line for line in texts):
        return _separated(block, "\t"), "tabs"
    if any(";" in line for line in texts):
        return _semicolons(block)
    if any("," in line for line in texts) and not _commas_are_decimal(texts):
        return _separated(block, ","), "csv"
    return [(n, line.split()) for n, line in block], "columns"


def _between_bars(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _semicolons(block: list[tuple[int, str]]) -> tuple[list[Row], str]:
    """Cells separated by semicolons, or MATLAB's rows without the brackets."""
    n, line = block[0]
    parts = [part.strip() for part in line.split(";") if part.strip()]
    if len(block) == 1 and any(WORDS.search(part) for part in parts):
        return [(n, part.replace(",", " ").split()) for part in parts], "matlab"
    if len(block) == 1 and any("," in part for part in parts) and not all("," in part for part in parts):
        raise Refused("two_readings", text=short(line.strip()), line=n, row=1, column=1)
    if len(block) == 1 and len(parts) > 1 and all("," in part for part in parts):
        return _one_line(n, line, parts)
    if all(line.rstrip().endswith(";") for _, line in block):
        return [(n, line.rstrip().rstrip(";").replace(",", " ").split()) for n, line in block], "matlab"
    return _separated(block, ";"), "csv"


def _one_line(n: int, line: str, parts: list[str]) -> tuple[list[Row], str]:
    """1,2;3,4 can be two rows or two halves; 0,5;0,25 begins with zeros, so that its commas are decimal."""
    if any(part.lstrip("-+−").startswith("0,") for part in parts):
        return [(n, parts)], "csv"
    raise Refused("two_readings", text=short(line.strip()), line=n, row=1, column=1)


def _commas_are_decimal(lines: list[str]) -> bool:
    """Whether the cells are separated by spaces and commas are decimal commas, as in 0,5 0,25."""
    cells = [cell for line in lines for cell in line.split()]
    within = all(cell.count(",") <= 1 and cell.strip(",") == cell for cell in cells)
    return within and all(len(line.split()) > 1 for line in lines)


def _separated(block: Iterable[tuple[int, str]], mark: str) -> list[Row]:
    rows = []
    for n, line in block:
        try:
            cells = next(csv.reader([line], delimiter=mark, skipinitialspace=mark != "\t"), [])
        except csv.Error as error:
            raise Refused("no_table", line=n) from error
        if cells:
            rows.append((n, [cell.strip() for cell in cells]))
    return rows
