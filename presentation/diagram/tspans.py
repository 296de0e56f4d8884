"""Symbols of formulas as text of a drawing."""

from __future__ import annotations

from engine.readings.formulas.pieces import Pieces, Shift
from presentation.element import Element, element


def tspans(pieces: Pieces) -> list[Element]:
    """A symbol in SVG: scripts are raised and lowered by steps that are taken back after them."""
    found, height = [], 0.0
    for text, shift, upright in pieces:
        wanted = {Shift.SUB: 4.0, Shift.SUP: -6.0}.get(shift, 0.0)
        kind = " ".join(filter(None, ["" if upright else "letter", "script" if shift else ""]))
        found.append(element("tspan", text, dy=wanted - height, class_=kind or None))
        height = wanted
    return found
