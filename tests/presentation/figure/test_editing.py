"""A given number can be typed over wherever a figure shows it, and what cannot be used is marked there."""

from __future__ import annotations

import numpy as np
import pytest

from content import topic, topics
from presentation.figure import Figure
from presentation.figure.build import ReadingContext, reading
from presentation.figure.editing import editable, typed_cell, with_faults
from presentation.figure.inputs import inputs_figure
from presentation.figure.layout import Layout, layout, story
from presentation.figure.view import View
from presentation.workspaces.unusable_cells import fault, unusable
from presentation.workspaces.workspace import Workspace, opened


def figures(space: Workspace) -> list[tuple[Layout, Figure]]:
    view = View(space.trace, 4, space.words, lambda id: id, axes=space.axis_labels)
    program = space.trace.program
    texts = {id: rows for id, (_, rows) in space.entered.items()}
    found = []
    for steps in story(program):
        placed = layout(program, steps, (0,) * (len(program.steps[steps[0]].shape) - 2))
        found.append((placed, editable(reading(view, placed, ReadingContext()), placed, texts)))
    return found


@pytest.mark.parametrize("id", [one.id for one in topics()])
def test_every_shown_cell_of_an_input_leads_to_the_number_it_shows(id: str) -> None:
    space, seen = opened(topic(id)), set()
    for placed, shown in figures(space):
        for block in shown.blocks:
            if not block.editable:
                continue
            for i, row in enumerate(block.text):
                for j, text in enumerate(row):
                    place = typed_cell(placed, (block.id, i, j))
                    assert place
                    name, a, b = place
                    seen.add(name)
                    assert float(text.replace("−", "-").replace("∞", "inf")) == pytest.approx(
                        float(np.asarray(space.trace[name])[a, b]), abs=6e-5
                    )
    assert seen <= set(space.entered)
    assert seen >= {id for id, (x, _) in space.entered.items() if x.trained} - set(space.given)


def test_what_was_typed_as_a_fraction_is_opened_as_one() -> None:
    space = opened(topic("self-attention")).with_cell("W_q", 1, 0, "1/3")
    (block,) = [b for _, shown in figures(space) for b in shown.blocks if b.id == "W_q"]
    assert block.text[1][0] == "0.3333"
    assert (1, 0, "1/3") in block.typed


def test_a_turned_matrix_is_typed_in_its_own_row_and_column() -> None:
    space = opened(topic("self-attention")).with_given(["keys"])
    (shown,) = [(placed, f) for placed, f in figures(space) if any(b.id == "keys" for b in f.blocks)]
    placed, _ = shown
    assert typed_cell(placed, ("keys", 1, 4)) == ("keys", 4, 1)
    assert typed_cell(placed, ("nonsense", 0, 0)) is None


BAD = {
    ("self-attention", "W_q"): ("abc", {(0, 0)}),
    ("self-attention", "X"): ("", {(0, 0)}),
    ("next-token-loss", "tokens"): ("2", {(0, 0)}),
    ("lstm", "x"): ("inf", {(0, 0)}),
}


@pytest.mark.parametrize(("place", "typed"), BAD.items(), ids=str)
def test_what_cannot_be_used_is_marked_where_it_stands(
    place: tuple[str, str], typed: tuple[str, set[tuple[int, int]]]
) -> None:
    (id, name), (text, cells) = place, typed
    space = opened(topic(id))
    wrong = space.with_cell(name, 0, 0, text)
    assert fault(wrong)
    assert {name: set(found) for name, found in unusable(wrong).items()} == {name: cells}
    marks = {block.id: block.marks for block in inputs_figure(wrong).blocks}
    assert marks[name][0][0] == "unreadable"
    assert all(mark != "unreadable" for id, rows in marks.items() if id != name for row in rows for mark in row)


def test_a_row_that_picks_none_is_marked_whole() -> None:
    space = opened(topic("next-token-loss"))
    name = next(id for id, x in space.pattern.inputs.items() if x.role == "one_hot")
    column = space.typed[name][1].index("1")
    wrong = space.with_cell(name, 1, column, "0")
    assert fault(wrong)
    assert unusable(wrong) == {name: {(1, j) for j in range(len(space.typed[name][1]))}}


def test_the_figure_of_the_last_numbers_shows_the_bad_cell_and_a_sentence() -> None:
    space = opened(topic("self-attention"))
    wrong = space.with_cell("W_q", 1, 0, "abc")
    texts = {id: rows for id, (_, rows) in wrong.entered.items()}
    placed, shown = figures(space)[0]
    marked = with_faults(shown, placed, texts, unusable(wrong), "said")
    (block,) = [b for b in marked.blocks if b.id == "W_q"]
    assert block.text[1][0] == "abc"
    assert [(i, j) for i, row in enumerate(block.marks) for j, mark in enumerate(row) if mark] == [(1, 0)]
    assert marked.notice == "said"
    assert with_faults(shown, placed, texts, {}, "said") == shown
