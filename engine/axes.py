"""What the sizes of a program count: declared where a mechanism is registered, never guessed from a size's letter."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Counts(StrEnum):
    """What an axis counts, where a reading needs to know: tokens that are read, steps of time, tokens looked back at,
    heads, entries of a vocabulary, classes, layers."""

    TOKENS = "tokens"
    TIME = "time"
    SOURCE = "source"
    HEADS = "heads"
    VOCABULARY = "vocabulary"
    CLASSES = "classes"
    LAYERS = "layers"


class Size(NamedTuple):
    """A size as a mechanism declares it: the value it starts with, and what it counts (None: features)."""

    value: int
    counts: Counts | None = None


def tokens(n: int) -> Size:
    """So many tokens of the sentence that is read."""
    return Size(n, Counts.TOKENS)


def time(n: int) -> Size:
    """So many steps of a sequence."""
    return Size(n, Counts.TIME)


def source(n: int) -> Size:
    """So many tokens that others look at: keys and values, or the states of an encoder."""
    return Size(n, Counts.SOURCE)


def heads(n: int) -> Size:
    """So many heads."""
    return Size(n, Counts.HEADS)


def vocabulary(n: int) -> Size:
    """So many entries that a token is picked from."""
    return Size(n, Counts.VOCABULARY)


def classes(n: int) -> Size:
    """So many classes that a label is picked from."""
    return Size(n, Counts.CLASSES)


def layers(n: int) -> Size:
    """So many layers on top of each other."""
    return Size(n, Counts.LAYERS)


READ = frozenset((Counts.TOKENS, Counts.TIME))
LOOKED_AT = frozenset((Counts.SOURCE,))


def worded(counts: Iterable[Counts | None]) -> frozenset[Counts]:
    """What the words of an example belong to: the sentence that is read, else the source looked back at."""
    return READ if READ.intersection(counts) else LOOKED_AT
