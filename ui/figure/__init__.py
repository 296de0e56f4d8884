"""The matrix figure: reading and entry in one component, laid out as the formula."""

from __future__ import annotations

from ui.figure.component import Answer, answer, figure
from ui.figure.heat import digits_for, levels
from ui.figure.model import Block, Figure, Line, Mark, Name, Rule, Sign, Source, Word, Worked
from ui.figure.names import name_parts, transposed

__all__ = [
    "Answer",
    "Block",
    "Figure",
    "Line",
    "Mark",
    "Name",
    "Rule",
    "Sign",
    "Source",
    "Word",
    "Worked",
    "answer",
    "digits_for",
    "figure",
    "levels",
    "name_parts",
    "transposed",
]
