"""Sentences whose symbols keep their form: a template filled with texts, and with names that are set as in formulas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

from engine.readings.formulas.pieces import Pieces


@dataclass(frozen=True)
class NamedSymbol:
    """A symbol in a sentence: as plain text, C₃, and in the pieces of a formula."""

    text: str
    pieces: Pieces


Told = tuple[str | NamedSymbol, ...]


def told(template: str, **values: str | int | NamedSymbol | Told) -> Told:
    """A translated template with its fields filled; what a value is made of stays in pieces."""
    found: list[str | NamedSymbol] = []
    for literal, name, _format, _conversion in Formatter().parse(template):
        found += [literal] if literal else []
        if name is not None:
            value = values[name]
            found += value if isinstance(value, tuple) else [value if isinstance(value, NamedSymbol) else str(value)]
    return tuple(found)


def in_turn(parts: Iterable[Told], between: str) -> Told:
    """Several sentences one after the other; those that say nothing are left out."""
    found: list[str | NamedSymbol] = []
    for part in filter(None, parts):
        found += [between, *part] if found else part
    return tuple(found)
