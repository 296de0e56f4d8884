"""Laboratories: what a learner tries out with sliders, in words; the measurements are in engine/studies/.

`content/laboratories/<id>.toml` is one Laboratory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from content.loader import ROOT, read_file
from content.schema import Name
from content.text import Label, Model, Text

NAME = "laboratories"


class ChartWords(Model):
    """A chart's title, and what its axes show."""

    title: Label
    x: Label
    y: Label


class Foretelling(Model):
    """Numbers that a learner says before anything is shown: the question, what is typed by name, and why it is so.

    Numbers that a laboratory's sentences name may stand in braces in both texts.
    """

    question: Text
    numbers: Mapping[Name, Label]
    reason: Text


class Laboratory(Model):
    """What a laboratory asks, its words, and where it leads.

    `controls` are the names of its sliders and choices, `values` those of what can be chosen and of a chart's series.
    `seen` are the sentences that say what was seen; numbers in braces are filled in. `assumed` says what is drawn and
    what is left out. `foretells` comes before all that. `question` is a question of the bank, `lessons` are the
    topics it belongs to.
    """

    id: Name
    order: int
    title: Label
    asks: Text
    lessons: Annotated[tuple[str, ...], Field(min_length=1)]
    question: str
    controls: Mapping[Name, Label]
    values: Mapping[Name, Label] = {}
    charts: Mapping[Name, ChartWords]
    seen: Mapping[Name, Text]
    assumed: Text
    foretells: Foretelling | None = None


def folder_of(root: Path) -> Path:
    """The folder of the laboratories' words in a folder with the layout of content/."""
    return root / NAME


def read_laboratory(file: Path) -> Laboratory:
    """The laboratory of a file. Raises ContentError with its faults."""
    return read_file(file, Laboratory)


@cache
def laboratories() -> Mapping[str, Laboratory]:
    """All laboratories by id, in their order. Raises ContentError with the faults of the first file that has any."""
    found = map(read_laboratory, folder_of(ROOT).glob("*.toml"))
    return {one.id: one for one in sorted(found, key=lambda one: one.order)}


def belonging_to(topic: str) -> tuple[Laboratory, ...]:
    """The laboratories that belong to a topic's lesson."""
    return tuple(one for one in laboratories().values() if topic in one.lessons)
