"""Nothing earns nothing: sheets filled in without computing, over the questions of the content.

pytest -s prints the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from content import StepsQuestion, question, questions
from engine import MECHANISMS
from quiz.answers.grid import answers
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import draw
from quiz.marking.mark import mark
from quiz.marking.shown_work import not_worked
from tests.quiz.learners import ATTENTION, Typed, printed, variant, work
from tests.sweeps import exhaustive

CONSTANTS = ("0", "1", "0.5", "-inf", "2", "0.3", "10", "1/3")
ON_AVERAGE, ON_ANY = 0.03, 0.15
ALL = [q.id for q in questions() if isinstance(q, StepsQuestion)]
A_SAMPLE = ALL[::6]


def sheet(id: str, seed: int) -> Sheet:
    asked = question(id)
    assert isinstance(asked, StepsQuestion)
    return draw(exercise(asked), seed).sheet


def everywhere(paper: Sheet, text: str) -> Typed:
    return {step: [[text] * columns for _ in range(rows)] for step, rows, columns in boxes(paper)}


def boxes(paper: Sheet) -> Iterator[tuple[str, int, int]]:
    for step in paper.asked:
        shape = tuple(map(int, paper.program.steps[step].shape))
        yield step, int(np.prod(shape[:-1])), shape[-1]


def copied(paper: Sheet, given: str, fitted: str) -> Typed:
    """A given matrix in every step: read on and on, repeated row by row, cut and padded, or only where it fits."""
    source = np.asarray(paper.truth[given], float)
    source = source.reshape(-1, source.shape[-1])
    typed: Typed = {}
    for step, rows, columns in boxes(paper):
        if fitted == "in a row":
            cells = np.resize(source, (rows, columns))
        elif fitted == "row by row":
            cells = source[np.ix_(np.arange(rows) % len(source), np.arange(columns) % source.shape[1])]
        elif fitted == "padded":
            cells = np.zeros((rows, columns))
            part = source[:rows, :columns]
            cells[: part.shape[0], : part.shape[1]] = part
        elif source.shape == (rows, columns):
            cells = source
        else:
            continue
        typed[step] = [[f"{x:g}" for x in row] for row in cells]
    return typed


def share(paper: Sheet, typed: Typed) -> float:
    found = mark(paper, typed)
    return found.points / found.possible


def check(ids: list[str], seeds: range) -> None:
    papers = {(id, seed): sheet(id, seed) for id in ids for seed in seeds}
    for text in CONSTANTS:
        report(f"{text} in every cell", {at: share(paper, everywhere(paper, text)) for at, paper in papers.items()})
    for fitted in ("in a row", "row by row", "padded", "where it fits"):
        copies = {
            (*at, given): share(paper, typed)
            for at, paper in papers.items()
            for given in paper.provided
            if (typed := copied(paper, given, fitted))
            and any(s.status != "right" for s in mark(paper, typed).steps if s.step in typed)
        }
        report(f"a given matrix, {fitted}", copies)


def report(what: str, found: dict[Any, float]) -> None:
    worst = max(found, key=lambda at: found[at])
    print(f"\n{what:<34} {np.mean([*found.values()]):6.2%} on average, {found[worst]:6.1%} at most, in {worst}", end="")
    assert np.mean([*found.values()]) <= ON_AVERAGE, what
    assert found[worst] <= ON_ANY, (what, worst)


@pytest.mark.exhaustive
@pytest.mark.parametrize("seeds", [range(1, 2), exhaustive(range(2, 3))], ids=["one draw", "another draw"])
def test_sheets_filled_in_without_computing_earn_nothing(seeds: range) -> None:
    check(A_SAMPLE, seeds)


@pytest.mark.heavy
def test_so_it_is_over_all_questions() -> None:
    check(ALL, range(1, 4))


# ---- one by one: what the first steps of a sheet must not buy ----


@pytest.mark.parametrize("easy", CONSTANTS)
def test_a_name_found_on_numbers_filled_in_earns_no_trust(easy: str) -> None:
    """The first half of the sheet is one number; what follows from it, right or mistaken, is not paid for."""
    for seed in (1, 2, 3):
        paper = variant("self_attention", ATTENTION, seed).sheet
        filled = everywhere(paper, easy)
        typed = {**filled, "queries": printed(paper.truth["queries"], 2)}
        found = mark(paper, typed)
        assert found["queries"].points == 3
        assert sum(step.points for step in found.steps if step.step != "queries") == 0


def test_what_follows_from_numbers_that_were_not_recognised_is_trusted_no_more_than_they_are() -> None:
    """Large scores out of nowhere make the weights an identity matrix, and the context vectors are the values then."""
    large = np.array([[903.0, -12, 5], [37, 841, -7], [-21, 2, 765]])
    for seed in (1, 2):
        paper = variant("self_attention", ATTENTION, seed).sheet
        typed = work(paper, ATTENTION, {"scores": lambda a: large})
        assert typed["weights"] == printed(np.eye(3), 2)
        assert typed["context"] == printed(paper.truth["values"], 2)
        found = mark(paper, typed)
        assert [found[step].status for step in ("scores", "scaled", "weights", "context")] == [
            "wrong",
            *["follows"] * 3,
        ]
        assert [found[step].points for step in ("scores", "scaled", "weights", "context")] == [0, 3, 3, 0]


def test_one_number_in_a_matrix_keeps_no_cell_that_is_right_by_chance() -> None:
    """Zeros above the diagonal of masked attention weights are right, and so are they in a sheet of zeros."""
    chosen = MECHANISMS["self_attention"].choose(mask="causal")
    steps = ("scores", "scaled", "masked", "weights", "context")
    from quiz.exercises.variant import Exercise

    paper = draw(Exercise("self_attention", chosen, MECHANISMS["self_attention"].sizes, steps), 1).sheet
    typed: Any = {step: printed(paper.truth[step], 2) for step in steps}
    typed["weights"] = [["0"] * len(row) for row in typed["weights"]]
    found = mark(paper, typed)["weights"]
    assert found.count("right") > 0
    assert (found.points, found.worked) == (0, False)


@pytest.mark.parametrize(("weights", "refused"), [([["1", "", ""]], False), ([["1", "", "1"]], True)])
def test_a_single_easy_number_says_nothing_of_how_it_was_found(weights: list[list[str]], refused: bool) -> None:
    paper = variant("self_attention", ATTENTION).sheet
    read = answers({"weights": weights}, {step: paper.program.steps[step].shape for step in paper.asked}, 2)
    assert not_worked(paper, read) is refused


def test_right_steps_beside_blank_ones_keep_their_marks_even_if_they_are_copies() -> None:
    """To look a position up is to copy a row."""
    paper = sheet("learned-positions/look-up-and-add", 1)
    right = {step: printed(paper.truth[step], paper.decimals) for step in paper.asked}
    assert mark(paper, {"positions": right["positions"]}).points == 3
    assert mark(paper, right).points == mark(paper, right).possible


def test_a_learner_who_leaves_a_function_out_everywhere_keeps_what_was_worked() -> None:
    """The weights are the scores then, which the learner has computed, not copied."""
    paper = variant("self_attention", ATTENTION).sheet
    typed = work(paper, ATTENTION, {"scaled": lambda a: a["scores"], "weights": lambda a: a["scaled"]})
    found = mark(paper, typed)
    assert [found[step].points for step in ("queries", "keys", "values", "scores", "scaled", "weights", "context")] == [
        *[3] * 4,
        *[1] * 2,
        3,
    ]


def test_one_number_in_every_step_earns_nothing_whichever_it_is() -> None:
    """What follows from it, a sum of twos or a slice of them, is no work either."""
    for id in ("lstm-sequence/two-ways-back", "beam-search/two-steps", "rnn/one-step"):
        for text in ("2", "0.4", "50", "-1.5"):
            paper = sheet(id, 3)
            found = mark(paper, everywhere(paper, text))
            assert found.points == 0, (id, text)
            assert not any(step.worked for step in found.steps)


def test_the_same_number_in_steps_that_are_all_of_one_number_may_have_been_worked() -> None:
    """With all weights one, units and gates are alike: a wrong first sum comes again."""
    paper = sheet("rnn-sequence/all-weights-one", 3)
    right = {step: printed(paper.truth[step], paper.decimals) for step in paper.asked}
    first, then = paper.asked[:2]
    assert right[first] == right[then]
    wrong = [[f"{float(text) + 2:g}" for text in row] for row in right[first]]
    found = mark(paper, {first: wrong, then: wrong})
    assert found[then].status == "follows"
    assert found[then].points == paper.marks


def test_any_one_number_in_a_larger_matrix_keeps_no_cell_by_chance() -> None:
    paper = variant("self_attention", ATTENTION).sheet
    right = {step: printed(paper.truth[step], 2) for step in paper.asked}
    by_chance = right["weights"][0][0]
    found = mark(paper, {**right, "weights": [[by_chance] * 3 for _ in range(3)]})["weights"]
    assert found.count("right") > 0
    assert (found.status, found.points, found.worked) == ("wrong", 0, False)
