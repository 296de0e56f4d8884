"""Matrices and worked lines for the gallery, from arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.expression.symbol import symbol
from engine.readings.formulas.pieces import Pieces as Name
from engine.readings.formulas.pieces import name
from engine.readings.numbers import fixed
from presentation.figure import MatrixBlock, SourceCell, WorkedLine, WorkedPanel, WorkedWord
from presentation.figure.build import heat_levels
from presentation.figure.expressions import sign

TOKENS = ("Your", "journey", "starts", "with", "one", "step")
LABELS = {
    "check": "Check",
    "next_cell": "next cell",
    "cropped": "The table is larger than the room for it.",
    "right": "right",
    "follows": "follows from your numbers",
    "convention": "another convention",
    "misconception": "a named misconception",
    "slip": "looks like a careless slip",
    "wrong": "wrong",
    "unreadable": "not a number",
    "few_digits": "too few digits",
    "differs": "differs",
}
Array = NDArray[np.float64]


def named(text: str) -> Name:
    """A label without scripts."""
    return sign(text)


def matrix(
    id: str,
    numbers: Array,
    row: int,
    column: int,
    letter: str,
    *,
    rows: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
    digits: int = 4,
    **more: Any,
) -> MatrixBlock:
    """A block for reading."""
    return MatrixBlock(
        id,
        row,
        column,
        name(symbol(letter)),
        tuple(tuple(fixed(float(x), digits) for x in line) for line in numbers),
        label=id,
        shape=f"{numbers.shape[0]}×{numbers.shape[1]}",
        row_labels=rows,
        column_labels=columns,
        level=heat_levels(numbers, 4),
        **more,
    )


def product_worked(id: str, left: Array, upper: Array, i: int, j: int, names: tuple[str, str]) -> WorkedPanel:
    """A sum of products, term by term."""
    words: list[WorkedWord] = []
    for k in range(left.shape[1]):
        first = WorkedWord(fixed(float(left[i, k]), 4), "operand", SourceCell(names[0], i, k, "first", k), k)
        second = WorkedWord(fixed(float(upper[k, j]), 4), "operand", SourceCell(names[1], k, j, "second", k), k)
        words += [*([WorkedWord(" + ")] if k else []), first, WorkedWord(" × ", term=k), second]
    result = fixed(float(left[i] @ upper[:, j]), 4)
    return WorkedPanel(
        named(f"{id}[{TOKENS[i]}, {TOKENS[j]}]"),
        lines=(WorkedLine(tuple(words)),),
        result=result,
    )


def share_worked(id: str, source: str, scores: Array, i: int, j: int) -> WorkedPanel:
    """One share of a softmax row, masked cells left out."""
    seen = [k for k in range(scores.shape[1]) if math.isfinite(scores[i, k])]
    kinds = {k: SourceCell(source, i, k, "own" if k == j else "first") for k in seen}
    if j not in kinds:
        return WorkedPanel(named(f"{id}[{TOKENS[i]}, {TOKENS[j]}]"), result="0", note="Masked: no share.")
    operand = {k: WorkedWord(fixed(float(scores[i, k]), 4), "operand", kinds[k]) for k in seen}
    words = [WorkedWord("exp("), operand[j], WorkedWord(") ÷ (")]
    for n, k in enumerate(seen):
        words += [*([WorkedWord(" + ")] if n else []), WorkedWord("exp("), operand[k], WorkedWord(")")]
    powers = np.exp(scores[i])
    numbers = (
        WorkedWord(fixed(float(powers[j]), 4), "number"),
        WorkedWord(" ÷ "),
        WorkedWord(fixed(float(powers.sum()), 4), "number"),
    )
    return WorkedPanel(
        named(f"{id}[{TOKENS[i]}, {TOKENS[j]}]"),
        lines=(WorkedLine((*words, WorkedWord(")"))), WorkedLine(numbers)),
        result=fixed(float(powers[j] / powers.sum()), 4),
        note="Only the outlined row decides this number; each row sums to 1.",
    )
