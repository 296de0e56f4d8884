"""The content's exceptions.

EngineError(ValueError)
├── ContentError    faults in the content's files, all at once; its sentences speak to authors and stay in English
└── NotFound        a topic, question, preset or lesson that does not exist: a stale link, say
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import EngineError


@dataclass(frozen=True)
class Problem:
    """One fault: where it is and, in one sentence, what is wrong and what to do."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class ContentError(EngineError):
    """Content that cannot be used; `problems` lists every fault with file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("The content has faults:\n{problems}", problems="\n".join(map(str, problems)))
        self.problems = tuple(problems)


class NotFound(EngineError):
    """Something asked for by a name that nothing has."""
