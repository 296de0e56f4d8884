"""What a size is called, and what it counts."""

from __future__ import annotations

from engine.axes import Counts
from engine.expression.symbol import symbol
from engine.readings.formulas.plain import plain
from presentation.translate import _


def size_symbol(name: str, counts: Counts | None) -> str:
    """A size's symbol on a line of text: d_k as dₖ; the number of layers stands in no shape and has its word."""
    return counted(counts) if counts is Counts.LAYERS else plain(symbol(name))


def size_label(name: str, counts: Counts | None) -> str:
    """A size's symbol and what it counts."""
    return " ".join(filter(None, dict.fromkeys((size_symbol(name, counts), counted(counts)))))


def counted(counts: Counts | None) -> str:
    """What a size counts; nothing of one that counts features, whose symbol says it."""
    words = {
        Counts.TOKENS: _("tokens"),
        Counts.TIME: _("time steps"),
        Counts.SOURCE: _("tokens of the source"),
        Counts.HEADS: _("attention heads"),
        Counts.VOCABULARY: _("words in the vocabulary"),
        Counts.CLASSES: _("classes"),
        Counts.LAYERS: _("layers"),
    }
    return words[counts] if counts else ""
