"""Large inputs: squares that can be typed over instead of thousands of boxes, and the same numbers either way."""

from __future__ import annotations

import pytest

from content import topic
from presentation.figure.inputs import MOST_BOXES, inputs_figure
from presentation.workspaces.workspace import Workspace, opened


def space(n: int) -> Workspace:
    return opened(topic("self-attention"), language="en").with_sizes(n=n, d=64, d_k=64, d_v=64)


def test_only_small_matrices_are_boxes() -> None:
    shown = inputs_figure(space(6))
    boxes = {block.id: (block.entry, block.editable) for block in shown.blocks}
    assert boxes == {
        "X": (True, False),  # 6×64 cells
        **dict.fromkeys(("W_q", "W_k", "W_v"), (False, True)),
    }
    assert all(len(block.text) * len(block.text[0]) <= MOST_BOXES for block in shown.blocks if block.entry)


@pytest.mark.parametrize("n", [7, 64])
def test_a_large_matrix_has_its_cells_as_typed_and_their_heat(n: int) -> None:
    typed = space(n).with_cell("X", 3, 5, "-40")
    (tokens,) = (block for block in inputs_figure(typed).blocks if block.id == "X")
    assert tokens.text == typed.typed["X"]
    assert tokens.level[3][5] == -1.0
    assert tokens.restorable
    assert tokens.mode == "canvas"


def test_a_cell_that_is_no_number_has_no_heat_and_stays_as_typed() -> None:
    (tokens,) = (block for block in inputs_figure(space(64).with_cell("X", 3, 5, "abc")).blocks if block.id == "X")
    assert (tokens.text[3][5], tokens.level[3][5]) == ("abc", 0.0)
