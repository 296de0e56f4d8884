"""The directive `predict`: a declared change of a preset, and the answer that the engine gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from content.lessons.arguments import Arguments, Labels, Misuse, Place, cell, digits, inside, options
from content.lessons.numbers import Inputs, LessonComputations
from content.lessons.parts import ASKS, Asks, Prediction
from engine import Trace
from engine.arrays import Array, differing
from engine.expression.cell import Index
from engine.expression.shapes import Shape
from engine.readings.numbers import fixed

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SET = re.compile(r"(\S+?)\[([\d, ]+)\]\s*=\s*(-?\d+(?:\.\d+)?)")
TIMES = re.compile(r"(\S+?)\s*\*\s*(-?\d+(?:\.\d+)?)")
EXCHANGED = re.compile(r"(\S+?)\[(\d+)\]\s*<->\s*(\S+?)\[(\d+)\]")
SAME = 1e-12  # what differs by less is the same number, computed in another order


@dataclass(frozen=True)
class Asked:
    """What is compared: a step before and after the change, and the cell, or the row, that is asked about."""

    before: Trace
    after: Trace
    step: str
    index: Index
    digits: int

    @property
    def arrays(self) -> tuple[Array, Array]:
        """The step before and after, two arrays of its shape."""
        return self.before[self.step], self.after[self.step]

    @property
    def cells(self) -> tuple[float, float]:
        """The cell before and after."""
        one, two = (float(x[self.index]) for x in self.arrays)
        return one, two


def prediction(numbers: LessonComputations, arguments: Arguments, question: str, reason: str) -> Prediction:
    """The question with its answer, on the preset's own numbers. Raises Misuse or an EngineError."""
    id, asks = arguments.pop("id", ""), arguments.pop("asks", "")
    if not ID.fullmatch(id):
        raise Misuse('has no id such as id="mask-the-last"')
    if asks not in ASKS:
        raise Misuse(f"asks for {asks or 'nothing'}; it can ask for {', '.join(ASKS)}")
    if not (question.strip() and reason.strip()):
        raise Misuse("lacks its question or its reason: write both, with a line --- between them")
    preset = arguments.get("preset", "")
    asked = _asked(LessonComputations(numbers.topic), arguments, asks)
    right, before, after = ANSWERS[asks](asked)
    return Prediction(
        preset=preset,
        trace=asked.after,
        step=asked.step,
        digits=asked.digits,
        id=id,
        asks=asks,
        question=question.strip(),
        reason=reason.strip(),
        index=asked.index,
        right=right,
        before=before,
        after=after,
    )


def _asked(numbers: LessonComputations, arguments: Arguments, asks: Asks) -> Asked:
    preset, step, shown = arguments.pop("preset", ""), arguments.pop("step", ""), digits(arguments)
    if not preset:
        raise Misuse("has no preset")
    change = arguments.pop("change", "")
    place = () if asks == "rows" else cell(arguments)
    chosen = options(numbers.topic.mechanism, arguments)
    if not (change or chosen):
        raise Misuse('changes nothing: give change="X[1,2]=3", or an option')
    before = numbers.trace(preset, {})
    made = LessonComputations(numbers.topic, {preset: changed(numbers.inputs(preset), change)})
    after = made.trace(preset, chosen)
    if step not in before.arrays or step not in after.arrays:
        raise Misuse(f"names the step {step or 'nothing'}; there are {', '.join(after.arrays)}")
    if before[step].shape != after[step].shape:
        raise Misuse(f"changes the shape of {step}, so that its cells cannot be compared")
    labels = numbers.topic.preset(preset).labels
    return Asked(before, after, step, _placed(place, before.program[step].shape, labels, asks), shown)


def _placed(place: Place, shape: Shape, labels: Labels, asks: Asks) -> Index:
    """The cell; the row for `largest`, of which the column is not named; nothing for `rows`."""
    if asks == "rows":
        return ()
    return inside((*place, 0), shape, labels)[:-1] if asks == "largest" else inside(place, shape, labels)


# ---- changes ----


def changed(inputs: Inputs, written: str) -> dict[str, Array]:
    """The inputs after changes such as X[2,1]=3; W_q*10; X[1]<->X[3], rows and columns counted from 1."""
    found: dict[str, Array] = {name: np.array(x) for name, x in inputs.items()}
    for one in filter(None, map(str.strip, written.split(";"))):
        _change(found, one)
    return found


def _change(found: dict[str, Array], one: str) -> None:
    if place := SET.fullmatch(one):
        index = tuple(int(k) - 1 for k in place[2].split(","))
        _input(found, place[1])[inside(index, found[place[1]].shape)] = float(place[3])
    elif times := TIMES.fullmatch(one):
        found[times[1]] = _input(found, times[1]) * float(times[2])
    elif (rows := EXCHANGED.fullmatch(one)) and rows[1] == rows[3]:
        x, pair = _input(found, rows[1]), [int(rows[2]) - 1, int(rows[4]) - 1]
        if not all(0 <= k < len(x) for k in pair):
            raise Misuse(f"exchanges rows that {rows[1]} does not have")
        x[pair] = x[pair[::-1]]
    else:
        raise Misuse(f"changes {one}; write X[2,1]=3, W*10 or X[1]<->X[3]")


def _input(found: Mapping[str, Array], name: str) -> Any:
    if name not in found:
        raise Misuse(f"changes {name}; the inputs are {', '.join(found)}")
    return found[name]


# ---- answers: what is right, and what is asked about before and after, as printed ----

Answer = tuple[str, str, str]


def _direction(asked: Asked) -> Answer:
    before, after = asked.cells
    said = fixed(before, asked.digits), fixed(after, asked.digits)
    if not differing(np.array(before), np.array(after), SAME):
        return "unchanged", *said
    if said[0] == said[1]:
        raise Misuse(f"changes {said[0]} by less than {asked.digits} digits show")
    return "larger" if after > before else "smaller", *said


def _number(asked: Asked) -> Answer:
    before, after = (fixed(x, asked.digits) for x in asked.cells)
    return after, before, after


def _largest(asked: Asked) -> Answer:
    before, after = (x[asked.index] for x in asked.arrays)
    column = int(after.argmax())
    if (after > after[column] - SAME).sum() > 1:
        raise Misuse("asks for the largest cell of a row in which two are equally large")
    return str(column), str(int(before.argmax())), fixed(float(after[column]), asked.digits)


def _rows(asked: Asked) -> Answer:
    before, after = asked.arrays
    if before.ndim != 2:
        raise Misuse("counts the rows of a step that has more than two axes")
    differ = int(differing(before, after, SAME).any(-1).sum())
    return str(differ), str(len(before)), str(differ)


ANSWERS: dict[Asks, Callable[[Asked], Answer]] = {
    "direction": _direction,
    "number": _number,
    "largest": _largest,
    "rows": _rows,
}
