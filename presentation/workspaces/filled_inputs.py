"""Many inputs at once: from arrays that carry their names, or from a layer of PyTorch or Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from content import topics
from content.schema import Topic
from loading import Loaded, Refused
from parameters import Recognised, by_name, recognised
from presentation.translate import language
from presentation.workspaces.stored_rows import as_entered
from presentation.workspaces.typed_rows import numbered
from presentation.workspaces.workspace import Workspace, opened


def candidates(arrays: Sequence[Loaded], space: Workspace) -> list[Recognised]:
    """What these arrays can be: inputs of the computation by their names, else layers of a library.

    Raises Refused where they are neither.
    """
    program = space.whole
    try:
        named = by_name(arrays, program)
    except Refused as no_inputs:
        try:
            return recognised(arrays, space.mechanism.id)
        except Refused as no_layer:
            raise (no_inputs if no_layer.code == "no_layer" else no_layer) from no_layer
    return [Recognised("", "", space.mechanism.id, {}, named)]


def home(found: Recognised, space: Workspace) -> Topic | None:
    """The topic that teaches a recognised layer's mechanism: the open one if it does, None where there is none."""
    if found.mechanism == space.mechanism.id:
        return space.topic
    return next((one for one in topics() if one.mechanism == found.mechanism), None)


def filled(space: Workspace, found: Recognised) -> Workspace:
    """The workspace of the layer's topic with its conventions, its sizes and its parameters.

    Raises EngineError, one sentence, where that cannot be computed or shown.
    """
    place = home(found, space) or space.topic
    here = (space if place is space.topic else opened(place, language=language())).with_options(**found.options)
    numbers = {id: _rows(x) for id, x in found.inputs.items()}
    made = _written_out(here, found.sizes).with_inputs(numbers, found.sizes)
    return without_example_words(made) if here.word_input in numbers else made


def _written_out(space: Workspace, sizes: Mapping[str, int]) -> Workspace:
    """The workspace with as many layers, which have inputs of their own, as the sizes say."""
    rounds = {name for names in space.mechanism.unrolls for name in names}
    longer = {name: n for name, n in sizes.items() if name in rounds and n != space.all_sizes()[name]}
    return space.with_sizes(**longer) if longer else space


def without_example_words(space: Workspace) -> Workspace:
    """The rows numbered in place of the example's words, which name its own vectors; the learner's words stay."""
    preset = space.topic.preset(space.preset)
    known = {*preset.tokens.en, *preset.tokens.zh}
    if not all(word in known or word.isdigit() for word in space.words):
        return space
    return replace(space, words=numbered((), len(space.words)))


def _rows(array: Any) -> list[list[str]]:
    return [[as_entered(float(x)) for x in row] for row in np.atleast_2d(array)]
