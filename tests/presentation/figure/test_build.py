"""What a figure says beside its numbers: words of rows and columns, the head that is shown, the names of cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from content import topic
from engine import Trace
from engine.readings.formulas.pieces import Piece, Shift
from presentation.content_words import slice_name, titles
from presentation.figure import MatrixBlock
from presentation.figure.build import ReadingContext, reading
from presentation.figure.layout import layout
from presentation.figure.view import View
from ui.session.explain_drafts import fresh


def blocks(about: str, step: str) -> dict[str, MatrixBlock]:
    here = fresh(topic(about), topic(about).presets[0].id)
    view = View(here.trace, 4, here.words, lambda id: id, axes=here.axis_labels)
    program = here.trace.program
    lead = (0,) * (len(program.steps[step].shape) - 2)
    return {block.id: block for block in reading(view, layout(program, (step,), lead), ReadingContext()).blocks}


def test_rows_are_labelled_where_the_matrix_before_has_other_rows() -> None:
    shown = blocks("additive-attention", "activations")
    query, keys, result = shown.values()
    assert not query.row_labels
    assert keys.row_labels
    assert not keys.hide_row_labels
    assert result.hide_row_labels


def test_words_over_columns_are_said_once_above_them() -> None:
    shown = blocks("next-token-loss", "logits")
    hidden = [block.hide_column_labels for block in shown.values() if block.column_labels]
    assert hidden == [False, True, True]


@pytest.mark.parametrize(("words", "said_once"), [(12, True), (13, False)])
def test_a_map_has_words_of_its_own_for_its_squares_stand_beside_no_others(words: int, said_once: bool) -> None:
    here = fresh(topic("self-attention"), "raschka-b").with_sizes(n=words)
    view = View(here.trace, 4, here.words, lambda id: id, axes=here.axis_labels)
    shown = {
        block.id: block for block in reading(view, layout(here.trace.program, ("scores",), ()), ReadingContext()).blocks
    }
    assert shown["scores"].row_labels
    assert shown["scores"].hide_row_labels == said_once
    assert shown["scores"].hide_column_labels == said_once


def test_a_cell_of_a_head_is_named_as_its_matrix_is() -> None:
    about = topic("multi-head")
    here = fresh(about, about.presets[0].id)
    view = View(here.trace, 4, (), lambda id: id)
    assert view.cell("query_heads", (1, 0, 1)) == "Q⁽²⁾[1, 2]"
    assert view.cell("scores", (0, 1, 1)) == "S⁽¹⁾[2, 2]"


def test_keys_of_a_group_are_numbered_by_their_group_alone() -> None:
    shown = blocks("grouped-query", "key_heads")
    assert Piece("(1)", Shift.SUP) in shown["key_heads"].name


@pytest.mark.parametrize(
    ("axes", "slice", "said"),
    [
        ((2,), (1,), "head 2"),
        ((2, 2), (0, 1), "group 1 · head 2"),
        ((2, 1), (1, 0), "group 2"),
        ((1, 2), (0, 0), "head 1"),
    ],
)
def test_a_slice_is_called_by_what_tells_it_apart(axes: tuple[int, ...], slice: tuple[int, ...], said: str) -> None:
    assert slice_name(axes, slice) == said


def test_what_is_left_of_a_sum_that_cancels_has_no_heat() -> None:
    about = topic("decoder-block")
    here = replace(fresh(about, about.presets[0].id), gradient_of="feed_forward/norm/output")
    view = View(here.trace, 4, (), lambda id: id)
    program = here.trace.program
    for step in program.steps:
        if step.startswith("backward/") and np.abs(here.trace[step]).max() < 1e-9:
            shown = reading(view, layout(program, (step,)), ReadingContext()).blocks[-1]
            assert not np.any(shown.level), step


def test_a_gradient_that_is_turned_is_bracketed() -> None:
    about = topic("self-attention")
    here = replace(fresh(about, about.presets[0].id), gradient_of="context")
    view = View(here.trace, 4, (), lambda id: id)
    turned = reading(view, layout(here.trace.program, ("backward/keys",)), ReadingContext()).blocks
    assert "(∂L/∂S)⊤" in {"".join(text for text, *_ in block.name) for block in turned}


def test_no_zero_is_negative() -> None:
    about = topic("self-attention")
    here = fresh(about, about.presets[0].id)
    trace = replace(here, typed={**here.typed, "X": (("-0.0",) * 3,) * 6}).trace
    assert View(trace, 4, (), lambda id: id).number("X", (0, 0)) == "0"


def test_another_trace_in_the_same_view_shows_its_own_numbers() -> None:
    space = fresh(topic("self-attention"), topic("self-attention").presets[0].id)
    trace = space.trace
    view = View(trace, 2, space.words, titles(space.topic, trace.program))
    placed = layout(trace.program, ("scores",))
    before = reading(view, placed, ReadingContext()).blocks[-1].text
    other = Trace(trace.program, {**trace.arrays, "scores": trace["scores"] + 1})
    assert reading(view.of(other), placed, ReadingContext()).blocks[-1].text != before
    assert reading(view, placed, ReadingContext()).blocks[-1].text == before


def test_the_size_that_both_factors_share_is_bold() -> None:
    here = fresh(topic("self-attention"), topic("self-attention").presets[0].id)
    view = View(here.trace, 4, here.words, lambda id: id)
    shown = reading(view, layout(here.trace.program, ("scores",)), ReadingContext())
    factors = (("6×", False), ("2", True), (" · ", False), ("2", True), ("×6", False))
    assert shown.corner == (factors, (("→ 6×6", False),))


def test_no_line_of_symbols_ends_inside_a_term() -> None:
    about = topic("self-attention")
    here = replace(fresh(about, about.presets[0].id), gradient_of="context")
    view = View(here.trace, 4, (), lambda id: id)
    worked = reading(view, layout(here.trace.program, ("backward/keys",)), ReadingContext()).worked
    assert worked is not None
    said = "".join(text for text, *_ in worked.symbols)
    assert "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}" in said
    assert "∂L/\N{WORD JOINER}∂" in said
    assert " × " not in said
