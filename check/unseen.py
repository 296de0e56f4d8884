"""Mistakes beside something that alone shows nowhere: what becomes of a row in which everything is masked.

A mask's constant, −∞ or −1e9, is the same to whoever computes rightly. Where a mistake masks a whole row, it decides
what stands there: NaN with PyTorch's softmax, equal shares with −1e9, and 0 here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from check.candidates import BY_PROGRAMS, LONG, Candidate
from check.case import Case
from check.findings import Cause
from check.numbers import near
from check.outcomes import Changes, outcomes
from check.rewritten import mistake_id, written_alike
from engine import Program
from engine.expression.functions import total
from engine.expression.node import Node, nodes, rebuilt

RANK = 2
NO_NUMBER = mistake_id("softmax", "no_number")


def beside_unseen(case: Case) -> Iterator[Candidate]:
    """The listed mistakes once more, each beside another constant or beside NaN where everything is masked."""
    if len(case.program.steps) > LONG:
        return
    for other in case.others:
        if other.conventional and _shapes(other.program) == _shapes(case.program):
            changed = _constants_apart(case.program, other.program)
            if changed and _shows_nowhere(case, changed):
                yield from (_beside(c, changed) for c in case.listed(other.program))
    if any(np.isnan(found.values).any() for found in case.given.values()):
        changed = _no_number_where_nothing_is_seen(case.program)
        if changed:
            yield Candidate(Cause("mistake", NO_NUMBER, tuple(changed)), changed, RANK, (BY_PROGRAMS, 0))
            yield from (_beside(c, changed) for c in case.listed(case.program) if changed.keys().isdisjoint(c.changes))


def _beside(candidate: Candidate, changed: Changes) -> Candidate:
    """A mistake together with other changes, under its own name and at its own steps."""
    return Candidate(candidate.cause, {**changed, **candidate.changes}, candidate.rank, candidate.rarity)


def _shapes(program: Program) -> list[tuple[str, tuple[int, ...]]]:
    return [(id, tuple(map(int, step.shape))) for id, step in program.steps.items()]


def _constants_apart(ours: Program, theirs: Program) -> Mapping[str, Node]:
    """The steps that another program writes with other numbers; none if anything else differs."""
    found = {id: step.whole for id, step in theirs.steps.items() if not written_alike(ours.steps[id].whole, step.whole)}
    return found if all(_same_but_numbers(ours.steps[id].whole, node) for id, node in found.items()) else {}


def _same_but_numbers(a: Node, b: Node) -> bool:
    alike = a.op == b.op and (a.op == "number" or a.params == b.params) and len(a.args) == len(b.args)
    return alike and all(map(_same_but_numbers, a.args, b.args))


def _shows_nowhere(case: Case, changed: Changes) -> bool:
    """Whether these changes alone leave every given step as it is, within what was printed of it."""
    found = outcomes(case.program, case.inputs, [changed], list(case.given))
    ways = ((case.views[id], np.asarray(case.truth[id]), found[id][0], case.tolerance(id)) for id in case.given)
    return all(near(way.see(ours), way.see(theirs), within).all() for way, ours, theirs, within in ways)


def _no_number_where_nothing_is_seen(program: Program) -> Mapping[str, Node]:
    """Each softmax divided by its own sum: by 1, or by 0 where everything is masked, as PyTorch's gives NaN there."""
    softmaxes = {id: s.whole for id, s in program.steps.items() if any(n.op == "softmax" for n in nodes(s.whole))}
    return {id: _divided(whole) for id, whole in softmaxes.items()}


def _divided(n: Node) -> Node:
    made = rebuilt(n, tuple(map(_divided, n.args)))
    return made / total(made, int(made.params[0])) if made.op == "softmax" else made
