"""Learners simulated over the questions of the content: what the examiner makes of right, mistaken and random work.

pytest -s prints the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from content import StepsQuestion, question, topic
from engine import MECHANISMS
from engine.readings.misconceptions import RARE
from quiz.exercises.certificate import classes
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import draw
from quiz.marking.mark import mark
from quiz.verdicts import StepMarking
from tests.quiz import derived, families, mistakes, models, sequences, simulated
from tests.quiz.habits import HABITS
from tests.quiz.learners import Typed, work
from tests.quiz.mistakes import Mistake
from tests.sweeps import exhaustive

QUESTIONS = {**families.QUESTIONS, **models.QUESTIONS, **sequences.QUESTIONS}
MISTAKES = {
    id: [m for made in (mistakes, models, sequences, simulated) for m in made.MISTAKES.get(id, [])] for id in QUESTIONS
}
DIGITS = (2, 3, 4)
BY_HAND = 0.6  # of the misconceptions; derived learners make the others
# a GRU's state and candidate exchanged are z for 1 − z, to the last digit: that is called a convention, not these
NAMED_OTHERWISE = {f"exchanged.{state}.candidate" for state in ("h_prev", "h_0", "hidden")}
ACCUSED = {"wrong", "convention", "misconception", "slip"}
A_STORY = {"convention", "misconception", "slip"}

pytestmark = pytest.mark.xdist_group("simulation")  # which shares its sheets
each_rounding = pytest.mark.parametrize(
    "rounds", [exhaustive(False), True], ids=["all digits kept", "rounded at each step"]
)


@cache
def sheet(id: str, decimals: int, seed: int) -> Sheet:
    asked = question(id)
    assert isinstance(asked, StepsQuestion)
    put = exercise(asked)
    steps = families.IN_FULL.get(id, put.asked)
    given = tuple(step for step in put.given if step not in steps)
    return draw(replace(put, decimals=decimals, asked=steps, given=given), seed).sheet


def told(what: str, *figures: tuple[int, int, str]) -> None:
    print(f"\n{what:<46}", *(f"{n:>5} of {of:<5} {100 * n / of:6.2f} % {how}" for n, of, how in figures), end="")


def test_every_mechanism_is_simulated() -> None:
    by_hand, derived_ones = (
        {topic(question(id).topic).mechanism for id in ids} for ids in (QUESTIONS, derived.unwritten(set(QUESTIONS)))
    )
    assert by_hand | derived_ones == set(MECHANISMS)
    assert {topic(question(id).topic).mechanism for id, made in MISTAKES.items() if made} == by_hand


Found = tuple[str, str, tuple[str, ...]]  # mechanism, step without its round, ids that no numbers can tell apart


class Coverage(NamedTuple):
    """What can go wrong in an asked step of the questions worked by hand, each with a question, step and id; and what
    of it a hand-written learner makes in one question of the mechanism at least."""

    nameable: dict[Found, tuple[str, str, str]]
    made: set[Found]


@cache
def coverage() -> Coverage:
    found = Coverage({}, set())
    for id, mistakes_there in MISTAKES.items():
        paper = sheet(id, 2, 1)
        names = {name for mistake in mistakes_there for name in mistake.names.items()}
        names |= {(step, habit.called) for habit in HABITS if habit.question == id for step in habit.steps}
        for step in paper.asked:
            for alike in classes(paper.program, step, paper.hidden).classes:
                ids = tuple(sorted({w.id for w in alike} - NAMED_OTHERWISE))
                if ids:
                    key = (paper.mechanism_id, re.sub(r"\d+", "#", step), ids)
                    found.nameable.setdefault(key, (id, step, ids[0]))
                    found.made.update({key} if any((step, name) in names for name in ids) else set())
    return found


def test_hand_written_learners_make_nearly_every_misconception() -> None:
    nameable, made = coverage()
    told("misconceptions", (len(made), len(nameable), "made by a hand-written learner"))
    assert len(made) >= BY_HAND * len(nameable)


@pytest.mark.parametrize("every", [8, exhaustive(1)], ids=["one in eight", "all of them"])
def test_what_no_hand_written_learner_makes_a_derived_one_does(every: int) -> None:
    nameable, made = coverage()
    left = [place for found, place in nameable.items() if found not in made][::every]
    told("misconceptions", (len(left), len(nameable), "left to derived learners"))
    for id, step, name in left:
        paper = sheet(id, 2, 2)
        learners = derived.mistakes(paper, only={(step, name)})
        marked = [mark(paper, work(paper, derived.right(paper.program), made.steps))[step] for made in learners]
        # of a rare one the numbers may show no more than a common one that gives the same
        named = [
            made.names[step] in _named(got) or (name in RARE and bool(got.misconceptions))
            for made, got in zip(learners, marked, strict=True)
        ]
        assert named, (id, step, name)
        assert all(named), (id, step, name)


# ---- right work ----


@each_rounding
@pytest.mark.parametrize("digits", [DIGITS[:1], exhaustive(DIGITS[1:])], ids=["two digits", "more digits"])
def test_right_work_is_neither_called_wrong_nor_accused(rounds: bool, digits: tuple[int, ...]) -> None:
    found = [
        (id, decimals, step)
        for id, steps in QUESTIONS.items()
        for decimals in digits
        for seed in (1, 2)
        for step in mark(sheet(id, decimals, seed), work(sheet(id, decimals, seed), steps, rounds=rounds)).steps
    ]
    bad = [at for at in found if at[2].status != "right"]
    told(f"right work, {_how(rounds)}", (len(bad), len(found), "not right"))
    assert not bad


# ---- one misconception, two at once ----


def _how(rounds: bool) -> str:
    return "rounded at each step" if rounds else "all digits kept"


def _alone(mistakes: list[Mistake]) -> list[Mistake]:
    return mistakes


def _in_pairs(mistakes: list[Mistake]) -> list[Mistake]:
    """Each with the one half-way down the list, if they are made in different steps."""
    others = mistakes[len(mistakes) // 2 :] + mistakes[: len(mistakes) // 2]
    return [
        Mistake({**a.names, **b.names}, {**a.steps, **b.steps})
        for a, b in zip(mistakes, others, strict=True)
        if not a.names.keys() & b.names.keys()
    ]


def _marked(
    choose: Callable[[list[Mistake]], list[Mistake]], rounds: bool, every_digits: bool
) -> Iterator[tuple[Sheet, str, StepMarking]]:
    """Each marked step with the name it should be given; "" for a step worked rightly from what was there.

    Other numbers are drawn for each number of digits. Unless every one is wanted, each question is worked to the next.
    """
    for n, (id, made_there) in enumerate(MISTAKES.items()):
        for decimals in DIGITS if every_digits else DIGITS[n % 3 :][:1]:
            paper = sheet(id, decimals, seed=decimals)
            for made in choose(made_there):
                typed = work(paper, QUESTIONS[id], made.steps, rounds)
                if not _written(typed, made):
                    continue
                for step in mark(paper, typed).steps:
                    yield paper, made.names.get(step.step, ""), step


def _written(typed: Typed, made: Mistake) -> bool:
    """Whether the mistake gives numbers: a row's sum can be 0, and nobody divides by that."""
    return all(text not in ("", "inf") for step in made.names for row in typed[step] for text in row)


