"""Check mine: how long an answer takes, over all mechanisms at the sizes of a page, and for long programs.

Each mechanism is given the last step of a wrong version of itself, in four digits, so that every candidate is tried.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from statistics import median
from typing import Any
from zlib import crc32

import numpy as np

from check import check
from engine import MECHANISMS, Program, ShapeError, run
from engine.readings.misconceptions import with_mistake, wrong_versions
from tests.check.broken import drawn

MOST_MEDIAN, MOST = 0.3, 2.0  # seconds
LONG: dict[str, Mapping[str, int]] = {"gru": {"T": 64, "layers": 4}, "lstm": {"T": 64, "layers": 2}}
REPEATED = 3


def main() -> None:
    """Print the median and the longest, and the long programs by themselves."""
    seconds = {id: min(_seconds(id) for _ in range(REPEATED)) for id in MECHANISMS}
    slowest = max(seconds, key=seconds.__getitem__)
    _line("median over the mechanisms", median(seconds.values()), MOST_MEDIAN)
    _line(f"longest ({slowest})", seconds[slowest], MOST)
    for id, sizes in LONG.items():
        said = ", ".join(f"{name} {n}" for name, n in sizes.items())
        _line(f"{id} with {said}: first", _seconds(id, sizes))
        _line(f"{id} with {said}: again", _seconds(id, sizes))


def _seconds(id: str, sizes: Mapping[str, int] | None = None) -> float:
    program = MECHANISMS[id].build(None, sizes or {})
    inputs = drawn(program, crc32(id.encode()))
    last = list(program.steps)[-1]
    results = {last: np.round(_wrong(program, inputs, last), 4)}
    begun = time.perf_counter()
    check(id, inputs, None, results, 4, dict(program.dims))
    return time.perf_counter() - begun


def _wrong(program: Program, inputs: Mapping[str, Any], last: str) -> Any:
    """The last step after the first mistake that changes it and fits; a little off where there is none."""
    right = np.asarray(run(program, inputs)[last])
    for step in program.steps:
        for wrong in wrong_versions(program, step):
            try:
                found = np.asarray(run(with_mistake(program, {step: wrong.expr}), inputs)[last])
            except ShapeError:
                continue
            if found.shape == right.shape and np.isfinite(found).all() and not np.allclose(found, right):
                return found
    return right + 0.01


def _line(what: str, seconds: float, most: float | None = None) -> None:
    verdict = "" if most is None else "ok" if seconds <= most else "missed"
    print(f"  {what:48} {1000 * seconds:>8.0f} ms  {verdict}".rstrip())


if __name__ == "__main__":
    main()
