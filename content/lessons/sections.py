"""The sections of a lesson: each `## Heading {#id}` begins one, and its id is the same in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from content.loader import Library

HEADING = re.compile(r"^## +(?P<title>.*?)(?: *\{#(?P<id>[^{}]*)\})? *$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class SectionHead:
    """The heading of a section: its id ("" if there is none) and its title in Markdown."""

    id: str
    title: str


@dataclass(frozen=True)
class Section(SectionHead):
    """A section of a lesson: its heading, and the line of the file in which it begins."""

    line: int


class SectionLink(NamedTuple):
    """A section of a topic's lesson, as a link to it names it."""

    topic: str
    section: str

    def __str__(self) -> str:
        return f"{self.topic}#{self.section}"


def place(named: str, topic: str) -> SectionLink:
    """The place that `taught` names in a question of a topic: "id", or "topic#id" for another topic's lesson."""
    other, mark, section = named.rpartition("#")
    return SectionLink(other if mark else topic, section)


def headings_in(text: str) -> Iterator[re.Match[str]]:
    """The headings that begin a section; code is left out."""
    code = [found.span() for found in FENCED.finditer(text)]
    for found in HEADING.finditer(text):
        if not any(start <= found.start() < end for start, end in code):
            yield found


def sections_in(text: str) -> tuple[Section, ...]:
    """The sections of a lesson in their order."""
    return tuple(
        Section(found["id"] or "", found["title"], text.count("\n", 0, found.start()) + 1)
        for found in headings_in(text)
    )


def sections(library: Library, topic: str, language: str) -> tuple[Section, ...]:
    """The sections of a topic's lesson; none where the lesson cannot be read. `language` is "en" or "zh"."""
    return _sections(library.folder(topic) / f"lesson.{language}.md")


@lru_cache(maxsize=256)
def _read(file: Path, _changed: int) -> tuple[Section, ...]:
    return sections_in(file.read_bytes().decode("utf-8", "ignore"))


def _sections(file: Path) -> tuple[Section, ...]:
    return _read(file, file.stat().st_mtime_ns) if file.is_file() else ()


def section(library: Library, where: SectionLink, language: str) -> Section | None:
    """The section at a place; None if there is none."""
    found = sections(library, where.topic, "zh" if language.startswith("zh") else "en")
    return next((one for one in found if one.id == where.section), None)
