"""Sizes drawn from the lists of a question."""

from __future__ import annotations

import numpy as np

from content import topic
from content.question_base import Sized
from engine import MECHANISMS


def sizes_of(question: Sized, seed: int) -> dict[str, int]:
    """Every size of the mechanism: the question's, one of each list in `vary`, the defaults for the rest."""
    rng = np.random.default_rng(seed)
    drawn = {name: int(rng.choice(sizes)) for name, sizes in question.vary.items()}
    return {**MECHANISMS[topic(question.topic).mechanism].sizes, **question.sizes, **drawn}
