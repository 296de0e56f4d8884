"""Published models whose parts are counted: a question says one of them by name and asks for its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from content.question_base import LargeSize
from content.schema import Name
from content.text import Label, Model


class PublishedModel(Model):
    """A published model: its name, the sizes of the part that is counted, and how many such parts it has."""

    name: Label
    sizes: Annotated[Mapping[Name, LargeSize], Field(min_length=1)]
    times: Annotated[int, Field(ge=1, le=1000)] = 1

    def has(self, sizes: Mapping[str, int]) -> bool:
        """Whether these sizes are its own; sizes that it does not name may be any."""
        return all(sizes.get(name) == size for name, size in self.sizes.items())
