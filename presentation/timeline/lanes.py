"""Lanes of a timeline: what one track shows at each of its moments, as numbers with their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import floor, log10
from typing import Any, Literal

import numpy as np

from engine import Trace
from engine.execution.run import evaluated
from engine.expression.node import names
from engine.expression.symbol import Symbol
from engine.ids import gradient_id
from engine.program import Step
from engine.readings.formulas.pieces import Piece, Pieces, Shift, name
from engine.readings.formulas.plain import plain
from engine.readings.moments import Track, words_read
from engine.readings.numbers import fixed, scientific

Kind = Literal["gate", "signed", "renewed", "grown", "attention", "arriving"]
SHOWN = 2  # decimals beside a bar
Title = Callable[[str], str]
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Mark:
    """What a lane shows at one moment: a `value` with its `text`, and what it is `of`, C₃, with its `name` in pieces.

    Of a renewed state also what it was `before` and what of that is `kept`; of a grown one the rows that are kept and
    those that are there; of attention its `weights`.
    """

    of: str
    name: Pieces
    value: float
    text: str
    before: float = 0.0
    kept: float = 0.0
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Lane:
    """A line of a timeline: symbol, title, and a mark for each moment by its index."""

    kind: Kind
    step: str
    symbol: Pieces
    title: str
    marks: dict[int, Mark]

    @property
    def most(self) -> float:
        """What a full bar stands for: 1, or the largest value where one is larger; of norms always the largest."""
        found = [abs(mark.value) for mark in self.marks.values() if np.isfinite(mark.value)]
        return max(found, default=0.0) or 1.0 if self.kind == "arriving" else max(1.0, *found, 1.0)


def lanes(trace: Trace, track: Track, unit: int, title: Title) -> tuple[Lane, ...]:
    """The lanes of a track for one unit (from 0), or one head: gates first, then states, then what shows them.

    With a backward pass, what arrives at each state and at each word stands last.
    """
    first = track.order[0]
    after = {gate for gate in track.gates if _shows(track, gate, first)}
    early = [step.name for step in track.moments[first] if step.name in (*track.gates, *track.candidates)]
    late = [gate for gate in early if gate in after]
    states = sorted(track.states, key=lambda state: not track.step(state, first).renewal)
    renewed = [state for state in states if track.step(state, first).renewal]
    plain = [state for state in states if state not in renewed]
    order = [*track.attention, *(gate for gate in early if gate not in after), *renewed, *late, *plain]
    return (*(_lane(trace, track, step, unit, title) for step in order), *arriving(trace, track))


def _shows(track: Track, gate: str, moment: int) -> bool:
    """Whether a gate works on what was just renewed, as an output gate does."""
    id = track.step(gate, moment).id
    renewed = {step.id for step in track.moments[moment] if step.renewal}
    return any(id in read and renewed.intersection(read) for read in map(_read, track.moments[moment]))


def _read(step: Step) -> list[str]:
    return names(step.expr)


def _lane(trace: Trace, track: Track, step: str, unit: int, title: Title) -> Lane:
    first = track.step(step, track.order[0])
    kind: Kind = "signed"
    if first.renewal:
        kind = "grown" if first.renewal.grows else "renewed"
    elif first.meaning:
        kind = "gate" if first.meaning == "gate" else "attention"
    marks = {moment: _mark(trace, track.step(step, moment), kind, unit) for moment in track.order}
    return Lane(kind, step, _over_time(first, track.order[0]), title(first.id), marks)


def _over_time(step: Step, moment: int) -> Pieces:
    """The step's symbol with t for the index of its moment, of a derivative also in what it is taken by."""
    return name(_at_any(step.symbol, str(moment)))


def _at_any(symbol: Symbol, moment: str) -> Symbol:
    marks = symbol.subscript
    general = (*marks[:-1], "t") if marks[-1:] == (moment,) else marks
    return replace(symbol, subscript=general, by=_at_any(symbol.by, moment) if symbol.by else None)


