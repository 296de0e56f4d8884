"""Shapes in every spelling, and what a turned one earns."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import Question, ShapesQuestion
from quiz.kinds import pose, shapes
from quiz.kinds.shapes import PosedShapes, shape
from quiz.posed import single_cell
from tests.made import made

SPELLINGS = (
    "{0}×{1}", "{0} x {1}", "{0}X{1}", "{0}*{1}", "({0},{1})", "( {0} , {1} )", "[{0}, {1}]", "（{0}，{1}）",
    "{0}乘{1}", "{0} 行 {1} 列", "{0}行{1}列", "{0}、{1}", "torch.Size([{0}, {1}])", "R^{{{0}×{1}}}",
    "ℝ^{{{0} \\times {1}}}", "${0} \\times {1}$", "{0} {1}", "{0}  by {1}", "{0}by{1}", "{0} · {1}", "{0}⋅{1}",
    "{0}✕{1}", "\u3000{0}×{1} ",
)  # fmt: skip
NONE = ("", "x", "2×", "×3", "2-3", "two by three", "2.5×3", "2×-3", "½×3", "[" * 64)
size = st.integers(0, 10**6)


def posed(seed: int = 1, name: str = "self-attention/made-shapes") -> PosedShapes:
    question = next(q for q in made("shapes") if q.id == name)
    assert isinstance(question, ShapesQuestion)
    return shapes.pose(question, seed)


@given(spelling=st.sampled_from(SPELLINGS), rows=size, columns=size, wide=st.booleans())
def test_every_spelling_is_read(spelling: str, rows: int, columns: int, wide: bool) -> None:
    text = spelling.format(rows, columns)
    if wide:
        text = text.translate({ord("0") + k: ord("０") + k for k in range(10)})
    assert shape(text) == (rows, columns)


@given(numbers=st.lists(size, min_size=1, max_size=4), between=st.sampled_from(["×", ", ", " x "]))
def test_any_number_of_axes_is_read(numbers: list[int], between: str) -> None:
    assert shape(between.join(map(str, numbers))) == tuple(numbers)
    assert shape(f"({', '.join(map(str, numbers))},)") == tuple(numbers)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_shape_is_none(text: str) -> None:
    assert shape(text) is None


@given(text=st.text(max_size=200))
def test_whatever_is_typed_is_marked(text: str) -> None:
    put = posed()
    marking = put.mark({step: single_cell(text) for step in put.parts})
    assert 0 <= marking.points <= put.possible
    assert {step.status for step in marking.steps} <= {"right", "wrong", "blank", "slip"}


@pytest.mark.parametrize("question", made("shapes"), ids=lambda q: q.id)
def test_the_solution_is_right_also_when_put_again(question: Question) -> None:
    for seed in range(10):
        put = pose(question, seed)
        again = pose(question, seed, json.loads(json.dumps(put.drawn)))
        assert again.drawn == put.drawn
        for each in (put, again):
            assert each.mark(put.solution()).points == pytest.approx(each.possible)


def test_the_shapes_are_those_of_attention() -> None:
    put = posed()
    n, d_k = put.sizes["n"], put.sizes["d_k"]
    assert put.shape("queries") == (n, d_k)
    assert put.shape("scores") == (n, n)
    assert posed(name="multi-head/made-shapes").solution()["scores"] == single_cell("2×3×3")


def test_a_turned_shape_looks_like_a_slip_and_an_unread_one_is_wrong() -> None:
    put = posed()
    n, d_k = put.sizes["n"], put.sizes["d_k"]
    marking = put.mark(
        {"queries": single_cell(f"{d_k}×{n}"), "keys": single_cell("many"), "scores": single_cell(f"{n}×{n}")}
    )
    assert [marking[step].status for step in ("queries", "keys", "values", "scores")] == [
        "slip",
        "wrong",
        "blank",
        "right",
    ]
    assert marking["keys"].cells == (("unreadable",),)
    assert marking.points == pytest.approx(put.possible / len(put.parts))


def test_sizes_are_drawn() -> None:
    assert {posed(seed).sizes["n"] for seed in range(20)} == {5, 6}


def test_every_step_there_is_in_the_drawn_sizes_is_asked_for() -> None:
    found = made("shapes")[0].model_copy(
        update={"id": "rnn-sequence/made", "sizes": {"d": 2, "k": 2}, "vary": {"T": (2, 5)}}
    )
    for seed in range(6):
        posed = pose(found, seed)
        assert isinstance(posed, PosedShapes)
        assert set(posed.parts) == set(posed.program.steps)
        assert f"t={posed.sizes['T']}/hidden" in posed.parts
        assert posed.mark(posed.solution()).points == pytest.approx(posed.possible)
