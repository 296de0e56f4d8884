"""Timing rivals fairly: in turns, so that a noisy moment hits all of them, and compared by medians and ratios."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one rival takes: seconds a call, one figure a round."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Seconds of the middle round."""
        return median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, as a share of the median."""
        low, _, high = quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.median

    def over(self, other: Timing) -> float:
        """The median over rounds of this rival's time divided by the other's in the same round."""
        return median(mine / theirs for mine, theirs in zip(self.seconds, other.seconds, strict=True))


def interleaved(rivals: Mapping[str, Work], *, rounds: int = 15, seconds: float = 0.02) -> dict[str, Timing]:
    """Time every rival once a round, each round starting with another one.

    A call shorter than `seconds` is repeated until a round lasts that long. The collector is off meanwhile.
    """
    calls = {name: _calls(work, seconds) for name, work in rivals.items()}
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    order = list(rivals)
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name in order:
                taken[name].append(_time(rivals[name], calls[name]) / calls[name])
            order.append(order.pop(0))
    finally:
        gc.enable()
    return {name: Timing(name, tuple(figures)) for name, figures in taken.items()}


def table(timings: Mapping[str, Timing], against: str) -> str:
    """One line a rival: its median, its spread, and its ratio to the rival called `against`."""
    width = max(map(len, timings))
    return "\n".join(
        f"{name:{width}}  {duration(t.median):>9}  ± {t.spread:4.0%}  {t.over(timings[against]):7.2f} ×"
        for name, t in timings.items()
    )


def duration(seconds: float) -> str:
    """Seconds in the unit that leaves one to three digits before the point."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _calls(work: Work, seconds: float) -> int:
    """How often to call so that a round lasts long enough; the trials warm the work up."""
    calls = 1
    while (taken := _time(work, calls)) < seconds:
        calls = max(2 * calls, int(calls * seconds / max(taken, 1e-9)))
    return calls


def _time(work: Work, calls: int) -> float:
    start = perf_counter()
    for _ in range(calls):
        work()
    return perf_counter() - start
