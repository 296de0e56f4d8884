"""Checks lessons: both languages exist, of fitting length and in the field's terms; every directive can be rendered."""

from __future__ import annotations

from collections.abc import Iterator

from content.check.forbidden_words import forbidden_in
from content.check.predictions import prediction_problems
from content.check.writing import lesson_length
from content.errors import Problem
from content.lessons.render import Lesson, rendered
from content.loader import LANGUAGES, Library
from content.schema import Topic
from content.spans import spans


def lesson_problems(library: Library, topic: Topic) -> Iterator[Problem]:
    """Every fault of a topic's lessons."""
    sound: dict[str, tuple[str, Lesson]] = {}
    for language in LANGUAGES:
        parts, found = rendered(library, topic, language)
        yield from found
        if not found:
            file = library.folder(topic.id) / f"lesson.{language}.md"
            name = f"{library.root.name}/{file.relative_to(library.root).as_posix()}"
            text = file.read_text(encoding="utf-8")
            yield from lesson_length(text, language, name)
            yield from _formulas_begun_beside_text(text, name)
            yield from _formulas_over_two_lines(text, name)
            yield from forbidden_in(file, library.root)
            sound[language] = name, parts
    if len(sound) == len(LANGUAGES):  # what one of them lacks could not be read
        yield from prediction_problems(topic, sound)


def _formulas_begun_beside_text(lesson: str, file: str) -> Iterator[Problem]:
    """Formulas of several lines whose first line stands beside the $$: browsers drop that line."""
    inside = False
    for n, line in enumerate(lesson.splitlines(), 1):
        opening = not inside
        inside ^= line.count("$$") % 2 == 1
        if opening and inside and line.strip() != "$$":
            yield Problem(file, n, "A formula of several lines begins beside its $$: write $$ on a line of its own.")


def _formulas_over_two_lines(lesson: str, file: str) -> Iterator[Problem]:
    """Formulas within a line of text that go on in the next: browsers show their dollar signs."""
    line = 1
    for span in spans(lesson):
        if span.kind == "formula" and "\n" in span.text:
            yield Problem(file, line, "A formula within the text goes on in the next line: write it on one line.")
        line += span.text.count("\n")
