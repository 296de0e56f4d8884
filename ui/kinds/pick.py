"""One thing to pick out of several, and matrices to pick from, side by side under letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase

import streamlit as st

from presentation.figure import Figure
from presentation.figure.candidates import Alternative, abreast, blocks_of
from presentation.translate import language
from quiz.attempt import Attempt
from quiz.posed import first_cell
from ui.components.figure.component import figure
from ui.kinds.question_frame import as_kept
from ui.session.browser_storage import hold_choice
from ui.session.callbacks import whole
from ui.session.practise import enter


def letters(count: int) -> tuple[str, ...]:
    """A, B, C …"""
    return tuple(ascii_uppercase[:count])


def pick(attempt: Attempt, part: str, said: Mapping[str, str], label: str, across: bool = False) -> None:
    """A radio of answers and what they are called, kept as it is entered; it outlives a change of language."""
    chosen, options = first_cell(attempt.answers, part), list(said)
    key = f"pick_{part}_{attempt.id}_{language()}"
    index = options.index(chosen) if chosen in options else None
    as_kept(key, None if index is None else options[index])
    hold_choice(key, f"{attempt.id}/{part}", index)
    st.radio(
        label,
        options,
        index=index,
        format_func=said.__getitem__,
        key=key,
        on_change=_picked,
        args=(attempt.id, part, key),
        horizontal=across,
    )


@whole
def _picked(id: str, part: str, key: str) -> None:
    enter(id, part, ((str(st.session_state[key]),),))


def choose_from(attempt: Attempt, candidates: Sequence[Alternative], step: str) -> None:
    """All of them, as many in a row as there is room for; the matrices of several heads stay together."""
    made = [blocks_of(c, step, 1, 1) for c in candidates]
    per_row = abreast(candidates, step)
    with st.container(key="candidates"):
        if len(made[0]) == 1:
            grid = (replace(block, row=n // per_row + 1, column=n % per_row + 1) for n, (block,) in enumerate(made))
            figure(f"candidates_{attempt.id}", Figure(blocks=tuple(grid), version=language()))
            return
        for n in range(0, len(made), per_row):
            for column, c, blocks in zip(st.columns(per_row), candidates[n:], made[n:], strict=False):
                with column:
                    figure(f"candidate_{attempt.id}_{c.letter}", Figure(blocks=tuple(blocks), version=language()))
