"""Checks the glossary: every term once, defined in one sentence, used in a lesson, taught in one that exists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from content.check.forbidden_words import forbidden_in
from content.check.writing import sentences
from content.errors import ContentError, Problem
from content.glossary import FILE, Term, read_glossary
from content.lessons.sections import section
from content.loader import LANGUAGES, Library
from content.toml.error_sentences import TomlSource


def glossary_problems(library: Library) -> Iterator[Problem]:
    """Every fault of the glossary; none if there is no glossary."""
    try:
        terms = read_glossary(library.root)
    except ContentError as error:
        yield from error.problems
        return
    if not terms:
        return
    source = TomlSource(library.root / FILE, library.root)
    lessons = {language: _lessons(library, language) for language in LANGUAGES}
    for n, term in enumerate(terms):
        here = partial(source.problem, ("terms", n))
        yield from map(here, _taught(library, term))
        yield from map(here, _written(term))
        yield from map(here, _used(term, lessons))
    yield from _twice(terms, source)
    yield from forbidden_in(library.root / FILE, library.root)


def _taught(library: Library, term: Term) -> Iterator[str]:
    where = term.place
    if where.topic not in library.topics:
        yield f"{term.id}: there is no topic {where.topic}; name one that teaches it."
    else:
        for language in LANGUAGES:
            if section(library, where, language) is None:
                yield f"{term.id}: lesson.{language}.md of {where.topic} has no section {where.section}."


def _written(term: Term) -> Iterator[str]:
    for language in LANGUAGES:
        count = sentences(term.definition.of(language), language)
        if count != 1:
            yield f"{term.id}: the definition has {count} sentences ({language}); it needs one, with its full stop."


def _used(term: Term, lessons: dict[str, str]) -> Iterator[str]:
    for language in LANGUAGES:
        if not any(name.casefold() in lessons[language] for name in term.names(language)):
            yield f"{term.id}: no lesson uses {' or '.join(term.names(language))} ({language}): use it or take it out."


def _twice(terms: Sequence[Term], source: TomlSource) -> Iterator[Problem]:
    for language in LANGUAGES:
        seen: dict[str, str] = {}
        for n, term in enumerate(terms):
            first = seen.setdefault(term.term.of(language).casefold(), term.id)
            if first != term.id:
                say = f"{first} and {term.id} are called the same ({language}): rename one."
                yield source.problem(("terms", n), say)


def _lessons(library: Library, language: str) -> str:
    files = (library.folder(id) / f"lesson.{language}.md" for id in library.topics)
    whole = "\n".join(file.read_bytes().decode("utf-8", "ignore") for file in files if file.is_file())
    return " ".join(whole.casefold().split())
