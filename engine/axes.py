"""Meaning of sizes: what each named size of a mechanism counts, as declared where the mechanism is registered."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Counts(StrEnum):
    """What a size counts, where a reading needs to know it.

    Tokens of the sequence, time steps, tokens of the source attended to, heads, vocabulary entries, classes, layers.
    """

    TOKENS = "tokens"
    TIME = "time"
    SOURCE = "source"
    HEADS = "heads"
    VOCABULARY = "vocabulary"
    CLASSES = "classes"
    LAYERS = "layers"


class Size(NamedTuple):
    """Declared size: its default value, and what it counts (None: features)."""

    value: int
    counts: Counts | None = None


def tokens(n: int) -> Size:
    """Size that counts the tokens of the sequence."""
    return Size(n, Counts.TOKENS)


def time(n: int) -> Size:
    """Size that counts time steps."""
    return Size(n, Counts.TIME)


def source(n: int) -> Size:
    """Size that counts the tokens attended to: keys and values, or encoder states."""
    return Size(n, Counts.SOURCE)


def heads(n: int) -> Size:
    """Size that counts attention heads."""
    return Size(n, Counts.HEADS)


def vocabulary(n: int) -> Size:
    """Size that counts vocabulary entries."""
    return Size(n, Counts.VOCABULARY)


def classes(n: int) -> Size:
    """Size that counts classes."""
    return Size(n, Counts.CLASSES)


def layers(n: int) -> Size:
    """Size that counts stacked layers."""
    return Size(n, Counts.LAYERS)


READ = frozenset((Counts.TOKENS, Counts.TIME))
LOOKED_AT = frozenset((Counts.SOURCE,))


def worded(counts: Iterable[Counts | None]) -> frozenset[Counts]:
    """The kinds of size that an example's words label: the sequence's tokens if there are any, else the source's."""
    return READ if READ.intersection(counts) else LOOKED_AT
