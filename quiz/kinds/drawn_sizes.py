"""Sizes drawn for questions about sizes."""

from __future__ import annotations

import numpy as np

from content import topic
from content.question_base import Sized
from engine import MECHANISMS


def drawn_sizes(question: Sized, seed: int) -> dict[str, int]:
    """The sizes of the mechanism by name: one drawn from each list in `vary`, those of the question, then defaults."""
    rng = np.random.default_rng(seed)
    drawn = {name: int(rng.choice(sizes)) for name, sizes in question.vary.items()}
    return {**MECHANISMS[topic(question.topic).mechanism].sizes, **question.sizes, **drawn}
