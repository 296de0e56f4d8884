"""Checks laboratories: the lessons and the question that they name, and the words that they use."""

from __future__ import annotations

from collections.abc import Iterator

from content.check.forbidden_words import forbidden_in
from content.errors import Problem
from content.laboratories import folder_of, read_laboratory
from content.loader import Library
from content.toml.error_sentences import TomlSource


def laboratory_problems(library: Library) -> Iterator[Problem]:
    """Every fault of the laboratories' files. Raises ContentError where one cannot be read."""
    folder = folder_of(library.root)
    for file in sorted(folder.glob("*.toml")):
        source = TomlSource(file, library.root)
        one = read_laboratory(file)
        if one.id != file.stem:
            yield source.problem(("id",), f"The id is {one.id} but the file is {file.name}.")
        for n, lesson in enumerate(one.lessons):
            if lesson not in library.topics:
                yield source.problem(("lessons", n), f"There is no topic {lesson}.")
        if one.question not in library.questions:
            yield source.problem(("question",), f"There is no question {one.question}.")
        yield from forbidden_in(file, library.root)
