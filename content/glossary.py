"""The glossary: content/glossary.toml is one GlossaryFile, each term in both languages with its section of a lesson."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from content.errors import ContentError
from content.lessons.sections import SectionLink
from content.loader import ROOT
from content.schema import Slug
from content.text import Label, Model, PlainWords
from content.toml.error_sentences import TomlSource, invalid, unreadable

FILE = "glossary.toml"
Taught = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*#[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]


class Names(Model):
    """Other names of a term in both languages, as many as each language has."""

    en: tuple[PlainWords, ...] = ()
    zh: tuple[PlainWords, ...] = ()

    def of(self, language: str) -> tuple[str, ...]:
        """The names in a language: Chinese for "zh", "zh-CN" and so on, English for any other."""
        return self.zh if language.startswith("zh") else self.en


class Term(Model):
    """A term of the field: its name, other names for it, one sentence that defines it, and where it is taught.

    `taught` is "topic#section".
    """

    id: Slug
    term: Label
    also: Names = Names()
    definition: Label
    taught: Taught

    @property
    def place(self) -> SectionLink:
        """The section of a lesson that teaches it."""
        topic, _, section = self.taught.partition("#")
        return SectionLink(topic, section)

    def names(self, language: str) -> tuple[str, ...]:
        """Everything it is called in a language, its own name first."""
        return (self.term.of(language), *self.also.of(language))


class GlossaryFile(Model):
    """All terms, in the order they are taught."""

    terms: tuple[Term, ...]


def read_glossary(root: Path) -> tuple[Term, ...]:
    """The terms of a folder laid out like content/; none if it has no glossary. Raises ContentError with all faults."""
    if not (root / FILE).is_file():
        return ()
    source = TomlSource(root / FILE, root)
    try:
        data = tomllib.loads(source.text)
        return GlossaryFile.model_validate(data).terms
    except tomllib.TOMLDecodeError as error:
        raise ContentError([unreadable(source, error)]) from None
    except ValidationError as error:
        raise ContentError(list(invalid(source, data, error))) from None


@cache
def glossary(root: Path = ROOT) -> tuple[Term, ...]:
    """The terms of the project's own glossary, read once."""
    return read_glossary(root)
