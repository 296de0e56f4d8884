"""What the examiner takes: drawing a certified variant, marking four steps with diagnosis."""

from __future__ import annotations

import numpy as np

from benchmarks.timing import interleaved, table
from content import StepsQuestion, question
from engine.readings.numbers import fixed
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import Exercise, NumberRange, draw
from quiz.marking.mark import mark

Typed = dict[str, list[list[str]]]


def six_by_six() -> Sheet:
    """Four steps of attention over six tokens."""
    small = exercise(_steps("self-attention/by-hand"))
    sizes = {"n": 6, "d": 3, "d_k": 2, "d_v": 2}
    tenths = {"data": NumberRange(-1, 1, 0.5), "weight": NumberRange(-1, 1, 0.5)}
    return draw(Exercise(small.mechanism_id, small.options, sizes, small.asked, small.given, draws=tenths), 1).sheet


def _steps(id: str) -> StepsQuestion:
    found = question(id)
    assert isinstance(found, StepsQuestion)
    return found


def typed(sheet: Sheet, wrong: bool) -> Typed:
    """Right answers, or the scale step done wrong and random numbers at the end."""
    rng = np.random.default_rng(0)
    answers = {step: np.array(sheet.truth[step]) for step in sheet.asked}
    if wrong:
        answers["scaled"] = sheet.truth["scores"] / 2
        answers["context"] = rng.integers(-9, 9, answers["context"].shape)
    return {step: [[fixed(float(x), 2) for x in row] for row in array] for step, array in answers.items()}


def main() -> None:
    """Print the tables; the targets are 20 ms for a variant and 15 ms for marking."""
    lstm, attention = exercise(_steps("lstm/one-step")), exercise(_steps("self-attention/by-hand"))
    seeds = iter(range(10**9))
    variants = {
        "variant of attention by hand": lambda: draw(attention, next(seeds)),
        "variant of a whole LSTM step": lambda: draw(lstm, next(seeds)),
    }
    print(table(interleaved(variants), against="variant of attention by hand"))
    sheet = six_by_six()
    right, wrong = typed(sheet, wrong=False), typed(sheet, wrong=True)
    marking = {
        "mark 6×6, all right": lambda: mark(sheet, right),
        "mark 6×6, with diagnosis": lambda: mark(sheet, wrong),
    }
    print(table(interleaved(marking), against="mark 6×6, all right"))


if __name__ == "__main__":
    main()