def _mark(trace: Trace, step: Step, kind: Kind, unit: int) -> Mark:
    array, of = trace[step.id], (plain(step.symbol), name(step.symbol))
    if kind == "attention":
        weights = _row(array, unit)
        return Mark(*of, max(weights), fixed(max(weights), SHOWN), weights=weights)
    if kind == "grown":
        rows, new = _rows(step)
        return Mark(*of, rows + new, f"{rows} + {new}" if rows else str(new), kept=rows)
    value = float(array.reshape(-1)[unit])
    if kind == "renewed" and step.renewal and step.renewal.kept is not None:
        (kept,) = evaluated((step.renewal.kept,), trace.arrays)
        before = float(trace[step.previous].reshape(-1)[unit]) if step.previous else 0.0
        return Mark(*of, value, fixed(value, SHOWN), before, float(kept.reshape(-1)[unit]))
    return Mark(*of, value, fixed(value, SHOWN))


def _row(array: Array, head: int) -> tuple[float, ...]:
    """The weights of one head as a row; several heads stand one after the other."""
    rows = array.reshape(-1, max(array.shape[-2:]))
    return tuple(map(float, rows[min(head, len(rows) - 1)]))


def _rows(step: Step) -> tuple[int, int]:
    """How many rows of a grown state are kept and how many are new; columns where tokens are columns."""
    assert step.renewal
    kept, new = step.renewal.kept, step.renewal.written
    if kept is None:
        return 0, 1
    axis = next(axis for axis in (-2, -1) if int(step.shape[axis]) != int(new.shape[axis]))
    return int(kept.shape[axis]), int(new.shape[axis])


# ---- the way back ----


def arriving(trace: Trace, track: Track) -> Iterator[Lane]:
    """What arrives at each moment in a backward pass: the norms of ∂L/∂state and of ∂L/∂(the word's row)."""
    steps = trace.program.steps
    for state in reversed(track.states):
        found = {t: steps.get(gradient_id(track.step(state, t).id)) for t in track.order}
        there = {t: step for t, step in found.items() if step}
        if there:
            last = max(there)
            marks = {t: _norm(step.symbol, trace[step.id]) for t, step in there.items()}
            yield Lane("arriving", there[last].id, _norm_of(_over_time(there[last], last)), "", marks)
    read = words_read(trace.program, track, track.order[0])
    back = gradient_id(read[0]) if read else ""
    if read and back in steps:
        rows = np.moveaxis(trace[back], read[1], 0)
        symbol = _norm_of((*name(steps[back].symbol), Piece("t", Shift.SUB)))
        yield Lane(
            "arriving",
            back,
            symbol,
            "",
            {t: _norm(steps[back].symbol, rows[t - 1], row=t) for t in track.order},
        )


def _norm_of(symbol: Pieces) -> Pieces:
    return (Piece("‖"), *symbol, Piece("‖"))


def _norm(of: Symbol, array: Array, row: int | None = None) -> Mark:
    """The Euclidean norm, to two digits that count: gradients vanish over many orders of magnitude."""
    value = float(np.sqrt(np.square(array).sum()))
    place = "" if row is None else f"[{row}]"
    below = () if row is None else (Piece(str(row), Shift.SUB),)
    return Mark(f"‖{plain(of)}{place}‖", _norm_of((*name(of), *below)), value, two_figures(value))


def two_figures(value: float) -> str:
    """A number with two digits that count: 0.034, 12, 3.1·10⁻⁹."""
    if value == 0 or not np.isfinite(value):
        return fixed(value, 0)
    power = floor(log10(abs(value)))
    if -4 <= power < 4:
        return fixed(value, max(0, 1 - power))
    return scientific(value, 2)


# ---- what can be chosen ----


def choices(trace: Trace, track: Track) -> tuple[Literal["unit", "head"], int]:
    """What a learner chooses between, and how many there are: units of the states, or heads."""
    first = track.order[0]
    widths = [trace[step.id].size for state in track.states if not _grows(step := track.step(state, first))]
    if widths:
        return "unit", min(widths)
    heads = [trace[track.step(found, first).id][..., 0, 0].size for found in track.attention]
    return "head", max(heads, default=1)


def _grows(step: Step) -> bool:
    return bool(step.renewal and step.renewal.grows)
