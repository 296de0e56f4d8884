"""Python's tuples of numbers as rows: ((1, 2), (3, 4)), [(1, 2), (3, 4)]; round brackets around arrays stay."""

from __future__ import annotations

import re

from loading.numbers import DASHES

NUMBER = rf"[-+{DASHES}]?(?:\d[\d.]*|\.\d+)(?:[eE][-+]?\d+)?|[-+{DASHES}]?inf"
WITHIN = re.compile(rf"([\[(,]\s*)\((\s*(?:{NUMBER})(?:\s*,\s*(?:{NUMBER}))*\s*,?\s*)\)")
OPENS, CLOSES = "\x01", "\x02"  # brackets that were round: in no text that anybody pastes
ROWS = rf"\s*{OPENS}[^()\[\]{OPENS}{CLOSES}]*{CLOSES}"
AROUND = re.compile(rf"(?<![\w.])\(({ROWS}(?:\s*,{ROWS})*\s*,?\s*)\)")
SQUARE = str.maketrans({OPENS: "[", CLOSES: "]"})


def as_lists(text: str) -> str:
    """The text with square brackets around tuples of numbers that stand in another bracket, and around such tuples.

    A tuple by itself stays: it is as often a shape or the place of a cell.
    """
    if not re.search(r"[\[(]\s*\(", text):
        return text
    rows = WITHIN.sub(rf"\1{OPENS}\2{CLOSES}", text)
    return AROUND.sub(rf"{OPENS}\1{CLOSES}", rows).translate(SQUARE)
