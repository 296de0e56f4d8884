"""Spreadsheets (.xlsx): the XML inside the archive, read here, since numbers and names are all that is wanted of it.

Each block of rows between empty rows is an array; a row with one word above it, or else the sheet, gives its name.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from xml.etree.ElementTree import Element, ParseError, fromstring

import numpy as np

from loading.archives import member
from loading.arrays import MOST_CELLS, Loaded, Table
from loading.errors import Refused
from loading.lines import Row, without_labels
from loading.values import loaded

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})\Z")
INDEX = re.compile(r"\d{1,9}", re.ASCII)  # of a text that cells share
WIDEST = 4096
MOST_BYTES = 16 * 2**20  # of one part; a tree of XML takes many times the memory of its text


def arrays(archive: zipfile.ZipFile, nan: bool = False) -> list[Loaded]:
    """The arrays of a workbook, sheet by sheet, NaN in them if `nan`. Raises Refused where it holds none."""
    shared = _shared(archive)
    tables = [t for name, path in _sheets(archive) for t in _blocks(name, _rows(_xml(archive, path), shared))]
    if not tables:
        raise Refused("no_arrays")
    return [replace(x, half=np.zeros(x.shape)) for x in loaded(tables, nan)]  # stored, not printed


def _xml(archive: zipfile.ZipFile, path: str) -> Element:
    """A part of the workbook; one that declares entities of its own, as none does in earnest, is refused."""
    size = next((x.file_size for x in archive.infolist() if x.filename == path), 0)
    if size > MOST_BYTES:
        raise Refused("bytes", got=-(-size // 10**6), most=MOST_BYTES // 10**6)
    content = member(archive, path)
    if b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise Refused("damaged")
    try:
        return fromstring(content)
    except ParseError as error:
        raise Refused("damaged") from error


def _shared(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    return ["".join(t.text or "" for t in x.iter(f"{SPACE}t")) for x in _xml(archive, "xl/sharedStrings.xml")]


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Names of the sheets and where they are in the archive."""
    links = {x.get("Id"): x.get("Target", "") for x in _xml(archive, "xl/_rels/workbook.xml.rels")}
    found = []
    for sheet in _xml(archive, "xl/workbook.xml").iter(f"{SPACE}sheet"):
        target = links.get(sheet.get(RELATION), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in path:
            found.append((sheet.get("name", ""), path))
    return found


def _rows(sheet: Element, shared: list[str]) -> dict[int, dict[int, str]]:
    """The cells that hold something, by row and column, counted from 1."""
    found: dict[int, dict[int, str]] = {}
    count = 0
    for cell in sheet.iter(f"{SPACE}c"):
        place, text = PLACE.match(cell.get("r", "")), _text(cell, shared)
        if not place or not text.strip():
            continue
        count += 1
        column = _column(place[1])
        if count > MOST_CELLS or column > WIDEST:
            raise Refused("cells", got=count, most=MOST_CELLS, shape="", name="")
        found.setdefault(int(place[2]), {})[column] = text
    return found


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _text(cell: Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in cell.iter(f"{SPACE}t"))
    value = cell.findtext(f"{SPACE}v") or ""
    if kind == "s":
        return shared[int(value)] if INDEX.fullmatch(value) and int(value) < len(shared) else ""
    return {"1": "True", "0": "False"}.get(value, value) if kind == "b" else value


def _blocks(sheet: str, rows: dict[int, dict[int, str]]) -> list[Table]:
    """The tables of a sheet, divided by empty rows."""
    blocks: list[list[int]] = []
    for n in sorted(rows):
        if not blocks or n != blocks[-1][-1] + 1:
            blocks.append([])
        blocks[-1].append(n)
    return [table for block in blocks if (table := _block(sheet, {n: rows[n] for n in block}))]


def _block(sheet: str, rows: dict[int, dict[int, str]]) -> Table | None:
    name, first = sheet, min(rows)
    title = next(iter(rows[first].values())).strip()
    if len(rows) > 1 and len(rows[first]) == 1 and title[:1].isalpha():
        name, rows = title, {n: row for n, row in rows.items() if n != first}
    columns = {column for row in rows.values() for column in row}
    left, right = min(columns), max(columns)
    table: list[Row] = [(n, [row.get(c, "") for c in range(left, right + 1)]) for n, row in rows.items()]
    table = without_labels(table)
    cells = [cell for _, row in table for cell in row]
    if not any(cell[:1].isdigit() or cell[:1] in "-+." for cell in cells if cell):
        return None  # words only: a note
    return Table(name, (len(table), len(table[0][1])), cells, "xlsx", lines=[n for n, _ in table])
