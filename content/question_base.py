"""What every question has, and what those that compute something have."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from content.schema import Id, Name, Size, Value
from content.text import Label, Model, Text

QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$")]
Marks = Annotated[float, Field(gt=0, le=20)]
LargeSize = Annotated[int, Field(ge=1, le=10**6)]  # a vocabulary; nothing of that size is computed
Decimals = Annotated[int, Field(ge=0, le=6)]


class Hint(Text):
    """What to think of: at one step, or, without one, in the whole question."""

    step: Id | None = None


class QuestionBase(Model):
    """What every question has. `id` is "<topic>/<name>" and stays for good: learners' records refer to it."""

    id: QuestionId
    title: Label
    prompt: Text
    difficulty: Annotated[int, Field(ge=1, le=5)]
    hints: tuple[Hint, ...] = ()
    marks: Marks = 3

    @property
    def topic(self) -> str:
        """The id of the topic it belongs to."""
        return self.id.partition("/")[0]


class Numbers(Model):
    """What the numbers of one input are drawn from: low to high in steps, without 0 where `nonzero`."""

    low: Annotated[float, Field(allow_inf_nan=False)]
    high: Annotated[float, Field(allow_inf_nan=False)]
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    nonzero: bool = False

    @model_validator(mode="after")
    def _wide_enough(self) -> Self:
        if self.low + self.step > self.high:
            raise ValueError("holds fewer than two numbers: widen it or make the step smaller")
        if self.high - self.low > 1000 * self.step:
            raise ValueError("holds more than a thousand numbers: make the step larger")
        return self


class Computed(QuestionBase):
    """A question about the topic's mechanism under these conventions and sizes; the others are its defaults.

    `draw` is by input name or by role (data, weight, bias, state). With `gradient_of`, the steps of the backward pass
    from that step are there as well: `backward/weights` and so on.
    """

    options: Mapping[Name, Value] = {}
    sizes: Mapping[Name, Size] = {}
    draw: Mapping[Name, Numbers] = {}
    gradient_of: Id | None = None

    @property
    @abstractmethod
    def named(self) -> tuple[str, ...]:
        """The steps it asks for by name."""


class OfSteps(Computed):
    """A question about the steps in `ask`, all of them (with `gradient_of`, all of the backward pass) when empty."""

    ask: tuple[Id, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        return self.ask


class OfOneStep(Computed):
    """A question about one step."""

    step: Id

    @property
    def named(self) -> tuple[str, ...]:
        return (self.step,)


class Sized(Computed):
    """A question in which sizes matter and numbers do not: each size in `vary` is drawn from its list."""

    vary: Mapping[Name, Annotated[tuple[LargeSize, ...], Field(min_length=2)]] = {}

    @property
    def combinations(self) -> Iterator[dict[str, int]]:
        """Every set of sizes that may be drawn; a single one, without any, where nothing varies."""
        for sizes in product(*self.vary.values()):
            yield dict(zip(self.vary, sizes, strict=True))