def _class(paper: Sheet, step: str, name: str) -> set[str]:
    """The name and those that no numbers can tell from it."""
    found = ({w.id for w in c} for c in classes(paper.program, step, paper.hidden).classes)
    return next((ids for ids in found if name in ids), {name})


def _named(step: StepMarking) -> set[str]:
    return {*step.misconceptions, *(step.convention or ())[:1]}


@each_rounding
@pytest.mark.parametrize(
    ("choose", "every_digits"),
    [(_alone, False), exhaustive(_alone, True), exhaustive(_in_pairs, False)],
    ids=["alone", "alone, to every number of digits", "in pairs"],
)
def test_misconceptions_are_named_and_what_follows_from_them_is_not_accused(
    choose: Callable[[list[Mistake]], list[Mistake]], every_digits: bool, rounds: bool
) -> None:
    marked = list(_marked(choose, rounds, every_digits))
    mistaken = [(paper, name, step) for paper, name, step in marked if name]
    others = [step for _, name, step in marked if not name]
    found = [(_named(step), _class(paper, step.step, name)) for paper, name, step in mistaken]
    among = [bool(got & alike) for got, alike in found]
    alone = [bool(got) and got <= alike for got, alike in found]
    accused = [step for step in others if step.status in ACCUSED]
    kind = "one misconception" if choose is _alone else "two misconceptions"
    told(
        f"{kind}, {_how(rounds)}",
        (sum(alone), len(alone), "named"),
        (sum(among), len(among), "among those named"),
        (len(accused), len(others), "others accused"),
    )
    if choose is _alone:
        _table(mistaken, among, alone, others_of=marked)
    assert np.mean(alone) >= 0.95
    assert np.mean(among) >= 0.99
    assert not accused


def _table(
    mistaken: list[tuple[Sheet, str, StepMarking]],
    among: list[bool],
    alone: list[bool],
    others_of: list[tuple[Sheet, str, StepMarking]],
) -> None:
    """The same figures by mechanism."""
    for id in sorted({paper.mechanism_id for paper, _name, _step in mistaken}):
        here = [k for k, (paper, _name, _step) in enumerate(mistaken) if paper.mechanism_id == id]
        others = [s for paper, name, s in others_of if paper.mechanism_id == id and not name]
        told(
            f"  {id}",
            (sum(alone[k] for k in here), len(here), "named"),
            (sum(among[k] for k in here), len(here), "among those named"),
            (sum(s.status in ACCUSED for s in others), max(1, len(others)), "others accused"),
        )


# ---- numbers at random ----


def _integers(rng: np.random.Generator) -> str:
    return str(rng.integers(-3, 4))


def _one_decimal(rng: np.random.Generator) -> str:
    return f"{rng.integers(-20, 21) / 10:.1f}"


def _random(paper: Sheet, step: str, text: Callable[[np.random.Generator], str], rng: np.random.Generator) -> Typed:
    shape = paper.program.steps[step].shape
    rows = int(np.prod(shape[:-1]))
    return {step: [[text(rng) for _ in range(int(shape[-1]))] for _ in range(rows)]}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("text", "whole"),
    [(_integers, True), exhaustive(_integers, False), exhaustive(_one_decimal, True), exhaustive(_one_decimal, False)],
)
def test_numbers_at_random_are_hardly_ever_given_a_story(
    text: Callable[[np.random.Generator], str], whole: bool
) -> None:
    rng = np.random.default_rng(11)
    found: list[StepMarking] = []
    for id, steps in QUESTIONS.items():
        for seed in (1, 2):
            paper = sheet(id, 2, seed)
            drawn = {k: v for step in paper.asked for k, v in _random(paper, step, text, rng).items()}
            if whole:
                found.extend(mark(paper, drawn).steps)
                continue
            right = work(paper, steps)
            found.extend(mark(paper, {**right, step: drawn[step]})[step] for step in paper.asked)
    stories = [step for step in found if step.status in A_STORY]
    what = f"random {'sheets' if whole else 'steps'}, {'integers' if text is _integers else 'one decimal'}"
    told(what, (len(stories), len(found), "given a story"))
    assert len(stories) < 0.02 * len(found)
