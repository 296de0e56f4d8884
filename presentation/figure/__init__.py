"""The matrix figure: what it shows, laid out as the formula, as data for the browser."""

from __future__ import annotations

from presentation.figure.model import (
    Figure,
    Mark,
    MatrixBlock,
    Name,
    PlacedSign,
    SourceCell,
    SourceRule,
    WorkedLine,
    WorkedPanel,
    WorkedWord,
)

__all__ = [
    "Figure",
    "Mark",
    "MatrixBlock",
    "Name",
    "PlacedSign",
    "SourceCell",
    "SourceRule",
    "WorkedLine",
    "WorkedPanel",
    "WorkedWord",
]
