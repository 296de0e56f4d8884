"""Any order in which each line can be computed is right, and no other."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import OrderQuestion, Question
from content.step_order import needed
from engine import Program, run
from engine.expression.node import names
from quiz.kinds import order, pose
from quiz.kinds.order import PART, PosedOrder, missing
from tests.made import made

IDS = [q.id for q in made("order")]


@cache
def posed(id: str, seed: int = 1) -> PosedOrder:
    question = next(q for q in made("order") if q.id == id)
    assert isinstance(question, OrderQuestion)
    return order.pose(question, seed)


def runs(put: PosedOrder, steps: list[str]) -> bool:
    """Whether the steps can be computed in this order, found out by the direct parents alone."""
    done: set[str] = set()
    for step in steps:
        if not parents(put.program)[step] <= done:
            return False
        done.add(step)
    return True


@cache
def parents(program: Program) -> dict[str, set[str]]:
    return {id: {p for p in names(step.whole) if p in program.steps} for id, step in program.steps.items()}


@given(id=st.sampled_from(IDS), data=st.data())
def test_any_topological_order_is_right(id: str, data: st.DataObject) -> None:
    put = posed(id)
    left, chosen = set(put.shuffled), list[str]()
    while left:
        ready = sorted(s for s in left if runs(put, [*chosen, s]))
        chosen.append(data.draw(st.sampled_from(ready)))
        left.remove(chosen[-1])
    marking = put.mark({PART: (tuple(chosen),)})
    assert marking[PART].status == "right"
    assert marking.points == put.possible
    assert not any(missing(put, chosen).values())


@given(id=st.sampled_from(IDS), data=st.data())
def test_an_order_is_right_only_if_it_runs(id: str, data: st.DataObject) -> None:
    put = posed(id)
    chosen = data.draw(st.permutations(put.shuffled))
    marking = put.mark({PART: (tuple(chosen),)})
    assert (marking[PART].status == "right") == runs(put, chosen)
    late = missing(put, chosen)
    assert [bool(late[s]) for s in chosen] == [cell == "wrong" for cell in marking[PART].cells[0]]
    assert 0 <= marking.points <= put.possible


@given(id=st.sampled_from(IDS), rows=st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=3))
def test_whatever_is_handed_in_is_marked(id: str, rows: list[list[str]]) -> None:
    marking = posed(id).mark({PART: rows})
    assert marking.points == 0
    assert marking[PART].status == ("wrong" if rows and rows[0] else "blank")


@pytest.mark.parametrize("question", made("order"), ids=lambda q: q.id)
def test_put_again_it_is_the_same_and_never_solved_already(question: Question) -> None:
    for seed in range(20):
        put = pose(question, seed)
        again = pose(question, seed, json.loads(json.dumps(put.drawn)))
        assert again.drawn == put.drawn
        assert put.mark(put.solution()).points == put.possible
        assert put.mark({PART: (put.drawn["shuffled"],)})[PART].status == "wrong"


def test_a_line_is_told_what_it_needs_itself() -> None:
    put = posed("self-attention/made-order")
    order_ = ["context", "weights", "scaled", "scores", "keys", "queries", "values"]
    late = missing(put, order_)
    assert late["context"] == ("weights", "values")
    assert late["weights"] == ("scaled",)
    assert late["scores"] == ("keys", "queries")
    assert late["values"] == ()


def test_one_line_too_early_costs_that_line_only() -> None:
    put = posed("self-attention/made-order")
    order_ = ["queries", "keys", "values", "weights", "scores", "scaled", "context"]
    assert [step for step, late in missing(put, order_).items() if late] == ["weights"]
    assert put.mark({PART: (order_,)}).points == 2  # three of the four that need something, in halves


def test_steps_that_are_not_shown_hand_on_what_they_need() -> None:
    question = made("order")[0].model_copy(update={"ask": ("context", "queries", "values")})
    assert isinstance(question, OrderQuestion)
    put = order.pose(question, 1)
    assert needed(put.program, put.shuffled)["context"] == {"queries", "values"}


def test_the_lines_in_the_solution_s_order_run_as_code() -> None:
    """What is shown as code is code: in order it computes the engine's context."""
    import numpy as np

    from engine.readings.code import HELPERS

    put = posed("self-attention/made-code")
    rng = np.random.default_rng(3)
    given_ = {id: rng.normal(size=tuple(map(int, x.shape))) for id, x in put.program.inputs.items()}
    scope: dict[str, object] = {"np": np, "d_k": 2, **given_}
    exec(HELPERS["numpy", "softmax"], scope)
    for step in put.solution()[PART][0]:
        exec(put.code[step], scope)
    assert np.allclose(np.asarray(scope["C"]), run(put.program, given_)["context"])
