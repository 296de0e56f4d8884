"""What a size is called, and what it counts."""

from __future__ import annotations

from engine.axes import Counts
from engine.expression.symbol import symbol
from engine.readings.formulas.plain import plain
from presentation.translate import _


def size_symbol(name: str) -> str:
    """A size's symbol on a line of text: d_k as dₖ."""
    return plain(symbol(name))


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
