"""The first solved step that a newcomer sees: one attention score, on a sentence in their language."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from content import topic, trace
from engine.readings.explanation.explain import WorkedCell, explain
from presentation.translate import language

TOPIC, STEP, ASKING, ASKED = "self-attention", "scores", 1, 2
DIGITS = 4


@dataclass(frozen=True)
class FirstStep:
    """The sentence, the word that asks and the word that is asked, and the arithmetic of their score."""

    words: tuple[str, ...]
    asking: str
    asked: str
    worked: WorkedCell


def first_step() -> FirstStep:
    """The score of two words of the first example."""
    here = topic(TOPIC)
    preset = here.first_preset(language())
    words = preset.tokens.of(language())
    found = trace(here, preset.id)
    whole = all(np.all(found[id] == np.round(found[id])) for id in ("queries", "keys"))
    worked = explain(found, STEP, (ASKING, ASKED), digits=0 if whole else DIGITS)
    return FirstStep(words, words[ASKING], words[ASKED], worked)
