"""Matrices to choose from, in print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from string import ascii_uppercase
from typing import Any

from engine import Trace
from presentation.figure.build import View
from presentation.printing import matrices
from presentation.printing.markup import side_by_side


def lettered(names: Any, array: Callable[[Any], Any], shown: View, step: str) -> str:
    """Matrices under letters; those of several heads follow each other."""
    made = []
    for letter, name in zip(ascii_uppercase, names, strict=False):
        one = replace(shown, trace=Trace(shown.trace.program, {**shown.trace.arrays, step: array(name)}))
        made.append(
            f'<div class="candidate"><b>{letter}</b>{"".join(matrices.matrices(one, (step,), named=False))}</div>'
        )
    return side_by_side(made)
