"""Laboratories: what a learner tries out with sliders, in words; the measurements are in engine/studies/.

`content/laboratories/<id>.toml` is one Laboratory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from content.loader import read_file
from content.schema import Name
from content.text import Label, Model, Text

FOLDER = Path(__file__).parent


class ChartWords(Model):
    """A chart's title, and what its axes show."""

    title: Label
    x: Label
    y: Label


class Laboratory(Model):
    """What a laboratory asks, its words, and where it leads.

    `controls` are the names of its sliders and choices, `values` those of what can be chosen and of a chart's series.
    `seen` are the sentences that say what was seen; numbers in braces are filled in. `assumed` says what is drawn and
    what is left out. `question` is a question of the bank, `lessons` are the topics it belongs to.
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


@cache
def laboratories() -> Mapping[str, Laboratory]:
    """All laboratories by id, in their order. Raises ContentError with every fault of every file."""
    found = (read_file(file, Laboratory) for file in FOLDER.glob("*.toml"))
    return {one.id: one for one in sorted(found, key=lambda one: one.order)}


def belonging_to(topic: str) -> tuple[Laboratory, ...]:
    """The laboratories that belong to a topic's lesson."""
    return tuple(one for one in laboratories().values() if topic in one.lessons)
