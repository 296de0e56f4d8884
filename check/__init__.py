"""Check of a program's results: where they differ from the computation, and why.

`check` takes a mechanism, its inputs and options, and the results of any steps; it gives findings, which are data.
"""

from __future__ import annotations

from check.arrangements import PLACES
from check.checking import check
from check.findings import (
    Arrangement,
    Cause,
    Clue,
    CodeLine,
    Explanation,
    Findings,
    Largest,
    StepFinding,
    Verdict,
)

__all__ = [
    "PLACES",
    "Arrangement",
    "Cause",
    "Clue",
    "CodeLine",
    "Explanation",
    "Findings",
    "Largest",
    "StepFinding",
    "Verdict",
    "check",
]
