"""One case: the computation on its inputs, what was given for it, and how far rounding may move each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from check.arrangements import Place, Rearrangement, as_a_batch, elements, views
from check.candidates import Candidate, candidates
from check.conventions import Other, others
from check.findings import StepFinding
from check.given import Given
from check.mixed_conventions import mixed
from check.numbers import SAFETY, UNIT, coarser_precision, from_given, largest, near, single_precision
from check.outcomes import reads
from engine import InputError, Mechanism, Options, Program, run
from engine.arrays import Array
from engine.execution.run import Arrays

ROUGHLY = 10.0  # times what printed inputs do to the right computation, they may do to a wrong one that is tried


@dataclass(frozen=True, eq=False)
class Case:
    """A mechanism under some options on its inputs, and the given results by step, in the order of the program.

    `listed` gives the mistakes that are looked for. `place` is the row, the head or the element of a batch that wrong
    results are taken for where they may be one of several, `places` how many of them are tried. `moved` is how
    far each step may be off besides, where inputs were printed.
    """

    mechanism: Mechanism
    options: Options
    program: Program
    inputs: Arrays
    given: Mapping[str, Given]
    listed: Callable[[Program], tuple[Candidate, ...]] = candidates
    place: Place = None
    places: int = 1
    moved: Mapping[str, Array] | None = None

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The mistakes that are looked for, halves of conventions among them."""
        return (*self.listed(self.program), *mixed(self.program, self.others))

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """The same inputs under each other value of each option."""
        return others(self.mechanism, self.options, self.program, self.inputs)

    @cached_property
    def truth(self) -> Arrays:
        """Every step's true array."""
        return run(self.program, self.inputs).arrays

    @cached_property
    def single(self) -> dict[str, Array]:
        """What float32 may do to each cell of each step."""
        return single_precision(self.program, self.inputs, self.truth)

    @cached_property
    def machine(self) -> dict[str, Array]:
        """What the type that each given step was computed in may do to each of its cells, and its inputs' rounding."""
        truth, single = self.truth, self.single
        found = {id: coarser_precision(single[id], np.asarray(truth[id]), x.coarser) for id, x in self.given.items()}
        return {id: x + self.moved[id] for id, x in found.items()} if self.moved else found

    @cached_property
    def rough(self) -> Case:
        """The case for whatever is moved by more than the right computation is, where inputs were printed."""
        if not self.moved:
            return self
        return replace(self, moved={id: np.full_like(x, ROUGHLY * x.max(initial=0.0)) for id, x in self.moved.items()})

    @cached_property
    def views(self) -> dict[str, Rearrangement]:
        """How each given array is held against ours; raises InputError where its form fits in no way."""
        return {id: self._viewed(id, found) for id, found in self.given.items()}

    def _viewed(self, id: str, found: Given) -> Rearrangement:
        shape = _shape(self.program, id)
        ways = self.ways[id]
        if not ways:
            raise _misshapen(id, found.values.shape, shape)
        batch = list(as_a_batch(found.values, shape))
        equal = next((way for way in (*ways, *batch) if self._is_equal(id, way)), None)
        likely = self._of_the_element(batch if batch and len(found.values) in self.batches else ways)
        likely = [way for way in likely if way.place and way.place == self.taken] or likely
        return equal or min(likely, key=lambda way: _apart(way, np.asarray(self.truth[id])))

    # ---- results of which only a part was given ----

    @cached_property
    def ways(self) -> dict[str, list[Rearrangement]]:
        """The ways in which each given array may stand for ours."""
        return {id: list(views(found.values, _shape(self.program, id))) for id, found in self.given.items()}

    @cached_property
    def taken(self) -> Place:
        """The place that wrong results are taken for: the one to try, or that of a result that is right there."""
        if self.place:
            return self.place
        parted = ((id, way) for id, ways in self.ways.items() if len(ways) > 1 for way in ways if way.place)
        return next((way.place for id, way in parted if self._is_equal(id, way)), None)

    def _is_equal(self, id: str, way: Rearrangement) -> bool:
        expected = np.asarray(self.truth[id])
        return bool(near(way.values, way.see(expected), self.tolerance(id, way)).all())

    # ---- results of a batch ----

    @cached_property
    def batches(self) -> frozenset[int]:
        """The sizes of batches that results show which can be nothing else."""
        found = ((result.values, _shape(self.program, id)) for id, result in self.given.items())
        return frozenset(elements(values, shape) for values, shape in found if values.shape != shape) - {0}

    @cached_property
    def element(self) -> int | None:
        """Which element of a batch all results are of: that in which most are right, or the nearest on the whole."""
        found = [self._by_element(id) for id in self.given] if self.batches else []
        of_a_batch = [nearest for nearest in found if nearest]
        everywhere = set.intersection(*map(set, of_a_batch)) if of_a_batch else set()
        return min(sorted(everywhere), key=lambda k: _added(nearest[k] for nearest in of_a_batch), default=None)

    def _by_element(self, id: str) -> dict[int, tuple[bool, float]]:
        """For each element that a result may be of: whether it is wrong in it, and how far it is from it."""
        shape, expected = _shape(self.program, id), np.asarray(self.truth[id])
        spread, nearest = float(np.ptp(expected)) or 1.0, dict[int, tuple[bool, float]]()
        for way in (*views(self.given[id].values, shape), *as_a_batch(self.given[id].values, shape)):
            if way.arrangement and way.arrangement.id == "element":
                k, apart = way.arrangement.element or 0, _apart(way, expected) / spread
                nearest[k] = min(nearest.get(k, (True, np.inf)), (not self._is_equal(id, way), apart))
        return nearest

    def _of_the_element(self, ways: list[Rearrangement]) -> list[Rearrangement]:
        """The ways that are of the element all results are of; all where there is none."""
        own = [way for way in ways if way.arrangement and way.arrangement.id == "element"]
        return [way for way in own if way.arrangement.element == self.element] or ways  # type: ignore[union-attr]

    def half(self, id: str, view: Rearrangement | None = None) -> float | Array:
        """Half a unit of the last digit of a given step; arranged as its view if there is one for each cell."""
        way, found = view or self.views[id], self.given[id]
        if not isinstance(found.half, np.ndarray) or found.half.size == 1:
            return float(np.max(found.half))
        shape = tuple(map(int, self.program.steps[id].shape))
        found_ways = (*views(found.half, shape), *as_a_batch(found.half, shape))
        return next(other.values for other in found_ways if other.arrangement == way.arrangement)

    def tolerance(self, id: str, view: Rearrangement | None = None) -> Array:
        """How far a right number may be from ours, cell by cell: what was printed, and what float32 does."""
        way = view or self.views[id]
        half = self.half(id, way)
        return np.asarray(1.001 * half + way.see(self.machine[id]))

    def fits(self, id: str, ours: Array, more: Array | float = 0.0, way: Rearrangement | None = None) -> Array:
        """Whether ours is what was given for a step: a boolean for each of the leading axes of `ours`."""
        view = way or self.views[id]
        seen = view.see(ours)
        with np.errstate(invalid="ignore"):
            size = np.where(np.isfinite(seen) & (np.abs(seen) < 1e8), np.abs(seen), 0.0)
        close = near(view.values, seen, self.tolerance(id, view) + more + SAFETY * UNIT * self.given[id].coarser * size)
        return np.asarray(close.all(tuple(range(-view.values.ndim, 0))))

    # ---- judging ----

    @cached_property
    def carried(self) -> dict[str, Array]:
        """The given steps that lie as ours do, so that later steps can be computed from them."""
        whole = {id: way for id, way in self.views.items() if way.values.shape == _shape(self.program, id)}
        return {id: way.values for id, way in whole.items() if np.isfinite(way.values).all() or not _nan(way.values)}

    @cached_property
    def own(self) -> tuple[dict[str, Array], dict[str, Array]]:
        """Every step computed from the given numbers before it, and how far their rounding may move it."""
        finite = {id: np.nan_to_num(x, posinf=0, neginf=0) for id, x in self.carried.items()}
        halves = {id: self.half(id) + UNIT * self.given[id].coarser * np.abs(x) for id, x in finite.items()}
        return from_given(self.program, self.inputs, self.carried, halves)

    @cached_property
    def judged(self) -> tuple[StepFinding, ...]:
        """Every given step, judged from the true inputs and from the given numbers before it."""
        return tuple(self._judged(id) for id in self.given)

    def _judged(self, id: str) -> StepFinding:
        view, expected = self.views[id], np.asarray(self.truth[id])
        tolerance = self.tolerance(id)
        apart = largest(view.values, view.see(expected), tolerance)
        centre, moved = self.own
        own = largest(view.values, view.see(centre[id]), tolerance + view.see(moved[id]))
        place = (apart or own).index if (apart or own) else (0,) * view.values.ndim  # type: ignore[union-attr]
        allowed = float(np.broadcast_to(tolerance, view.values.shape)[place])
        follows = own is None
        apart, own = (replace(x, index=view.at(x.index)) if x else None for x in (apart, own))
        found = StepFinding(id, apart is None, follows, apart, own, allowed, view.arrangement)
        return replace(found, own=None) if apart is None else found

    @cached_property
    def wrong(self) -> tuple[str, ...]:
        """The given steps that are wrong in themselves, in the order of the program."""
        return tuple(step.step for step in self.judged if step.wrong_in_itself)

    # ---- on the way to a step ----

    def region(self, step: str) -> tuple[str, ...]:
        """The steps in which a difference at `step` may arise: itself and what it needs that was not given."""
        found, wanted = {step}, [step]
        while wanted:
            for name in self.before(wanted.pop()):
                if name not in found and name not in self.carried:
                    found.add(name)
                    wanted.append(name)
        return tuple(id for id in self.program.steps if id in found)

    @property
    def before(self) -> Callable[[str], frozenset[str]]:
        """The steps that a step reads."""
        table = reads(self.program)
        return lambda id: frozenset(name for name in table[id] if name in self.program.steps)


def _misshapen(name: str, got: tuple[int, ...], wanted: tuple[int, ...]) -> InputError:
    want = " × ".join(map(str, wanted))
    if len(got) > 1:
        there = " × ".join(map(str, got))
        return InputError("The result {name} is {got}, but it has to be {want}.", name=name, got=there, want=want)
    if got == (1,):
        return InputError("The result {name} is a single number, but it has to be {want}.", name=name, want=want)
    n = got[0]
    return InputError("The result {name} is a list of {n} numbers, but it has to be {want}.", name=name, n=n, want=want)


def _apart(way: Rearrangement, expected: Array) -> float:
    """How far the numbers of a view are from ours in the median: which head or element of a batch it is most likely."""
    with np.errstate(invalid="ignore"):
        apart = np.abs(way.values - way.see(expected))
    return float(np.median(np.where(np.isfinite(apart), apart, 1e9)))


def _added(found: Iterable[tuple[bool, float]]) -> tuple[int, float]:
    wrong, apart = zip(*found, strict=True)
    return sum(wrong), sum(apart)


def _shape(program: Program, id: str) -> tuple[int, ...]:
    return tuple(map(int, program.steps[id].shape))


def _nan(values: Array) -> bool:
    return bool(np.isnan(values).any())
