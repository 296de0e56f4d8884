"""Backward passes: every mistake in one has words, and words that speak of gradients where it matters."""

from __future__ import annotations

from collections.abc import Iterator

from content.check.engine_facts import sets_of
from content.errors import NotFound, Problem
from content.schema import BACKWARD, Topic, backward, keys
from content.toml.error_sentences import TomlSource
from engine import MECHANISMS, EngineError, Program
from engine.options import covering
from engine.readings.gradient import WRONG, gradient
from engine.readings.misconceptions import wrong_versions

# What a topic says of these in the forward pass ("the next word's row") would be untrue of a gradient.
MOVES = ("part", "concat", "weights_of")


def backward_problems(topic: Topic, source: TomlSource) -> Iterator[Problem]:
    """Mistakes without words, or with words that were written for another place."""
    where = ("misconceptions",)
    for step, id in dict.fromkeys(_mistakes(topic)):
        try:
            topic.misconception(id, step, "en")
        except NotFound:
            say = f'The misconception {id} at {step} has no words: add [misconceptions."{BACKWARD}/{id}"].'
            yield source.problem(where, say)
            continue
        key = _chosen(topic, id)
        if id.startswith(MOVES) and not key.startswith(f"{BACKWARD}/"):
            say = (
                f'The words {key} are shown of a gradient too ({id} at {step}): add [misconceptions."{BACKWARD}/{id}"].'
            )
            yield source.problem((*where, key), say)
    for id in (id for mistakes in WRONG.values() for id in mistakes):
        if (key := _chosen(topic, id)) != id:
            say = f"The words {key} come before those of the wrong derivative {id}: say at which step they hold."
            yield source.problem((*where, key), say)


def _mistakes(topic: Topic) -> Iterator[tuple[str, str]]:
    """Step and misconception in the backward pass from the last step, under option sets in which all pairs meet."""
    mechanism = MECHANISMS[topic.mechanism]
    for options in covering(list(sets_of(mechanism))):
        back = _backward(mechanism.build(options))
        for step in filter(backward, back.steps if back else ()):
            yield from ((step, wrong.id) for wrong in wrong_versions(back, step))


def _backward(forward: Program) -> Program | None:
    try:
        return gradient(forward, list(forward.steps)[-1])
    except EngineError:
        return None  # a similarity of fixed vectors: nothing that could be moved leads to it


def _chosen(topic: Topic, id: str) -> str:
    """The key of the words that a mistake in a gradient gets; "" for none."""
    return next((key for key in keys(BACKWARD, id) if key in topic.misconceptions), "")
