"""The search for what explains a difference, in the whole or from one step on: conventions, mistakes, arrangements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from check.arrangements import slips
from check.backward import BackwardMechanism
from check.candidates import COMMON, LONG, Candidate, Rarity, kind_of_list, reshaping
from check.case import Case
from check.chances import LIKELY_BY_ACCIDENT, chance, coincidence, decided, decided_by_another, whole_steps
from check.conventions import Other, pairs_of_others
from check.findings import Arrangement, Cause
from check.next_step import same_everywhere
from check.numbers import near
from check.outcomes import Changes, outcomes, reads
from check.printed_inputs import moved_like
from check.unseen import beside_unseen
from engine import Program, Step, run
from engine.arrays import Array, differ
from engine.errors import ShapeError
from engine.execution.run import Arrays
from engine.readings.misconceptions import with_mistake
from engine.readings.training import LOSS_STEP

KEPT = 0.999  # dropout scales what it keeps by more than 1/this
CERTAIN, REFUTED = 1.0, 2.0
FIRST = (COMMON, 0)
CONVENTION, SETTING = (0, FIRST), (2, FIRST)  # what is no convention comes behind what the examiner has a name for
MISPLACED = (3, FIRST)
ROUNDED = {"cut_off": 2.0, "last_digit": 3.0}  # half units by which numbers that were rounded otherwise may differ
LARGE = 2**18  # cells of a program from which candidates are tried in float32 first
ROUGH = 8.0  # times what float32 does to the right computation
LEAST_KEPT = 3  # cells that must show the same factor


@dataclass(frozen=True, eq=False)
class Fit:
    """Something that gives the given numbers: its cause, its program, and how often that would happen by accident.

    `also` are other causes that give the same at every step.
    """

    cause: Cause
    program: Program
    changes: Changes | None
    rank: tuple[int, Rarity]
    chance: float
    also: tuple[Cause, ...] = ()


def whole(case: Case) -> list[Fit]:
    """What gives all given numbers: one convention, setting or mistake; where there is none, two conventions.

    Where there are none either, a mistake beside what alone shows nowhere.
    """
    found = [
        *_conventions(case, case.others),
        *_mistakes(case, case.candidates),
        *_reshaped(case),
        *_other_losses(case),
    ]
    if not found and len(case.program.steps) <= LONG:
        found = list(_conventions(case, pairs_of_others(case.mechanism, case.options, case.program, case.inputs)))
    if not found:
        behind = reversed(list(_mistakes(case, list(beside_unseen(case)))))
        found = list({fit.cause: fit for fit in behind}.values())
    return sorted(found, key=lambda fit: fit.rank)


def _conventions(case: Case, found: Sequence[Other]) -> Iterator[Fit]:
    for other in found:
        accident = _of_another(case, other.program, len(found))
        if accident <= (CERTAIN if other.conventional else LIKELY_BY_ACCIDENT):  # a convention accuses nobody
            yield Fit(other.cause, other.program, None, CONVENTION if other.conventional else SETTING, accident)


def _of_another(case: Case, other: Program, tried: int) -> float:
    """How likely another program gives the given numbers by accident; more than 1 where it does not give them.

    A given step that it lacks must be right; one that it computes in two steps may be the second.
    """
    arrays = run(other, case.inputs).arrays
    held = _held(case.rough, other, arrays)
    if held is not None and case.moved:
        case = moved_like(case, other)
        held = _held(case, other, arrays)
    return REFUTED if held is None else max(chance(case, held, tried), decided_by_another(case, other, arrays, tried))


def _held(case: Case, other: Program, arrays: Arrays) -> dict[str, Array] | None:
    """What of another program gives the given steps that it has; None where one is not given by it."""
    held: dict[str, Array] = {}
    for step in sorted(case.judged, key=lambda step: step.equal):  # most are refuted by what is wrong
        ways = [np.asarray(arrays[id]) for id in _standing_for(case, other, step.step)]
        fitting = next((ours for ours in ways if case.fits(step.step, ours)), None)
        if fitting is None and (ways or not step.equal):
            return None
        if fitting is not None:
            held[step.step] = fitting
    return held


def _standing_for(case: Case, other: Program, step: str) -> list[str]:
    """The steps of another program that one of ours may be: itself, or what only the other does with it."""
    if step not in other.steps:
        return []
    new = [id for id, read in reads(other).items() if step in read and id not in case.program.steps]
    shape = case.program.steps[step].shape
    return [id for id in (step, *new) if tuple(map(int, other.steps[id].shape)) == tuple(map(int, shape))]


def _mistakes(case: Case, known: Sequence[Candidate]) -> Iterator[Fit]:
    given, first = list(case.given), case.wrong[0]
    likely = _fitting(case.rough, known, _promising(case.rough, known, first), [first])
    likely = _fitting(case.rough, known, likely, given)
    found = outcomes(case.program, case.inputs, [known[k].changes for k in likely], given)
    for row, k in enumerate(likely):
        here = moved_like(case, with_mistake(case.program, known[k].changes)) if case.moved else case
        if not all(here.fits(id, found[id][row]) for id in given):
            continue
        accident = chance(here, {id: found[id][row] for id in given}, len(known))
        accident = max(accident, decided(case, known[k].changes, len(known)))
        if accident <= LIKELY_BY_ACCIDENT:
            yield _fit(case, known[k], accident)


def _reshaped(case: Case) -> Iterator[Fit]:
    for cause, other in reshaping(case.program):
        try:
            accident = _of_another(case, other, len(case.candidates))
        except ShapeError:  # where it has a value no longer has its shape
            continue
        if accident <= LIKELY_BY_ACCIDENT:
            yield Fit(cause, other, None, (2, (kind_of_list(cause.id), 0)), accident)


def _other_losses(case: Case) -> Iterator[Fit]:
    kind = case.mechanism
    known = kind.otherwise(case.options, case.program.dims) if isinstance(kind, BackwardMechanism) else ()
    for id, other in known:
        accident = _of_another(case, other, len(known))
        if accident <= LIKELY_BY_ACCIDENT:
            yield Fit(Cause("mistake", id, (LOSS_STEP,)), other, None, CONVENTION, accident)


def _fit(case: Case, candidate: Candidate, accident: float, also: tuple[Cause, ...] = ()) -> Fit:
    rank = (1 + candidate.rank, candidate.rarity)
    return Fit(candidate.cause, case.program, candidate.changes, rank, accident, also)


def _fitting(case: Case, known: Sequence[Candidate], likely: list[int], steps: list[str]) -> list[int]:
    """Those of the candidates that give all of these steps."""
    found = outcomes(case.program, case.inputs, [known[k].changes for k in likely], steps)
    fitting = np.ones(len(likely), bool)
    for id in steps:
        rows = np.flatnonzero(fitting)
        if rows.size:
            fitting[rows] = case.fits(id, found[id][rows])
    return [likely[row] for row in map(int, np.flatnonzero(fitting))]


def _promising(case: Case, known: Sequence[Candidate], step: str) -> list[int]:
    """The candidates that may fit; in a large program those that do in float32, which takes half the time."""
    if sum(prod(map(int, step.shape)) for step in case.program.steps.values()) < LARGE:
        return list(range(len(known)))
    rough = outcomes(case.program, case.inputs, [c.changes for c in known], [step], dtype=np.float32)
    fitting = case.fits(step, rough[step], ROUGH * case.views[step].see(case.machine[step]))
    return [int(k) for k in np.flatnonzero(fitting)]


# ---- arrangements and dropout ----


def arranged(case: Case) -> list[Cause]:
    """Right numbers in wrong places: the one arrangement that every differing step shows; none if one has none."""
    different = [step.step for step in case.judged if not step.equal]
    found = [list(slips(case.views[id].values, np.asarray(case.truth[id]), case.tolerance(id))) for id in different]
    if not found or not all(found):
        return []
    return [Cause("layout", way.id, tuple(different), arrangement=way) for way in found[0]]


def rounded_otherwise(case: Case) -> list[Cause]:
    """Numbers cut off instead of rounded, or one off in the last digit, in every step that is wrong in itself."""
    for id, most in ROUNDED.items():
        if all(_rounded(case, step, most, id == "cut_off") for step in case.wrong):
            return [Cause("layout", id, case.wrong, arrangement=Arrangement(id))]
    return []


def _rounded(case: Case, step: str, most: float, towards_zero: bool) -> bool:
    view, half = case.views[step], case.half(step)
    ours = view.see(np.asarray(case.truth[step]))
    with np.errstate(invalid="ignore"):
        within = np.abs(ours - view.values) <= most * half + view.see(case.machine[step])
        inside = np.abs(view.values) <= np.abs(ours) + view.see(case.machine[step])
    return bool(np.all(half > 0) and within.all() and (inside.all() or not towards_zero))


def dropped_out(values: Array, expected: Array, tolerance: Array) -> bool:
    """Whether dropout made these numbers: some are 0 that should not be, all others too large by one factor."""
    if values.shape != expected.shape or not np.isfinite(expected).all() or not np.isfinite(values).all():
        return False
    tolerance = np.broadcast_to(tolerance, values.shape)
    counted = np.abs(expected) > 4 * tolerance
    zero = counted & (values == 0)
    kept = counted & (values != 0)
    if not zero.any() or kept.sum() < LEAST_KEPT:
        return False
    weight = np.abs(expected[kept])
    factor = float((values[kept] / expected[kept] * weight).sum() / weight.sum())
    fits = near(values, factor * expected, tolerance * (1 + abs(factor)))
    return bool(factor > 1 / KEPT and (fits | zero).all())


def dropout(case: Case, step: str, expected: Array, more: Array) -> list[Cause]:
    """Dropout as the cause at a step, if it is."""
    view = case.views[step]
    found = dropped_out(view.values, view.see(expected), case.tolerance(step) + view.see(more))
    return [Cause("dropout", "dropout", (step,))] if found else []


# ---- from the given numbers before a step ----


def local(case: Case) -> dict[str, list[Fit]]:
    """What gives each step that is wrong in itself from the given numbers before it, by step.

    Whatever touches another given step as well must give that one too: it is refuted by a step that is right.
    """
    made = [*_local_mistakes(case), *_local_conventions(case)]
    found: dict[str, list[Fit]] = {}
    centre, moved = case.own
    for step in case.wrong:
        own = [fit for fit, touched in made if step in touched]
        view = case.views[step]
        ways = slips(view.values, view.see(centre[step]), case.tolerance(step))
        causes = [Cause("layout", way.id, (step,), arrangement=way) for way in ways]
        causes += dropout(case, step, centre[step], moved[step])
        own += [Fit(cause, case.program, None, MISPLACED, 0.0) for cause in causes]
        found[step] = sorted(_once(own), key=lambda fit: fit.rank)
    return found


def _local_mistakes(case: Case) -> Iterator[tuple[Fit, frozenset[str]]]:
    known = case.candidates
    touching = _touching(case, known)
    likely = [k for k, touched in enumerate(touching) if not touched.isdisjoint(case.wrong)]
    likely = _fitting_here(case, known, likely, touching, list(case.wrong))
    every = [id for id in case.given if any(id in touching[k] for k in likely)]
    likely = _fitting_here(case, known, likely, touching, every)
    found = outcomes(case.program, case.inputs, [known[k].changes for k in likely], every, case.carried)
    chances = [
        _chance_here(case, {id: found[id][row] for id in touching[k]}, len(known)) for row, k in enumerate(likely)
    ]
    likely = [k for k, accident in zip(likely, chances, strict=True) if accident <= LIKELY_BY_ACCIDENT]
    accidents = [accident for accident in chances if accident <= LIKELY_BY_ACCIDENT]
    for first, *others in _alike(case, [known[k] for k in likely]):
        also = tuple(known[likely[row]].cause for row in others)
        yield _fit(case, known[likely[first]], accidents[first], also), touching[likely[first]]


def _alike(case: Case, fitting: Sequence[Candidate]) -> Iterable[list[int]]:
    """Candidates that make the same of every step, from the given numbers before it, by their places."""
    every = list(case.program.steps)
    found = outcomes(case.program, case.inputs, [c.changes for c in fitting], every, case.carried) if fitting else {}
    told: list[list[int]] = []
    for row in range(len(fitting)):
        trace = {id: array[row] for id, array in found.items()}
        same = (some for some in told if same_everywhere({id: x[some[0]] for id, x in found.items()}, trace))
        known = next(same, None)
        (told.append([row]) if known is None else known.append(row))
    return told


def _touching(case: Case, known: Sequence[Candidate]) -> list[frozenset[str]]:
    """The given steps that each candidate changes, computed from the given numbers before them."""
    into: dict[str, set[str]] = {}
    for id in case.given:
        for step in case.region(id):
            into.setdefault(step, set()).add(id)
    return [frozenset(id for step in c.changes for id in into.get(step, ())) for c in known]


def _fitting_here(
    case: Case, known: Sequence[Candidate], likely: list[int], touching: Sequence[frozenset[str]], steps: list[str]
) -> list[int]:
    """Those of the candidates that give each of these steps that they touch, from the given numbers before it."""
    found = outcomes(case.program, case.inputs, [known[k].changes for k in likely], steps, case.carried)
    fitting, moved = np.ones(len(likely), bool), case.own[1]
    for id in steps:
        rows = np.array([row for row, k in enumerate(likely) if fitting[row] and id in touching[k]], int)
        if rows.size:
            fitting[rows] = case.fits(id, found[id][rows], case.views[id].see(moved[id]))
    return [k for k, fits in zip(likely, fitting, strict=True) if fits]


def _chance_here(case: Case, arrays: dict[str, Array], tried: int) -> float:
    """How often one of this many candidates would agree by accident with what the given numbers lead to."""
    log, (centre, moved), whole = float(np.log(tried * case.places)), case.own, whole_steps(case.program)
    for id, ours in arrays.items():
        view = case.views[id]
        tolerance = case.tolerance(id) + view.see(moved[id])
        log += coincidence(view.see(ours), view.see(centre[id]), tolerance, id in whole)
    return float(np.exp(min(log, 0.0)))


def _once(fits: list[Fit]) -> list[Fit]:
    """Each cause once."""
    return list({(f.cause.kind, f.cause.id, f.cause.values): f for f in reversed(fits)}.values())


def _local_conventions(case: Case) -> Iterator[tuple[Fit, frozenset[str]]]:
    for other in case.others:
        alike = {id: step for id, step in other.program.steps.items() if _same_form(case.program, id, step)}
        carried = {id: x for id, x in case.carried.items() if id in alike}
        given = [id for id in case.given if id in alike]
        found = outcomes(other.program, case.inputs, [{}], given, carried)
        centre, moved = case.own
        touched = frozenset(id for id in given if differ(found[id][0], centre[id], 1e-9 * (1 + np.abs(centre[id]))))
        fits = all(case.fits(id, found[id], case.views[id].see(moved[id])).all() for id in touched)
        if fits and not touched.isdisjoint(case.wrong):
            yield Fit(other.cause, other.program, None, CONVENTION if other.conventional else SETTING, 0.0), touched


def _same_form(program: Program, id: str, step: Step) -> bool:
    return id in program.steps and tuple(map(int, program.steps[id].shape)) == tuple(map(int, step.shape))
