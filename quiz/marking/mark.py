"""Marks worked steps by rules in order: right, error carried forward, other convention, misconception, slip, wrong.

Each rule is one function; the first that applies decides. What only a whole sheet shows is found after a first reading,
and the sheet is then read again: a given number that was misread, and a convention that was not kept to.
docs/design.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from quiz.answers.grid import Answer, Typed, answers
from quiz.exercises.sheet import Sheet
from quiz.marking.conventions import Convention, contradicted, convention_of_one_step, other_convention
from quiz.marking.exchanged_answers import read_exchanged
from quiz.marking.marker import Comparison, Marker, Misread
from quiz.marking.misconceptions import StepMisconceptions, earned, named_misconceptions
from quiz.marking.misread import misread_given
from quiz.marking.notation import notation
from quiz.marking.points import awarded
from quiz.marking.rounding import first_rounded
from quiz.marking.shown_work import filled_steps
from quiz.marking.slips import likely_slip
from quiz.verdicts import Marking, StepMarking


def mark(sheet: Sheet, typed: Mapping[str, Typed]) -> Marking:
    """The marking of typed answers, step by step; a step that is absent from `typed` is blank.

    typed[step] is a grid of texts, one row per row of the step's last axis. Never raises, whatever was typed.
    """
    read = answers(typed, {step: sheet.program.steps[step].shape for step in sheet.asked}, sheet.decimals)
    marked = _reading(sheet, read)
    off = [step.step for step in marked if step.status not in ("right", "blank")]
    if filled := filled_steps(sheet, read, off) if off else ():
        return Marking(tuple(replace(m, worked=False, points=0.0) if m.step in filled else m for m in marked))
    if off:
        marked = _again(sheet, read, marked)
    return Marking(tuple(marked))


@dataclass
class Known:
    """What is known of a sheet while it is read: conventions not kept to, and the mistakes that were charged."""

    refused: frozenset[Convention] = frozenset()
    charged: set[Hashable] = field(default_factory=set)

    def again(self, signs: frozenset[Hashable]) -> bool:
        """Whether a mistake with one of these signs was charged before; from now on it was."""
        before = not self.charged.isdisjoint(signs)
        self.charged |= signs
        return before


def _reading(
    sheet: Sheet,
    read: Mapping[str, Answer],
    misread: Misread | None = None,
    refused: frozenset[Convention] = frozenset(),
    few_digits: bool = False,
) -> list[StepMarking]:
    marker, known, marked = Marker(sheet, few_digits), Known(refused), []
    if misread:
        marker.assume(misread)
    for step in sheet.asked:
        marker.open(step, read[step])
        marking = _marked(marker, known)
        marker.close(marking)
        marked.append(marking)
    return marked


def _again(sheet: Sheet, read: Mapping[str, Answer], marked: list[StepMarking]) -> list[StepMarking]:
    """The second reading, where the whole sheet shows more than its steps one by one."""
    misread = misread_given(sheet, read, marked)
    refused = _not_kept(sheet, read, marked)
    few = any(step.slip == "rounding" for step in marked) and any(step.status in DOUBTED for step in marked)
    found = _reading(sheet, read, misread, refused, few) if misread or refused or few else marked

    def reading(exchanged: Mapping[str, Answer]) -> list[StepMarking]:
        return _reading(sheet, exchanged, misread, refused, few)

    return read_exchanged(sheet, read, found, reading) or found


def _not_kept(sheet: Sheet, read: Mapping[str, Answer], marked: list[StepMarking]) -> frozenset[Convention]:
    """The conventions found in some step that another step speaks against."""
    claimed = {step.convention for step in marked if step.convention}
    found: set[Convention] = set()
    marker = Marker(sheet)
    for marking in marked if claimed else ():
        marker.open(marking.step, read[marking.step])
        found |= contradicted(marker, marking, claimed)
        marker.close(marking)
    return frozenset(found)


MarkingRule = Callable[[Marker, Comparison, Known], StepMarking | None]


def _marked(marker: Marker, known: Known) -> StepMarking:
    if marker.answer.empty:
        return marker.marking("blank")
    best = marker.best()
    rules = OF_FEW_DIGITS if marker.few_digits else RULES
    return awarded(next(m for m in (rule(marker, best, known) for rule in rules) if m is not None))


def right(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 1: every cell is right."""
    return marker.marking("right", best) if best.all_right else None


