"""Where matrices stand: the layout is the formula, for every mechanism."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine import MECHANISMS
from engine.expression.node import names
from engine.readings.formulas.pieces import Piece
from presentation.figure.layout import Placed, Sign, layout, story
from presentation.translate import speaking
from tests.engine.cases import Case, each_case, traced


def written(sign: Sign) -> str:
    """A sign as text, what is raised in braces."""
    return "".join(f"^{{{piece.text}}}" if piece.shift == "sup" else piece.text for piece in sign.parts)


@each_case
def test_every_step_shows_its_operands_once_and_each_at_its_own_place(case: Case) -> None:
    trace = traced(case)
    for id, step in trace.program.steps.items():
        lead = (0,) * (len(step.shape) - 2)
        found = layout(trace.program, (id,), lead)
        assert {p.name for p in found.placed if p.operand} == set(names(step.expr))
        assert [p.name for p in found.results] == [id]
        places = [(x.row, x.column) for x in found.placed] + [(x.row, x.column) for x in found.signs]
        assert len(set(places)) == len(places)
        assert len({p.id for p in found.placed}) == len(found.placed)


@each_case
def test_a_shown_cell_is_a_cell_of_the_array(case: Case) -> None:
    trace = traced(case)
    for id, step in trace.program.steps.items():
        for placed in layout(trace.program, (id,), (0,) * (len(step.shape) - 2)).placed:
            rows, columns = placed.size(trace.program)
            corner = placed.index(rows - 1, columns - 1)
            assert np.isscalar(trace[placed.name][corner])
            assert placed.place(corner) == (rows - 1, columns - 1)


def test_a_product_has_its_operands_left_and_above() -> None:
    found = layout(MECHANISMS["self_attention"].build(), ("scores",))
    assert [(p.id, p.row, p.column, p.turned) for p in found.placed] == [
        ("queries", 2, 1, False),
        ("keys", 1, 2, True),
        ("scores", 2, 2, False),
    ]
    assert found.product


def test_a_formula_stands_in_one_line_with_its_signs() -> None:
    found = layout(MECHANISMS["gru_step"].build(), ("hidden",))
    line = {x.column: x.id for x in found.placed} | {x.column: written(x) for x in found.signs}
    assert [line[column] for column in sorted(line)] == [
        "update_gate",
        "⊙",
        "h_prev",
        "+ (1 −",
        "update_gate#2",
        ") ⊙",
        "candidate",
        "=",
        "hidden",
    ]


def test_the_three_projections_are_told_together() -> None:
    program = MECHANISMS["self_attention"].build()
    told = story(program)
    assert told[:2] == [("queries", "keys", "values"), ("scores",)]
    assert [id for part in told for id in part] == list(program.steps)
    found = layout(program, told[0])
    assert [(p.id, p.row, p.column) for p in found.placed if p.operand] == [
        ("X", 2, 1),
        ("W_q", 1, 2),
        ("W_k", 1, 3),
        ("W_v", 1, 4),
    ]
    assert [(p.id, p.row, p.column) for p in found.results] == [("queries", 2, 2), ("keys", 2, 3), ("values", 2, 4)]


@pytest.mark.parametrize(
    ("mechanism", "step", "line"),
    [
        ("layer_norm", "variance", "Σ( centred ^{2}) ÷ d = variance"),
        ("similarity", "lengths", "√(Σ( X ^{2})) = lengths"),
        ("similarity", "cosines", "products ÷ ( lengths · lengths#2 ) = cosines"),
        ("masked_lm", "losses", "− ln likelihoods = losses"),
        ("luong_attention", "attended", "tanh ( joined · W_c ) = attended"),
        ("sinusoidal", "rates", "1 ÷ 10000^{2i/d} = rates"),
        ("sinusoidal", "angles", "(0, 1, 2, 3)^{⊤} ⊙ rates = angles"),
        ("sinusoidal", "positions", "angles sin, cos → positions"),
        ("rope", "cosines", "angles cos → cosines"),
        ("rope", "turned_queries", "Q exchange columns, − → turned_queries"),
        ("alibi", "slopes", "2^{−8k/h} = slopes"),
        ("alibi", "distances", "(0, 1, 2) − (0, 1, 2)^{⊤} = distances"),
        ("alibi", "bias", "slopes · distances = bias"),
        ("next_token_loss", "targets", "tokens rows 2–4 → targets"),
    ],
)
def test_a_line_leaves_no_operation_out(mechanism: str, step: str, line: str) -> None:
    found = layout(MECHANISMS[mechanism].build(), (step,))
    pieces = {x.column: x.id for x in found.placed} | {x.column: written(x) for x in found.signs}
    assert " ".join(pieces[column] for column in sorted(pieces)) == line


@each_case
def test_no_sign_speaks_the_language_of_the_code(case: Case) -> None:
    program = traced(case).program
    for id, step in program.steps.items():
        for sign in layout(program, (id,), (0,) * (len(step.shape) - 2)).signs:
            assert not re.search(
                r"count|reshape|transpose|split_heads|concat|\bpart\b|cut\(|\^ |where",
                written(sign),
            ), id


def test_rows_that_a_product_reads_stand_in_it_as_a_matrix_of_their_own() -> None:
    found = layout(MECHANISMS["next_token_loss"].build(), ("logits",))
    states = found.placed[0]
    assert found.product
    assert (states.name, states.cut) == ("H", (0, 3, 0, 2))
    assert states.place((2, 1)) == (2, 1)
    assert states.place((3, 1)) is None


def test_cut_and_turned_a_cell_is_found_again() -> None:
    placed = Placed("X", "X", 1, 1, turned=True, cut=(1, 3, 0, 2))
    assert placed.index(1, 0) == (1, 1)
    assert placed.place((2, 0)) == (0, 1)
    assert placed.place((0, 0)) is None


def test_signs_are_spoken_in_chinese() -> None:
    program = MECHANISMS["self_attention"].build(MECHANISMS["self_attention"].choose(mask="causal"))
    with speaking("zh"):
        assert [sign.parts for sign in layout(program, ("masked",)).signs] == [(Piece("掩码 →", upright=True),)]
