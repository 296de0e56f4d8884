"""Trials of the check: broken programs from their last step alone and from all, with the time each takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from check import Findings, check
from tests.check.broken import Broken, Numbers, labels

DIGITS = 4
FEW = 2  # explanations: the right one and one other


@dataclass(frozen=True)
class Trial:
    """One check of one broken program, and whether it was named."""

    broken: Broken
    given: str
    findings: Findings
    seconds: float

    @property
    def named(self) -> bool:
        """Whether the right name is the only one, or one of two."""
        return named(self.findings, self.broken.causes)

    @property
    def told(self) -> list[str]:
        """What was told, explanation by explanation."""
        return ["/".join(sorted(labels(found))) for found in self.findings.explanations]


def named(found: Findings, causes: tuple[str, ...]) -> bool:
    """Whether one of these names is the first explanation or the second of two."""
    told = found.explanations
    return len(told) <= FEW and any(labels(explanation) & set(causes) for explanation in told)


def printed(results: Numbers) -> Numbers:
    """The results as they are printed, with four decimals."""
    with np.errstate(invalid="ignore"):
        return {id: np.round(x, DIGITS) for id, x in results.items()}


def trials(found: Broken, seed: int = 0) -> Iterator[Trial]:
    """The program checked from its final output alone, and from all that it gives."""
    inputs = found.inputs(seed)
    results = printed(found.results(inputs))
    last = list(results)[-1]
    yield _tried(found, "last", inputs, {last: results[last]})
    yield _tried(found, "all", inputs, results)


def _tried(found: Broken, given: str, inputs: Numbers, results: Mapping[str, object]) -> Trial:
    started = perf_counter()
    findings = check(found.mechanism, inputs, found.chosen, results, DIGITS, found.sizes)
    return Trial(found, given, findings, perf_counter() - started)
