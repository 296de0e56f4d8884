"""The matrix figure: reading and entry in one component, laid out as the formula."""

from __future__ import annotations

from ui.matrix.component import figure
from ui.matrix.model import Block, Figure, Line, Mark, Name, Sign, Source, Word, Worked, name_parts

__all__ = [
    "Block",
    "Figure",
    "Line",
    "Mark",
    "Name",
    "Sign",
    "Source",
    "Word",
    "Worked",
    "figure",
    "name_parts",
]
