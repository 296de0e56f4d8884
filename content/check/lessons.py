"""Checks lessons: both languages exist and every directive can be rendered."""

from __future__ import annotations

from collections.abc import Iterator

from content.errors import Problem
from content.lessons.render import rendered
from content.loader import LANGUAGES, Library
from content.schema import Topic


def lesson_problems(library: Library, topic: Topic) -> Iterator[Problem]:
    """Every fault of a topic's lessons."""
    for language in LANGUAGES:
        yield from rendered(library, topic, language)[1]
