"""Numbers put back to those of the example: one input's, or everything."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from content import Topic, topic
from engine import EngineError, Options
from presentation.translate import language
from presentation.workspaces.own_workspace import opened_layer
from presentation.workspaces.workspace import Workspace, opened

Sizes = tuple[tuple[str, int], ...]


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
    example = opened_layer(space.own, language()) if space.own else opened(space.topic, space.preset, language())
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
    if space.own:
        return opened_layer(space.own, language()).with_options(**vars(space.options))
    sizes = tuple(space.all_sizes().items())
    if space.topic is topic(space.topic.id):
        return _kept(space.topic.id, space.preset, space.options, sizes, language())
    return _made(space.topic, space.preset, space.options, sizes, language())


@lru_cache(maxsize=32)
def _kept(about: str, preset: str, options: Options, sizes: Sizes, words: str) -> Workspace:
    """An example of the content, kept: a large one takes long to lay out, and every run of a page asks for it."""
    return _made(topic(about), preset, options, sizes, words)


def _made(about: Topic, preset: str, options: Options, sizes: Sizes, words: str) -> Workspace:
    example = opened(about, preset, words)
    try:
        return example.with_options(**vars(options)).with_sizes(**dict(sizes))
    except EngineError:
        return example
