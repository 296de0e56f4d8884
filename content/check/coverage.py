"""Checks the coverage: every question, example and lesson section that a row names exists, and no row stands twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.check.forbidden_words import forbidden_in
from content.coverage import FILE, CoverageRow, read_coverage
from content.errors import ContentError, Problem
from content.lessons.sections import section
from content.loader import LANGUAGES, Library
from content.question_base import Computed
from content.questions import Question
from content.toml.error_sentences import TomlSource
from content.toml.line_numbers import Keys

NO_QUESTION = "There is no question called {id}: name one that asks this."
NO_EXAMPLE = "There is no example called {id}: name one with these numbers."
NO_TOPIC = "There is no topic {topic}: name one that teaches this."
NO_SECTION = "lesson.{language}.md of {topic} has no section {section}: name one that teaches this."
NOT_COMPUTED = "No question of {id} is computed: add one, or leave computed out."


def coverage_problems(library: Library) -> Iterator[Problem]:
    """Every fault of the coverage; none if there is no coverage."""
    try:
        coverage = read_coverage(library.root)
    except ContentError as error:
        yield from error.problems
        return
    if coverage is None:
        return
    source = TomlSource(library.root / FILE, library.root)
    known = _Known.of(library)
    seen: set[str] = set()
    for p, part in enumerate(coverage.parts):
        for n, row in enumerate(part.rows):
            here: Keys = ("parts", p, "rows", n)
            if row.id in seen:
                yield source.problem((*here, "id"), f"There are two rows called {row.id}: rename one.")
            seen.add(row.id)
            yield from (source.problem((*here, field), sentence) for field, sentence in _row(known, row))
    yield from forbidden_in(library.root / FILE, library.root)


@dataclass(frozen=True)
class _Known:
    """What rows may name: the library with its questions and the ids of its examples."""

    library: Library
    questions: Mapping[str, Question]
    examples: frozenset[str]

    @classmethod
    def of(cls, library: Library) -> _Known:
        topics = library.topics.values()
        examples = frozenset(f"{topic.id}/{preset.id}" for topic in topics for preset in topic.presets)
        return cls(library, library.questions, examples)


def _row(known: _Known, row: CoverageRow) -> Iterator[tuple[str, str]]:
    """The faults of a row, each with the field in which it stands."""
    for field, ids in (("asked", row.asked), ("taught", row.taught), ("presets", row.presets)):
        yield from ((field, sentence) for sentence in _twice(ids))
    yield from (("asked", NO_QUESTION.format(id=id)) for id in row.asked if id not in known.questions)
    if row.computed and not any(isinstance(known.questions.get(id), Computed) for id in row.asked):
        yield "computed", NOT_COMPUTED.format(id=row.id)
    yield from (("taught", sentence) for sentence in _untaught(known.library, row))
    yield from (("presets", NO_EXAMPLE.format(id=id)) for id in row.presets if id not in known.examples)


def _twice(ids: Sequence[str]) -> Iterator[str]:
    yield from (f"{id} is named twice: take one out." for id in dict.fromkeys(ids) if ids.count(id) > 1)


def _untaught(library: Library, row: CoverageRow) -> Iterator[str]:
    for where in row.places:
        if where.topic not in library.topics:
            yield NO_TOPIC.format(topic=where.topic)
            continue
        for language in LANGUAGES:
            if section(library, where, language) is None:
                yield NO_SECTION.format(language=language, topic=where.topic, section=where.section)
