"""Arguments of a directive: name="value" pairs, read one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from content.text import AxisLabels
from engine import MECHANISMS, Options, choices
from engine.expression.cell import Index
from engine.expression.dim import named
from engine.expression.shapes import Shape

ARGUMENT = re.compile(r'\s*(\w+)=(?:"([^"]*)"|(\w+))')

Arguments = dict[str, str]
Place = tuple[int | str, ...]  # a cell: numbers counted from 0, or the words that stand there
Labels = Mapping[str, AxisLabels]  # the words along axes, by their names
NO_LABELS: Labels = MappingProxyType({})


class Misuse(ValueError):
    """A directive that cannot be rendered; the message is a predicate, such as "has no step"."""


def read(written: str) -> Arguments:
    """The arguments as they are written. Raises Misuse for anything that is no pair."""
    if ARGUMENT.sub("", written).strip():
        raise Misuse('is not written as name="value" pairs')
    return {key: text or word for key, text, word in ARGUMENT.findall(written)}


def options(mechanism: str, arguments: Arguments) -> dict[str, Any]:
    """What is left of the arguments, as options of a mechanism. Raises Misuse for a name it has not."""
    known = {f.name for f in fields(MECHANISMS[mechanism].options)}
    for name in arguments:
        if name not in known:
            raise Misuse(f"takes no {name}")
    return {name: _typed(MECHANISMS[mechanism].options, name, text) for name, text in arguments.items()}


def _typed(options: type[Options], name: str, text: str) -> Any:
    """The value of an option: one of its choices, or a number for an option without choices."""
    switches = choices(options)
    if name in switches:
        return next((value for value in switches[name] if str(value) == text), text)
    try:
        return float(text)
    except ValueError:
        raise Misuse(f"sets {name} to {text}, which is not a number") from None


def digits(arguments: Arguments) -> int:
    """How many decimals are shown; 4 unless it is said."""
    text = arguments.pop("digits", "4")
    if not (text.isdigit() and int(text) <= 10):
        raise Misuse(f"asks for {text} digits; 0 to 10 can be shown")
    return int(text)


def cell(arguments: Arguments) -> Place:
    """The cell that is named: places counted from 0, or words that stand along the axis.

    Raises Misuse where none is named, or a place 0.
    """
    text = arguments.pop("cell", "")
    places = [place.strip() for place in text.split(",")]
    if not all(places) or "0" in places:
        raise Misuse('has no cell such as cell="2,3" (row, column, counted from 1) or cell="2,King" (by its word)')
    return tuple(int(place) - 1 if place.isdecimal() else place for place in places)


def inside(cell: Place, shape: Shape, labels: Labels = NO_LABELS) -> Index:
    """The cell as an index of the array; a single number is the column of a one-row array.

    Words are looked up in `labels`, in both languages. Raises Misuse for a cell that the array has not.
    """
    index = (0, *cell) if len(cell) == 1 and len(shape) == 2 and shape[0] == 1 else cell
    if len(index) != len(shape):
        raise Misuse(f"names a cell outside the shape {'×'.join(map(str, shape))}")
    found = tuple(_place(at, named(size).name, labels) for at, size in zip(index, shape, strict=True))
    if any(not 0 <= k < n for k, n in zip(found, shape, strict=True)):
        raise Misuse(f"names a cell outside the shape {'×'.join(map(str, shape))}")
    return found


def _place(at: int | str, axis: str, labels: Labels) -> int:
    """The place along an axis, counted from 0."""
    if isinstance(at, int):
        return at
    for language in ("en", "zh") if axis in labels else ():
        if (words := labels[axis].of(language)).count(at) == 1:
            return words.index(at)
    raise Misuse(f"names {at}, which is no number from 1 on and does not stand once along {axis or 'that axis'}")
