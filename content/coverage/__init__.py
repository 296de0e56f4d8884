"""The coverage: content/coverage.toml is one Coverage, what learners are asked elsewhere and where it is asked here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from content.errors import ContentError
from content.lessons.sections import SectionLink
from content.question_base import QuestionId
from content.schema import Slug
from content.text import Label, Model, Text
from content.toml.error_sentences import TomlSource, invalid, unreadable

FILE = "coverage.toml"
SectionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*#[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
PresetId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$")]


class CoverageRow(Model):
    """Something that has to be taught and asked, with the questions that ask it and the sections that teach it.

    `number` is its place in a list that is counted. What is `computed` needs a question that the engine computes;
    `presets` are examples with its numbers. Sections are written "topic#section", presets "topic/preset".
    """

    id: Slug
    number: Annotated[int, Field(ge=1)] | None = None
    about: Text
    computed: bool = False
    asked: Annotated[tuple[QuestionId, ...], Field(min_length=1)]
    taught: Annotated[tuple[SectionId, ...], Field(min_length=1)]
    presets: tuple[PresetId, ...] = ()

    @property
    def places(self) -> tuple[SectionLink, ...]:
        """The lesson sections that teach it."""
        return tuple(SectionLink(*section.split("#")) for section in self.taught)


class CoveragePart(Model):
    """Rows of one origin: where they come from is said in `note`."""

    id: Slug
    title: Label
    note: Text
    rows: Annotated[tuple[CoverageRow, ...], Field(min_length=1)]


class Coverage(Model):
    """All parts, in the order of the page."""

    parts: Annotated[tuple[CoveragePart, ...], Field(min_length=1)]

    @property
    def rows(self) -> Iterator[CoverageRow]:
        """The rows of all parts."""
        return (row for part in self.parts for row in part.rows)


def read_coverage(root: Path) -> Coverage | None:
    """The coverage of a folder laid out like content/; None if it has none. Raises ContentError with all faults."""
    if not (root / FILE).is_file():
        return None
    source = TomlSource(root / FILE, root)
    try:
        data = tomllib.loads(source.text)
        return Coverage.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        raise ContentError([unreadable(source, error)]) from None
    except ValidationError as error:
        raise ContentError(list(invalid(source, data, error))) from None
