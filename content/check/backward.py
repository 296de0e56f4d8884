"""Checks the misconceptions of backward passes: every one has texts, and texts about gradients where it matters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from content.check.engine_facts import sets_of
from content.errors import NotFound, Problem
from content.schema import Topic, keys
from content.toml.error_sentences import TomlSource
from engine import MECHANISMS, EngineError, Program
from engine.ids import BACKWARD, is_gradient, misconception
from engine.option_sets import covering
from engine.readings.gradient import WRONG, gradient
from engine.readings.misconceptions import WEIGHTS_OF, wrong_versions

# What a topic says of these in the forward pass ("the next word's row") would be untrue of a gradient.
MOVES = ("part", "concat", WEIGHTS_OF)


def backward_problems(topic: Topic, source: TomlSource) -> Iterator[Problem]:
    """Mistakes without words, or with words that were written for another place."""
    where = ("misconceptions",)
    for step, id in dict.fromkeys(_mistakes(topic)):
        try:
            topic.misconception(id, step, "en")
        except NotFound:
            own = keys(BACKWARD, id)[0]
            say = f'The misconception {id} at {step} has no words: add [misconceptions."{own}"].'
            yield source.problem(where, say)
            continue
        key = _chosen(topic, id)
        if misconception(id).kind in MOVES and not is_gradient(key):
            own = keys(BACKWARD, id)[0]
            say = f'The words {key} are shown of a gradient too ({id} at {step}): add [misconceptions."{own}"].'
            yield source.problem((*where, key), say)
    for id in (id for mistakes in WRONG.values() for id in mistakes):
        if (key := _chosen(topic, id)) != id:
            say = f"The words {key} come before those of the wrong derivative {id}: say at which step they hold."
            yield source.problem((*where, key), say)


def _mistakes(topic: Topic) -> Iterator[tuple[str, str]]:
    """Step and misconception in the backward pass from the last step, under option sets in which all pairs occur."""
    mechanism = MECHANISMS[topic.mechanism]
    for options in covering(list(sets_of(mechanism))):
        for back in _gradient(mechanism.build(options)):
            for id in (id for id, step in back.steps.items() if step.gradient_of):
                yield from ((id, wrong.id) for wrong in wrong_versions(back, id))


def _gradient(forward: Program) -> Iterator[Program]:
    """The backward pass, if there is one."""
    with suppress(EngineError):  # in a similarity of fixed vectors no input is trained
        yield gradient(forward, list(forward.steps)[-1])


def _chosen(topic: Topic, id: str) -> str:
    """The key of the words that a mistake in a gradient gets; "" for none."""
    return next((key for key in keys(BACKWARD, id) if key in topic.misconceptions), "")
