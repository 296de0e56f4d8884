"""A figure as the JSON that the browser draws, and what the browser sends back, checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from presentation.figure.model import Cell, Figure, MatrixBlock, Rules, SourceCell, SourceRule, WorkedPanel, WorkedWord

Grids = dict[str, list[list[str]]]
LONGEST = 64  # characters of one cell; what is longer is no number
SENDING = "#"  # beside the grids: the number of their sending


WRITTEN = 128  # blocks whose JSON is kept; the largest has some 100 kB
_JSON = json.JSONEncoder(separators=(",", ":"))


def data(shown: Figure, more: Mapping[str, Any] | None = None) -> bytes:
    """Everything the browser needs, as JSON: what a click changes, with what there is `more`, and then the blocks.

    Each block was written when it was drawn first. Streamlit sends bytes as they are; a list it would write twice.
    """
    blocks = [_written(block) for block in shown.blocks]
    around = _JSON.encode({**_around(shown), "signature": _signature(shown, blocks), **(more or {})})
    return f"[{','.join((around, *(text for text, _structure in blocks)))}]".encode("ascii")


def _around(shown: Figure) -> dict[str, Any]:
    """All but the blocks and the signature."""
    return {
        **{name: value for name, value in vars(shown).items() if name != "blocks"},
        "signs": [vars(sign) for sign in shown.signs],
        "sources": _together(shown.sources),
        "rules": _rules(shown.rules),
        "worked": _worked(shown.worked),
        "labels": dict(shown.labels),
    }


def _together(sources: Iterable[SourceCell]) -> list[dict[str, Any]]:
    """The cells of each block that are outlined alike; a long sum has hundreds."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for cell in sources:
        found.setdefault((cell.block, cell.kind), []).append((cell.i, cell.j))
    return [{"block": block, "kind": kind, "cells": cells} for (block, kind), cells in found.items()]


@lru_cache(maxsize=WRITTEN)
def _written(block: MatrixBlock) -> tuple[str, str]:
    """A block as JSON, and what the DOM is built from of it."""
    return _JSON.encode(_block(block)), repr(_structure(block))


def _block(block: MatrixBlock) -> dict[str, Any]:
    """A block; the many texts of one that is drawn on a canvas are packed, and its heat follows from them."""
    if block.mode != "canvas":
        return {**vars(block), "mode": block.mode}
    packed = "\n".join("\t".join(row) for row in block.text)
    mask = ["".join("01"[bit] for bit in row) for row in block.mask]
    return {**vars(block), "mode": block.mode, "packed": packed, "text": [], "level": [], "mask": mask}


def signature(shown: Figure) -> str:
    """A fingerprint of what the DOM is built from; what is typed survives as long as it stays the same."""
    return _signature(shown, [_written(block) for block in shown.blocks])


def _signature(shown: Figure, blocks: Iterable[tuple[str, str]]) -> str:
    signs = [(s.parts, s.row, s.column) for s in shown.signs]
    built = [structure for _text, structure in blocks]
    said = repr((shown.version, built, signs, shown.corner, shown.check, sorted(shown.labels.items())))
    return blake2b(said.encode(), digest_size=12).hexdigest()


def _structure(b: MatrixBlock) -> tuple[Any, ...]:
    cells = tuple(map(len, b.text))
    labels = (bool(b.row_labels), bool(b.column_labels), b.hide_row_labels, b.hide_column_labels, bool(b.sums))
    kind = (b.mode, b.role, b.operand, b.folds, b.entry, b.locked, b.still, b.editable)
    return (b.id, b.row, b.column, b.name, b.shape, b.tag, cells, labels, kind)


def _worked(worked: WorkedPanel | None) -> dict[str, Any] | None:
    if worked is None:
        return None
    return {
        **vars(worked),
        "lines": [{**vars(line), "words": [_word(word) for word in line.words]} for line in worked.lines],
    }


def _word(word: WorkedWord) -> dict[str, Any]:
    return {**vars(word), "source": vars(word.source) if word.source else None}


def _rules(rules: Rules) -> dict[str, list[dict[str, Any]]]:
    return {result: [vars(rule) for rule in _as_rules(found)] for result, found in rules.items()}


def _as_rules(found: Any) -> tuple[SourceRule, ...]:
    """A product takes row i of its left operands and column j of its upper ones."""
    if all(isinstance(rule, SourceRule) for rule in found):
        return tuple(found)
    lefts, uppers = found
    return (*(SourceRule(b, "first", i="i") for b in lefts), *(SourceRule(b, "second", j="j") for b in uppers))


# ---- what comes back ----


def cell(value: Any, shown: Figure | None = None) -> Cell | None:
    """The cell [block, row, column] that was selected; None unless it is one, and one of the figure's."""
    if not isinstance(value, list | tuple) or len(value) != 3:
        return None
    id, i, j = value
    if not isinstance(id, str) or not _is_index(i) or not _is_index(j):
        return None
    found = (id, int(i), int(j))
    return found if shown is None or shown.holds(found) else None


def typed_over(value: Any, shown: Figure | None = None) -> tuple[Cell, str] | None:
    """The cell [block, row, column, text] that was typed over in a figure, and its text; None unless it is one."""
    if not isinstance(value, list | tuple) or len(value) != 4 or not isinstance(value[3], str):
        return None
    found = cell(value[:3], shown)
    return (found, value[3].strip()[:LONGEST]) if found else None


def _is_index(value: Any) -> bool:
    """A whole number as JSON has it; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6 and value == int(value)


def grids(value: Any, shown: Figure | None = None) -> Grids | None:
    """The texts of every entry block by id; None when nothing arrived. A block of another shape is left out."""
    if not isinstance(value, Mapping):
        return None
    found = {str(id): _texts(rows) for id, rows in value.items() if _is_grid(rows)}
    if shown is None:
        return found
    shapes = {block.id: list(map(len, block.text)) for block in shown.blocks if block.entry}
    return {id: rows for id, rows in found.items() if shapes.get(id) == list(map(len, rows))}


def sending(value: Any) -> float:
    """The number of the sending that grids came with; 0 where nothing arrived."""
    number = value.get(SENDING) if isinstance(value, Mapping) else None
    return number if isinstance(number, int | float) and not isinstance(number, bool) else 0


def _is_grid(rows: Any) -> bool:
    return isinstance(rows, list | tuple) and all(isinstance(row, list | tuple) for row in rows)


def _texts(rows: Any) -> list[list[str]]:
    return [[text.strip()[:LONGEST] if isinstance(text, str) else "" for text in row] for row in rows]
