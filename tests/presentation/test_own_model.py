"""A layer of a learner's own model as a workspace: by reference, changed cell by cell, kept without its numbers."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loading import Refused
from parameters.checkpoint import fingerprint
from presentation.figure.build import ReadingContext, reading
from presentation.figure.layout import layout
from presentation.figure.view import View
from presentation.figure.window import MOST_SHOWN, starts, width, windowed
from presentation.workspaces import links
from presentation.workspaces.example_numbers import all_back, changed, is_as_before
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.own_workspace import at_layer, opened_layer
from presentation.workspaces.stored_rows import StoredRows
from presentation.workspaces.unusable_cells import fault, unusable
from presentation.workspaces.workspace import Workspace
from presentation.workspaces.workspace_state import restored, stated
from tests.parameters.folders import NUMBERS, folder
from tests.parameters.test_checkpoint import KINDS, states

TEXT = "Anna met Bens"


def own(path: Path, kind: str = "bert", number: int = 0) -> OwnLayer:
    folder(path, kind)
    return OwnLayer("mine", str(path), fingerprint(path), number, (), TEXT)


def again(space: Workspace) -> Workspace:
    """What a reload finds."""
    return restored(space.topic, json.loads(json.dumps(stated(space))), "en")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [0, 1])
def test_a_layer_reads_the_text_as_the_model_does(tmp_path: Path, kind: str, number: int) -> None:
    space = opened_layer(own(tmp_path, kind, number), "en")
    assert space.topic.id == "encoder-block"
    assert space.words == ("[CLS]", "anna", "met", "ben", "##s", "[SEP]")
    np.testing.assert_allclose(space.trace["X"], states(kind)[number], rtol=0, atol=1e-12)
    last = space.trace[list(space.trace.program.steps)[-1]]
    np.testing.assert_allclose(last, states(kind)[number + 1], rtol=0, atol=1e-12)
    assert len(NUMBERS) == len(last)


def test_another_sentence_is_split_by_the_model(tmp_path: Path) -> None:
    space = opened_layer(own(tmp_path), "en").with_sentence("then Ben")
    assert space.words == ("[CLS]", "then", "ben", "[SEP]")
    assert space.own
    assert space.own.text == "then Ben"
    assert at_layer(space, 1, "en").words == space.words
    assert space.with_sentence(" ").words == space.words


def test_what_is_kept_names_the_file_and_holds_no_matrix(tmp_path: Path) -> None:
    space = opened_layer(own(tmp_path), "en")
    state = stated(space)
    assert state["typed"] == state["changes"] == {}
    assert state["own"]["path"] == str(tmp_path)
    assert len(json.dumps(state)) < 1500
    assert stated(again(space)) == state
    np.testing.assert_array_equal(again(space).trace["X"], space.trace["X"])


@pytest.mark.parametrize(
    "turned", [{}, {"tokens": "columns"}, {"weights": "in_out"}, {"tokens": "columns", "weights": "in_out"}]
)
def test_cells_that_are_typed_over_are_kept_and_not_the_matrix(tmp_path: Path, turned: dict[str, Any]) -> None:
    before = opened_layer(own(tmp_path), "en").with_options(**turned)
    space = before.with_cell("attention/W_q", 1, 2, "1/4")
    assert isinstance(space.typed["attention/W_q"], StoredRows)
    assert space.trace["attention/W_q"][1, 2] == 0.25
    assert (space.trace["attention/W_q"] != before.trace["attention/W_q"]).sum() == 1
    assert stated(space)["changes"] == {"attention/W_q": [[1, 2, "1/4"]]}
    assert stated(space)["typed"] == {}
    for id, array in space.trace.arrays.items():
        np.testing.assert_array_equal(again(space).trace[id], array)


def test_a_cell_typed_as_it_was_is_no_change(tmp_path: Path) -> None:
    space = opened_layer(own(tmp_path), "en")
    was = space.typed["X"][0][1]
    assert space.with_cell("X", 0, 1, "7").with_cell("X", 0, 1, was).typed == space.typed
    assert space.with_cell("X", 99, 1, "7").typed == space.typed


def test_what_cannot_be_computed_with_is_named_where_it_stands(tmp_path: Path) -> None:
    space = opened_layer(own(tmp_path), "en").with_cell("X", 0, 1, "seven")
    assert "X[1, 2]" in fault(space)
    assert unusable(space) == {"X": frozenset({(0, 1)})}


def test_numbers_are_put_back_to_the_files(tmp_path: Path) -> None:
    space = opened_layer(own(tmp_path), "en")
    assert is_as_before(space)
    other = space.with_cell("X", 0, 1, "7")
    assert changed(other) == {"X"}
    assert all_back(other).typed == space.typed


def gone(path: Path) -> None:
    (path / "model.safetensors").unlink()


def written_anew(path: Path) -> None:
    file = path / "model.safetensors"
    os.utime(file, ns=(1, file.stat().st_mtime_ns + 1))


@pytest.mark.parametrize(("change", "code"), [(gone, "no_weights_in_folder"), (written_anew, "changed_file")])
def test_a_missing_or_changed_file_is_one_refusal(tmp_path: Path, change: Callable[[Path], None], code: str) -> None:
    space = opened_layer(own(tmp_path), "en")
    change(tmp_path)
    with pytest.raises(Refused) as refused:
        again(space)
    assert refused.value.code == code


def test_no_link_opens_a_path_of_this_machine(tmp_path: Path) -> None:
    space = opened_layer(own(tmp_path), "en")
    with pytest.raises(links.BadLink):
        links.unpacked(space.topic, links.packed(space), "en")


# ---- windows ----


def wide() -> Workspace:
    """A block of 130 columns, with two heads of 65."""
    from presentation.workspaces.workspace import opened

    space = opened(opened_topic())
    typed = {"X": np.round(np.random.default_rng(0).normal(size=(3, 130)), 2)}
    sizes = {"d": 130, "h": 2, "d_k": 20, "d_v": 20}
    return space.with_sizes(**sizes).with_typed(typed)


def opened_topic() -> Any:
    from content import topic

    return topic("encoder-block")


def test_a_large_matrix_is_shown_through_a_window() -> None:
    space = wide()
    program = space.trace.program
    placed = layout(program, ("attention/queries",))
    assert width(program) == 20
    assert starts(program, placed) == tuple(range(0, 130, 20))
    view = View(space.trace, 4, (), str)
    whole_shape = {block.name: block.shape for block in reading(view, placed, ReadingContext()).blocks}
    for first in (0, 40, 120):
        shown = windowed(program, placed, first)
        drawn = reading(view, shown, ReadingContext())
        assert {block.shape for block in drawn.blocks} == set(whole_shape.values())
        for one, block in zip(shown.placed, drawn.blocks, strict=True):
            assert max(len(block.text), *map(len, block.text)) <= MOST_SHOWN
            i, j = one.index(0, len(block.text[0]) - 1)[-2:]
            assert block.text[0][-1] == view.printed(one.name, float(space.trace[one.name][i, j]))


def test_what_has_room_has_no_window() -> None:
    from presentation.workspaces.workspace import opened

    space = opened(opened_topic())
    program = space.trace.program
    placed = layout(program, ("attention/queries",))
    assert starts(program, placed) == ()
    assert windowed(program, placed, 8) == placed
