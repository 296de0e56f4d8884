"""The one reader of pasted text: finds out which notation it is, and gives arrays with their names."""

from __future__ import annotations

import re

from loading.arrays import Loaded, Table
from loading.brackets import bracketed
from loading.errors import Refused
from loading.latex import latex
from loading.lines import lined
from loading.tuples import as_lists
from loading.values import loaded

LONGEST = 8_000_000  # characters; five megabytes are read in seconds

# input methods for Chinese produce full-width punctuation
WIDE = str.maketrans("，；、［］（）｛｝＝：　＇＂｜＆\u00a0\u2002\u2003\u2009\u202f", ",;,[](){}=: '\"|&     ")
INVISIBLE = re.compile("[\ufeff\u200b\u200e\u200f\u2060]")
ELIDED = frozenset(("...", "…", "⋮", "⋯", "⋱", r"\dots", r"\cdots", r"\vdots", r"\ddots", r"\ldots"))
PROMPT = re.compile(r"^[ ]*(?:>>> ?|\.\.\. |(?:In|Out) ?\[\d+\]: ?)", re.MULTILINE)
MATRIX = re.compile(r"\\begin\{|\\\\|\\hline")
BRACKETS = re.compile(r"\[|\b(?:tensor|array|Array|Parameter|Tensor)\b ?\(|<tf\.")


def printed(text: str, nan: bool = False) -> list[Loaded]:
    """All arrays of a pasted text, in their order, with the names that stand by them.

    Reads what NumPy, PyTorch, JAX, TensorFlow and MATLAB print, one array or many (a state_dict, lines of name =
    array(…)), nested lists and tuples, LaTeX, Markdown tables, CSV and spreadsheet cells; True and False, ±inf,
    fractions; NaN with `nan`, as programs print it. Raises Refused for an empty or too long text, for rows of different
    lengths, for NaN without it, for "..." in place of numbers, and for words that are no part of an array; it names
    line and place.
    """
    return loaded(tables(text), nan)


def tables(text: str) -> list[Table]:
    """As `printed`, but cells stay texts, blank ones and those that are no numbers included; for grids of typed cells.

    Raises Refused where the text is no table at all.
    """
    if len(text) > LONGEST:
        raise Refused("too_long", got=len(text), most=LONGEST)
    clean = PROMPT.sub("", INVISIBLE.sub("", text.translate(WIDE).replace("\r\n", "\n").replace("\r", "\n")))
    if not clean.strip():
        raise Refused("empty")
    found = _read(as_lists(clean))
    if not found or not all(table.cells for table in found):
        raise Refused("empty")
    for table in found:
        _all_there(table)
    return found


def _all_there(table: Table) -> None:
    """Raises Refused where "..." stands in place of numbers."""
    if not ELIDED.isdisjoint(table.cells):
        cell = next(k for k, cell in enumerate(table.cells) if cell in ELIDED)
        raise Refused("elided", format=table.format, **table.place(cell))


def _read(text: str) -> list[Table]:
    if MATRIX.search(text) or ("&" in text and not BRACKETS.search(text)):
        return latex(text)
    return bracketed(text) if BRACKETS.search(text) else lined(text)
