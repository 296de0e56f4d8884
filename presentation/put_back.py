"""Numbers put back to those of the example: one input's, or everything."""

from __future__ import annotations

from dataclasses import replace

from engine import EngineError
from presentation.translate import language
from presentation.workspace import Workspace, opened


def changed(space: Workspace) -> frozenset[str]:
    """The inputs that hold other numbers than the example has at these sizes; steps that are given are none."""
    example = _example(space)
    return frozenset(id for id, rows in space.typed.items() if example.typed.get(id, rows) != rows)


def one_back(space: Workspace, id: str) -> Workspace:
    """One input with the example's numbers, as many as fit these sizes; all others stay."""
    example = _example(space)
    if id not in example.typed:
        return space
    placeholders = {**space.placeholders, id: example.placeholders.get(id, frozenset())}
    return replace(space, typed={**space.typed, id: example.typed[id]}, placeholders=placeholders)


def all_back(space: Workspace) -> Workspace:
    """The example as it was, its sizes and words too, under the conventions that are chosen if it has numbers then."""
    example = opened(space.topic, space.preset, language())
    try:
        there = example.with_options(**vars(space.options))
        there.trace  # noqa: B018
    except EngineError:
        there = example
    kept = replace(there, gradient_of=space.gradient_of, loss=space.loss, descent=space.descent)
    return replace(kept, beside=space.beside)


def is_as_before(space: Workspace) -> bool:
    """Whether everything is as in the example."""
    before = all_back(space)
    return (before.typed, before.words, before.given) == (space.typed, space.words, space.given)


def _example(space: Workspace) -> Workspace:
    """The example under these conventions at these sizes; as it is where it cannot be so."""
    example = opened(space.topic, space.preset, language())
    try:
        return example.with_options(**vars(space.options)).with_sizes(**space.all_sizes())
    except EngineError:
        return example
