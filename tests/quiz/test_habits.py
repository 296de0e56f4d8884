"""The catalogue of docs/mistakes.md before the examiner: what is named, and whether anything else is accused.

pytest -s prints the table.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from quiz.exercises.certificate import classes
from quiz.exercises.sheet import Sheet
from quiz.marking.mark import mark
from quiz.verdicts import StepMarking
from tests.quiz.habits import HABITS, backward, networks, variants
from tests.quiz.habits.habit import Habit
from tests.quiz.learners import work
from tests.quiz.test_simulation import ACCUSED, DIGITS, QUESTIONS, each_rounding, sheet

PAGE = Path(__file__).parents[2] / "docs" / "mistakes.md"
SEEDS = range(1, 5)
RIGHT = {**QUESTIONS, **backward.QUESTIONS, **variants.QUESTIONS, **networks.QUESTIONS}
OF_THE_NAMEABLE, OF_ALL = 0.97, 0.90

pytestmark = pytest.mark.xdist_group("simulation")  # which shares its sheets


class Found(NamedTuple):
    """Of one mistake: in how many of the steps where it was made it was named, and which other steps were accused."""

    made: int
    named: int
    accused: list[StepMarking]


@cache
def found(rounds: bool) -> dict[str, Found]:
    return {habit.key: _found(habit, rounds) for habit in HABITS}


def _found(habit: Habit, rounds: bool) -> Found:
    made, named, accused = 0, 0, []
    for seed in SEEDS:
        paper = sheet(habit.question, DIGITS[seed % 2], seed)
        marking = mark(paper, work(paper, RIGHT[habit.question], habit.steps, rounds))
        for step in marking.steps:
            if step.step in habit.steps:
                if step.status not in ("right", "follows"):  # else these numbers show no mistake
                    made += 1
                    named += _is_named(habit, step, paper)
            elif step.status in ACCUSED:
                accused.append(step)
    return Found(made, named, accused)


def _is_named(habit: Habit, step: StepMarking, paper: Sheet) -> bool:
    names = {*step.misconceptions, *(step.convention or ())[:1], step.slip}
    every = ({w.id for w in alike} for alike in classes(paper.program, step.step, paper.hidden).classes)
    alike = next((ids for ids in every if habit.called in ids), {habit.called})
    return bool(names & alike)


@each_rounding
def test_the_catalogue_is_named(rounds: bool) -> None:
    nameable = [found(rounds)[habit.key] for habit in HABITS if habit.called]
    for habit in HABITS:
        f = found(rounds)[habit.key]
        print(f"\n{habit.key:<32} {habit.question:<34} {habit.called or '-':<34} {f.named:>3} of {f.made}", end="")
    named, made = sum(f.named for f in nameable), sum(f.made for f in nameable)
    every = sum(f.made for f in found(rounds).values())
    print(f"\nnamed {named} of {made} nameable ({named / made:.1%}), of all {every} ({named / every:.1%})")
    assert named >= OF_THE_NAMEABLE * made
    assert named >= OF_ALL * every


@pytest.mark.exhaustive
@each_rounding
def test_nothing_else_is_accused(rounds: bool) -> None:
    assert not {key: f.accused for key, f in found(rounds).items() if f.accused}


@each_rounding
def test_every_mistake_shows_on_some_numbers(rounds: bool) -> None:
    assert [key for key, f in found(rounds).items() if not f.made] == []


def test_every_key_is_used_once() -> None:
    assert len({habit.key for habit in HABITS}) == len(HABITS)


def test_the_page_lists_the_catalogue() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|.*\| (yes|no) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted((habit.key, "yes" if habit.called else "no") for habit in HABITS)
