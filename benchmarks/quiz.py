"""What the examiner takes: drawing a certified variant, marking four steps with diagnosis, each question at most."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from statistics import median
from time import process_time
from typing import TypeVar

import numpy as np

from benchmarks.timing import duration, interleaved, table
from content import StepsQuestion, question, questions
from engine.readings.numbers import fixed
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import Exercise, NumberRange, draw
from quiz.kinds.steps import pose
from quiz.marking.mark import mark

Typed = dict[str, list[list[str]]]
Made = TypeVar("Made")
SEEDS = 3
SLOWEST = 3  # questions that are named
MOST = 0.1  # seconds of the processor, for any question


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


def nonsense(sheet: Sheet, seed: int) -> Typed:
    """Random numbers in every cell: nothing is right, and every mistake is looked for."""
    rng = np.random.default_rng(seed)
    return {
        step: [
            [fixed(float(x), 2) for x in row]
            for row in np.atleast_2d(rng.normal(0, 1, np.shape(array))).reshape(-1, np.shape(array)[-1])
        ]
        for step, array in ((step, sheet.truth[step]) for step in sheet.asked)
    }


def every_question() -> None:
    """The processor time of each question of steps: posed the first time, posed again, nonsense marked."""
    first: dict[str, float] = {}
    again: dict[str, float] = {}
    marked: dict[str, float] = {}
    for one in (one for one in questions() if isinstance(one, StepsQuestion)):
        first[one.id], posed = _timed(partial(pose, one, 0))
        drawn = [_timed(partial(pose, one, seed)) for seed in range(1, 1 + SEEDS)]
        again[one.id] = median(taken for taken, _posed in drawn)
        wrong = [nonsense(found.sheet, seed) for seed, (_taken, found) in enumerate(drawn)]
        mark(posed.sheet, nonsense(posed.sheet, SEEDS))  # what is built once is built
        marked[one.id] = median(
            _timed(partial(mark, found.sheet, typed))[0] for (_taken, found), typed in zip(drawn, wrong, strict=True)
        )
    for what, figures in (("posed for the first time", first), ("posed again", again), ("nonsense marked", marked)):
        _slowest(f"{what}, {len(figures)} questions", figures)


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    """The processor time without Python's garbage collection, as in timeit: whom it meets is chance."""
    gc.disable()
    begun = process_time()
    made = work()
    taken = process_time() - begun
    gc.enable()
    return taken, made


def _slowest(what: str, figures: dict[str, float]) -> None:
    """The middle, and the slowest by name."""
    named = sorted(figures, key=lambda id: -figures[id])[:SLOWEST]
    said = ", ".join(f"{id} {duration(figures[id])}" for id in named)
    verdict = "ok" if figures[named[0]] <= MOST else "missed"
    print(f"{what:38} median {duration(median(figures.values())):>7}  slowest {said}  {verdict}")


def main() -> None:
    """Print the tables; at most 20 ms for a variant, 15 ms for marking, 100 ms for any question."""
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
    every_question()


if __name__ == "__main__":
    main()
