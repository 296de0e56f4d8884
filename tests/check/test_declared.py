"""Check mine reads no meaning off names: under others it looks for the same mistakes, in the same order."""

from __future__ import annotations

import pytest

from check.candidates import Candidate, candidates
from engine import MECHANISMS
from tests.engine.disguise import Names, disguised

NAMES = Names()


def said(candidate: Candidate) -> tuple[str, tuple[str, ...], int]:
    """The cause, the steps that it changes, and how soon it is told, every name as its author wrote it."""
    return NAMES.back(candidate.cause.id), tuple(map(NAMES.back, candidate.changes)), candidate.rank


@pytest.mark.parametrize("id", MECHANISMS)
def test_the_same_candidates_are_told_in_the_same_order_under_other_names(id: str) -> None:
    program, other = MECHANISMS[id].build(), disguised(MECHANISMS[id], NAMES).build()
    assert set(program.steps).isdisjoint(other.steps)
    assert list(map(said, candidates(program))) == list(map(said, candidates(other)))