def follows(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 2, error carried forward: every cell is right or follows from the learner's own earlier numbers.

    Cells of both sorts can together be one misconception instead, such as a mask applied too late. It is named then,
    and costs nothing more if the earlier mistakes were already recognised. The first step that follows from a misread
    number is charged for it.
    """
    if not best.all_fit:
        return None
    if found := named_misconceptions(marker, best):
        again = known.again(found.signs) or all(p in marker.trusted for p in best.carried)
        return _named(marker, best, found, again)
    misread = marker.misread
    if misread and misread.given in best.carried and not marker.misread_in:
        marker.misread_in = marker.step
        place = ",".join(str(k + 1) for k in misread.index)
        told = (misread.given, place, f"{misread.array[misread.index]:g}")
        return marker.marking("slip", best, slip="misread", misread=told)
    return marker.marking("follows", best, carried=marker.named(best.carried), earned=earned(marker, best))


def convention(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 3: every cell is right under another convention, to which the sheet keeps."""
    return _of_convention(marker, best, known, other_convention(marker, best, known.refused))


def convention_here(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 5: this step alone was worked in another convention, from what stands before the steps it defines."""
    return _of_convention(marker, best, known, convention_of_one_step(marker, best))


def _of_convention(
    marker: Marker, best: Comparison, known: Known, found: tuple[Convention, tuple[str, ...]] | None
) -> StepMarking | None:
    if found is None:
        return None
    chosen, carried = found
    again = known.again(frozenset({("convention", chosen)}))
    honest = not marker.suspect(carried)
    return marker.marking("convention", best, convention=chosen, repeated=again, earned=honest)


def misconception(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 4: every cell equals what a known misconception gives.

    One that gives it from exact numbers alone, which a learner with other numbers did not have, stands behind rounding
    of what follows from the learner's own.
    """
    found = named_misconceptions(marker, best)
    if found is None:
        return None
    own = _rounded(marker, known, (c for c in marker.comparisons() if c.carried)) if found.of_exact else None
    return own or _named(marker, best, found, known.again(found.signs))


def _named(marker: Marker, best: Comparison, found: StepMisconceptions, again: bool) -> StepMarking:
    return marker.marking(
        "misconception", best, misconceptions=found.ids, repeated=again and found.earned, earned=found.earned
    )


def rounding(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 7: the method is right, and too few digits were kept."""
    return _rounded(marker, known, (best, *marker.comparisons()))


def _rounded(marker: Marker, known: Known, comparisons: Iterable[Comparison]) -> StepMarking | None:
    near = first_rounded(marker, comparisons)
    if near is None:
        return None
    again = known.again(frozenset({"rounding"}))
    return marker.marking("slip", near, slip="rounding", repeated=again, earned=not marker.suspect(near.carried))


def cut_off(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rules 3 and 4 again, with digits cut off instead of rounded; of a learner who keeps too few."""
    marker.cutting = True
    found = convention(marker, best, known) or misconception(marker, best, known)
    marker.cutting = False
    return found


def notated(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 6: the whole step is right but for how it is written: in percent, or with every sign reversed."""
    found = notation(marker, known.charged)
    if found is None:
        return None
    kind, there = found
    again = known.again(frozenset({("slip", kind)}))
    return marker.marking("slip", there, slip=kind, repeated=again, earned=not marker.suspect(there.carried))


def slip(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 8: exactly one kind of careless slip explains all wrong cells."""
    found = likely_slip(marker, best)
    return marker.marking("slip", best, slip=found) if found else None


def wrong(marker: Marker, best: Comparison, known: Known) -> StepMarking | None:
    """Rule 9: the answer is wrong in a way that no other rule explains."""
    return marker.marking("wrong", best)


DOUBTED = ("convention", "misconception", "wrong")  # what may be read otherwise of a learner who keeps too few digits
RULES: tuple[MarkingRule, ...] = (
    *(right, follows, convention, misconception),
    *(convention_here, notated, rounding, slip, wrong),
)
# of a learner who is known to keep too few digits
OF_FEW_DIGITS: tuple[MarkingRule, ...] = (
    *(right, follows, notated, rounding, convention),
    *(misconception, convention_here, cut_off, slip, wrong),
)
