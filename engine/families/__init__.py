"""The mechanisms, one file a family; importing this package files them all."""

from __future__ import annotations

from engine.families import (
    alignment,
    attention,
    decoding,
    heads,
    layers,
    losses,
    positions,
    recurrent,
    sequences,
    similarity,
)

__all__ = [
    "alignment",
    "attention",
    "decoding",
    "heads",
    "layers",
    "losses",
    "positions",
    "recurrent",
    "sequences",
    "similarity",
]
