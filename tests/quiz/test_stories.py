"""Answers that are wrong at random are hardly ever given a story, in any way of being wrong.

One step of an otherwise right sheet is spoilt. pytest -s prints the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest

from content import StepsQuestion, question, questions
from quiz.answers.write import written
from quiz.exercises.sheet import Sheet
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps
from quiz.marking.mark import mark
from tests.sweeps import exhaustive

A_STORY = {"convention", "misconception", "slip"}
MOST = 0.02
ALL = [q.id for q in questions() if isinstance(q, StepsQuestion)]

pytestmark = pytest.mark.xdist_group("stories")  # which share their sheets

Grid = list[list[str]]
Spoil = Callable[[Grid, Sheet, np.random.Generator], Grid | None]


def shuffled(right: Grid, paper: Sheet, rng: np.random.Generator) -> Grid | None:
    """The right cells in another order; None where there is only one."""
    cells = [text for row in right for text in row]
    if len(set(cells)) < 2:
        return None
    other = cells
    while other == cells:
        other = [cells[k] for k in rng.permutation(len(cells))]
    columns = len(right[0])
    return [other[k : k + columns] for k in range(0, len(other), columns)]


def off_by_whole(count: int) -> Spoil:
    """So many cells off by ±1, ±2 or ±3."""

    def spoil(right: Grid, paper: Sheet, rng: np.random.Generator) -> Grid | None:
        found = [list(row) for row in right]
        for i, j in _some(right, count, rng):
            if np.isfinite(float(right[i][j])):
                found[i][j] = f"{float(right[i][j]) + rng.choice([-3, -2, -1, 1, 2, 3]):.{paper.decimals}f}"
        return found if found != right else None

    return spoil


def whole_instead(count: int) -> Spoil:
    """So many cells with a small whole number in their place."""

    def spoil(right: Grid, paper: Sheet, rng: np.random.Generator) -> Grid | None:
        found = [list(row) for row in right]
        for i, j in _some(right, count, rng):
            found[i][j] = str(rng.integers(-3, 4))
        return found

    return spoil


def anything(text: Callable[[np.random.Generator], str]) -> Spoil:
    """Every cell at random."""
    return lambda right, paper, rng: [[text(rng) for _ in row] for row in right]


def _some(right: Grid, count: int, rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    columns = len(right[0])
    for k in rng.permutation(len(right) * columns)[:count]:
        yield int(k) // columns, int(k) % columns


WAYS: dict[str, Spoil] = {
    "right cells shuffled": shuffled,
    "one cell off by a whole number": off_by_whole(1),
    "two cells off by whole numbers": off_by_whole(2),
    "a whole number in one cell": whole_instead(1),
    "whole numbers in two cells": whole_instead(2),
    "whole numbers everywhere": anything(lambda rng: str(rng.integers(-3, 4))),
    "one decimal everywhere": anything(lambda rng: f"{rng.integers(-20, 21) / 10:.1f}"),
    "two decimals everywhere": anything(lambda rng: f"{rng.integers(-200, 201) / 100:.2f}"),
}


@cache
def sheet(id: str, seed: int) -> Sheet:
    posed = pose(question(id), seed)
    assert isinstance(posed, PosedSteps)
    return posed.sheet


def stories(spoil: Spoil, seeds: range) -> tuple[int, int]:
    """How many spoilt steps were given a story, of how many."""
    rng, found = np.random.default_rng(3), []
    for id in ALL:
        for seed in seeds:
            paper = sheet(id, seed)
            right = {step: [list(row) for row in written(paper.truth[step], paper.decimals)] for step in paper.asked}
            spoilt = {step: typed for step in paper.asked if (typed := spoil(right[step], paper, rng)) is not None}
            found += [mark(paper, {**right, step: typed})[step].status in A_STORY for step, typed in spoilt.items()]
    return sum(found), len(found)


def check(way: str, seeds: range) -> None:
    told, of = stories(WAYS[way], seeds)
    print(f"\n{way:<34} {told:>4} of {of:<5} {told / of:6.2%} given a story", end="")
    assert told < MOST * of


TELLING = ("right cells shuffled", "one cell off by a whole number", "whole numbers everywhere")


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", [way if way in TELLING else exhaustive(way) for way in WAYS])
def test_wrong_at_random_is_hardly_ever_a_story(way: str) -> None:
    check(way, range(1, 3))


@pytest.mark.heavy
@pytest.mark.parametrize("way", WAYS)
def test_so_it_is_on_many_draws(way: str) -> None:
    check(way, range(3, 11))
