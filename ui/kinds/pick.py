"""One thing to pick out of several, and matrices to pick from, side by side under letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

import streamlit as st

from engine import Trace
from engine.arrays import Array
from engine.expression.cell import Index
from presentation.figure import Block, Figure, Mark
from presentation.figure.build import View, block
from presentation.figure.layout import Layout, Placed, slices
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.posed import first
from ui.components.figure.component import figure
from ui.session.callbacks import whole
from ui.session.practise import enter

WIDEST = 1040  # pixels for figures beside each other
CELL, NAME = 66, 24


def letters(count: int) -> tuple[str, ...]:
    """A, B, C …"""
    return tuple(ascii_uppercase[:count])


def pick(attempt: Attempt, part: str, said: Mapping[str, str], label: str, across: bool = False) -> None:
    """A radio of answers and what they are called, kept as it is entered; it outlives a change of language."""
    chosen, options = first(attempt.answers, part), list(said)
    key = f"pick_{part}_{attempt.id}_{language()}"
    st.radio(
        label,
        options,
        index=options.index(chosen) if chosen in options else None,
        format_func=said.__getitem__,
        key=key,
        on_change=_picked,
        args=(attempt.id, part, key),
        horizontal=across,
    )


@whole
def _picked(id: str, part: str, key: str) -> None:
    enter(id, part, ((str(st.session_state[key]),),))


# ---- matrices under letters ----


@dataclass(frozen=True)
class Candidate:
    """What a matrix is called to choose it, and the numbers it shows in place of a step's own."""

    letter: str
    view: View


def candidate(letter: str, view: View, step: str, array: Array) -> Candidate:
    """The step with these numbers, as the view prints them."""
    return Candidate(letter, replace(view, trace=Trace(view.trace.program, {**view.trace.arrays, step: array})))


def choose_from(attempt: Attempt, candidates: Sequence[Candidate], step: str) -> None:
    """All of them, as many in a row as there is room for; the matrices of several heads stay together."""
    made = [_blocks(c, step, 1, 1) for c in candidates]
    wide = max(sum(CELL * len(b.text[0]) + NAME for b in blocks) for blocks in made)
    per_row = max(1, min(len(made), WIDEST // wide))
    with st.container(key="candidates"):
        if len(made[0]) == 1:
            grid = (replace(block, row=n // per_row + 1, column=n % per_row + 1) for n, (block,) in enumerate(made))
            figure(f"candidates_{attempt.id}", Figure(blocks=tuple(grid), version=language()))
            return
        for n in range(0, len(made), per_row):
            for column, c, blocks in zip(st.columns(per_row), candidates[n:], made[n:], strict=False):
                with column:
                    figure(f"candidate_{attempt.id}_{c.letter}", Figure(blocks=tuple(blocks), version=language()))


def alone(shown: Candidate, step: str, right: Array) -> Figure:
    """One of them, flags on the cells that differ from what is right."""
    return flagged(Figure(blocks=tuple(_blocks(shown, step, 1, 1)), version=language()), shown.view, step, right)


def flagged(shown: Figure, view: View, step: str, right: Array) -> Figure:
    """A figure of one step's matrices, flags on the cells that are printed differently from what is right."""
    truth = replace(view, trace=Trace(view.trace.program, {**view.trace.arrays, step: right}))
    leads = slices(view.trace.program, step)
    blocks = tuple(
        replace(made, marks=_flags(made, truth, step, lead)) for made, lead in zip(shown.blocks, leads, strict=True)
    )
    return replace(shown, blocks=blocks, labels={**shown.labels, "differs": _("differs")})


def _flags(made: Block, truth: View, step: str, lead: Index) -> tuple[tuple[Mark, ...], ...]:
    def flag(i: int, j: int) -> Mark:
        return "" if made.text[i][j] == truth.number(step, (*lead, i, j)) else "differs"

    return tuple(tuple(flag(i, j) for j in range(len(row))) for i, row in enumerate(made.text))


def _blocks(shown: Candidate, step: str, row: int, column: int) -> list[Block]:
    leads = slices(shown.view.trace.program, step)
    places = (Placed(f"{shown.letter}@{k}", step, row, column + k, lead=lead or None) for k, lead in enumerate(leads))
    layout = Layout(tuple(places))
    found = []
    for k, placed in enumerate(layout.placed, 1):
        head = ((f"({k})", "sup"),) if len(leads) > 1 else ()
        made = block(shown.view, placed, layout)
        named = replace(made, name=((shown.letter, "upright"), *head), label=shown.letter, shape="", sums=())
        found.append(replace(named, role="plain", still=True, folds=False))
    return found
