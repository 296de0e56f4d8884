"""Checks the sections of lessons: ids well formed, once each, in both languages; what is taught stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from content.errors import Problem
from content.lessons.sections import Section, SectionLink, place, sections
from content.loader import LANGUAGES, Library
from content.questions import KeyPoint, SpokenQuestion
from content.schema import Topic
from content.toml.error_sentences import TomlSource
from content.toml.line_numbers import Keys

ID = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def section_problems(library: Library, topic: Topic) -> Iterator[Problem]:
    """Ids that are no ids, that stand twice, or that only one language has."""
    if not _written(library, topic.id):
        return
    found = {language: sections(library, topic.id, language) for language in LANGUAGES}
    for language in LANGUAGES:
        name = f"{library.root.name}/topics/{topic.id}/lesson.{language}.md"
        yield from _ids(found[language], name)
        other = next(code for code in LANGUAGES if code != language)
        there = {section.id for section in found[other]}
        for section in found[language]:
            if section.id and section.id not in there:
                say = f"The section {section.id} is not in lesson.{other}.md: give both languages the same sections."
                yield Problem(name, section.line, say)


def _ids(found: Sequence[Section], file: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for section in (section for section in found if section.id):
        if not ID.fullmatch(section.id):
            say = f"{section.id} is no section id: letters, digits and single hyphens make one."
            yield Problem(file, section.line, say)
        first = seen.setdefault(section.id, section.line)
        if first != section.line:
            yield Problem(file, section.line, f"The section {section.id} begins in line {first} already: rename one.")


def taught_problems(library: Library, topic: Topic, source: TomlSource) -> Iterator[Problem]:
    """Key points that name a lesson or a section that does not exist in both languages."""
    for keys, point in key_points(library, topic):
        for sentence in _untaught(library, place(point.taught, topic.id)) if point.taught else ():
            yield source.problem((*keys, "taught"), sentence)


def _untaught(library: Library, where: SectionLink) -> Iterator[str]:
    if where.topic not in library.topics:
        yield f"There is no topic {where.topic}: name one that teaches this."
        return
    for language in LANGUAGES if _written(library, where.topic) else ():
        ids = [section.id for section in sections(library, where.topic, language) if section.id]
        if where.section not in ids:
            there = ", ".join(ids) or "none"
            yield f"The lesson {where.topic} has no section {where.section} in lesson.{language}.md; there are {there}."


def _written(library: Library, topic: str) -> bool:
    """Whether the lesson can be read in both languages; what is missing or not UTF-8 is told by that of lessons."""
    return all(map(_can_be_read, (library.folder(topic) / f"lesson.{language}.md" for language in LANGUAGES)))


def _can_be_read(file: Path) -> bool:
    try:
        file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return True


def key_points(library: Library, topic: Topic) -> Iterator[tuple[Keys, KeyPoint]]:
    """Every key point of a topic's spoken questions and of their follow-ups, with its keys in the file."""
    for n, question in enumerate(library.asked[topic.id].values()):
        if isinstance(question, SpokenQuestion):
            for k, point in enumerate(question.points):
                yield ("questions", n, "points", k), point
            for i, follow_up in enumerate(question.follow_ups):
                for k, point in enumerate(follow_up.points):
                    yield ("questions", n, "follow_ups", i, "points", k), point
