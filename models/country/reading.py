"""How an LSTM with given weights reads one sentence: the gates of each unit at every word, and the answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from content import topic
from engine.arrays import Array
from models.country.course import STEPS, recorded
from models.country.measures import Weights, computed
from models.country.sentences import LANGUAGES

GATES = ("forget_gate", "input_gate", "output_gate")
TOPIC = "lstm-sequence"  # whose trained examples have the sentences


@dataclass(frozen=True, eq=False)
class SentenceReading:
    """A sentence that was read: by gate its values, words×units, and the probability of each answer.

    `country` is the position of the country, `between` those of the words between it and the question, from 0.
    """

    words: tuple[str, ...]
    country: int
    between: range
    gates: dict[str, Array]
    answers: tuple[tuple[str, float], ...]

    @property
    def due(self) -> tuple[str, float]:
        """The answer that is due, that of the country, and its probability."""
        known = next(one for one in LANGUAGES.values() if self.words[self.country] in one.country)
        return self.answers[known.country.index(self.words[self.country])]

    def at_country(self, gate: str, unit: int) -> float:
        """A unit's gate at the country; units count from 1."""
        return float(self.gates[gate][self.country, unit - 1])

    def in_between(self, gate: str, unit: int) -> float:
        """The mean of a unit's gate over the words in between; units count from 1."""
        return float(self.gates[gate][list(self.between), unit - 1].mean())


def sentence(language: str) -> tuple[str, ...]:
    """The words of the sentence that the trained example on Explain reads."""
    return topic(TOPIC).preset(f"trained-{language}").tokens.of(language)


def read_sentence(weights: Weights, language: str) -> SentenceReading:
    """Read the sentence of Explain's example with these weights; every word of it must be one of the language."""
    words, known = sentence(language), LANGUAGES[language]
    trace = computed("lstm", weights, np.array([known.vocabulary.index(word) for word in words]))
    moments = range(1, len(words) + 1)
    gates = {gate: np.concatenate([trace[f"t={t}/{gate}"] for t in moments]) for gate in GATES}
    answers = zip(known.spoken, map(float, trace["predictions"][-1]), strict=True)
    country = next(n for n, word in enumerate(words) if word in known.country)
    return SentenceReading(words, country, range(country + 1, len(words) - len(known.ask)), gates, tuple(answers))


@cache
def keeping_unit(language: str) -> int:
    """The unit that at the end of the recorded training writes most at the country and keeps it, from 1."""
    found = read_sentence(recorded(language).weights[STEPS], language)
    units = range(1, found.gates["input_gate"].shape[1] + 1)
    return max(units, key=lambda unit: found.at_country("input_gate", unit) * found.in_between("forget_gate", unit))
