"""Every mistake that can be made in a backward pass has words, and words that speak of gradients where it matters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from content import Topic, topic, topics
from content.schema import keys
from engine import MECHANISMS, EngineError
from engine.readings.gradient import WRONG, gradient
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import cases_of, covering

# What a topic says of these in the forward pass ("the next word's row") would be untrue of a gradient.
MOVES = ("part", "concat", "weights_of")


def mistakes(of: Topic) -> Iterator[tuple[str, str]]:
    """Step and misconception, for the gradient of the last step under the option sets that cover all pairs."""
    mechanism = MECHANISMS[of.mechanism]
    for options in covering([options for _, options in cases_of(mechanism)]):
        forward = mechanism.build(options)
        try:
            back = gradient(forward, list(forward.steps)[-1])
        except EngineError:
            continue  # a similarity of fixed vectors: nothing that could be moved leads to it
        for step in back.steps:
            if step.startswith("backward/"):
                yield from ((step, wrong.id) for wrong in wrong_versions(back, step))


@pytest.mark.parametrize("id", [t.id for t in topics()])
def test_every_mistake_in_a_backward_pass_has_words(id: str) -> None:
    here = topic(id)
    for step, mistake in set(mistakes(here)):
        for language in ("en", "zh"):
            name, explanation = here.misconception(mistake, step, language)
            assert name
            assert explanation
        chosen = next(key for key in keys("backward", mistake) if key in here.misconceptions)
        assert chosen.startswith("backward/") or not mistake.startswith(MOVES), (step, mistake, chosen)


@pytest.mark.parametrize("mistake", [mistake for slips in WRONG.values() for mistake in slips])
def test_wrong_derivatives_are_called_by_their_name(mistake: str) -> None:
    """No topic's words for the operation itself come before them."""
    for here in topics():
        assert next(key for key in keys("backward", mistake) if key in here.misconceptions) == mistake
