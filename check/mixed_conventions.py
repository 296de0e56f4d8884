"""Half of one convention and half of another: a table built for one, and read as the other has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from check.candidates import BY_PROGRAMS, Candidate
from check.conventions import Other
from check.findings import Cause
from check.outcomes import reads
from check.rewritten import written_alike
from engine import Program
from engine.ids import MisconceptionId

RANK = 2


def mixed(program: Program, others: Iterable[Other]) -> Iterator[Candidate]:
    """For each convention that changes several steps: those that read what was given, or those that do not."""
    for other in others:
        if other.conventional and _shapes(other.program) == _shapes(program):
            steps = other.program.steps.values()
            differing = {s.id: s.whole for s in steps if not written_alike(program.steps[s.id].whole, s.whole)}
            early = {id: node for id, node in differing.items() if reads(program)[id].isdisjoint(program.inputs)}
            late = {id: node for id, node in differing.items() if id not in early}
            for part in (early, late) if early and late else ():
                details = tuple(word for value in other.cause.values for word in value)
                cause = Cause("mistake", str(MisconceptionId("mixed", details)), tuple(part))
                yield Candidate(cause, part, RANK, (BY_PROGRAMS, 0))


def _shapes(program: Program) -> list[tuple[str, tuple[int, ...]]]:
    return [(id, tuple(map(int, step.shape))) for id, step in program.steps.items()]
