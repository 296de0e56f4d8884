"""Sizes drawn for questions about sizes."""

from __future__ import annotations

import numpy as np

from content import NumberQuestion, topic
from content.question_base import Sized
from engine import MECHANISMS


def drawn_sizes(question: Sized, seed: int) -> dict[str, int]:
    """The sizes of the mechanism by name: one drawn from each list in `vary`, those of the question, then defaults.

    Of the `models` of a question one is drawn, and its sizes go before those of the question.
    """
    rng = np.random.default_rng(seed)
    drawn = {name: int(rng.choice(sizes)) for name, sizes in question.vary.items()}
    models = question.models if isinstance(question, NumberQuestion) else ()
    published = models[int(rng.integers(len(models)))].sizes if models else {}
    return {**MECHANISMS[topic(question.topic).mechanism].sizes, **question.sizes, **published, **drawn}
