"""Exceptions of the content package.

EngineError(ValueError)
├── ContentError    faults in content files, all of them at once; the messages are for authors, in English
└── NotFound        a topic, question, preset, lesson or text that does not exist
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import EngineError


@dataclass(frozen=True)
class Problem:
    """One fault in a content file: the file, the line, and a sentence that says what is wrong and what to do."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class ContentError(EngineError):
    """Content with faults; `problems` lists all of them with file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("The content has faults:\n{problems}", problems="\n".join(map(str, problems)))
        self.problems = tuple(problems)


class NotFound(EngineError):
    """A topic, question, preset, lesson or text that does not exist, for example from an old link."""
