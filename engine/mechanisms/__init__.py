"""The mechanisms, one file a family; importing this package files them all."""

from __future__ import annotations

from engine.mechanisms import (
    alignment,
    attention,
    blocks,
    decoding,
    heads,
    layers,
    losses,
    positions,
    recurrent,
    seq2seq,
    sequences,
    similarity,
)

__all__ = [
    "alignment",
    "attention",
    "blocks",
    "decoding",
    "heads",
    "layers",
    "losses",
    "positions",
    "recurrent",
    "seq2seq",
    "sequences",
    "similarity",
]
