"""What a topic says: data only. content/topics/<id>/topic.toml is one Topic, content/common.toml is the Common."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from content.errors import NotFound
from content.text import Label, Model, Text, Tokens

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_=/]*$")]  # with its place in the tree: t=3/hidden
Value = bool | int | float | str
Row = Annotated[tuple[float, ...], Field(min_length=1)]
Matrix = Annotated[tuple[Row, ...], Field(min_length=1)]
Size = Annotated[int, Field(ge=1, le=4096)]

TABLE = re.compile(r"^\[", re.MULTILINE)  # where a table begins
BACKWARD = "backward"  # where gradients stand in the tree, and what their words begin with
GRADIENT = Text(en="the gradient of {title}", zh="{title}的梯度")


def backward(step: str) -> bool:
    """Whether a step is the gradient of another."""
    return step.startswith(f"{BACKWARD}/")


class OptionWords(Model):
    """A convention: what it is called, what it decides, and what each of its choices is called."""

    title: Label
    note: Text | None = None
    choices: Mapping[str, Label] = {}


class StepWords(Model):
    """A step: its name, and one calm sentence on what it is for."""

    title: Label
    why: Text


class InputWords(Model):
    """What an input is called."""

    title: Label


class Misconception(Model):
    """A mistake with a name: what was done, and why it is wrong."""

    name: Label
    explanation: Text

    def about(self, names: Mapping[str, str], language: str) -> tuple[str, str]:
        """Name and explanation in a language, with {first} and {second} filled in."""
        found = []
        for text in (self.name.of(language), self.explanation.of(language)):
            for mark, name in names.items():
                text = text.replace(mark, name)
            found.append(text)
        return found[0], found[1]


class Overview(Model):
    """The step whose whole formula heads the page, and the steps at which it stops and keeps the symbol."""

    step: Id
    stops: tuple[Id, ...] = ()


class Draw(Model):
    """One drawing of a recipe: uniform in [0, 1), standard normal, or as nn.Linear(rows, columns) starts.

    `shape` is (rows, columns); a linear layer's weights are turned to it, since PyTorch keeps them (out, in).
    """

    kind: Literal["rand", "randn", "linear"]
    name: Id
    shape: tuple[Size, Size]


class Recipe(Model):
    """Inputs as PyTorch draws them after torch.manual_seed(seed), in this order."""

    seed: int
    draws: Annotated[tuple[Draw, ...], Field(min_length=1)]


class Expected(Model):
    """Printed figures that a step must give: all rows, or the row counted from 1."""

    step: Id
    values: Matrix
    row: Annotated[int, Field(ge=1)] | None = None
    digits: Annotated[int, Field(ge=0, le=10)] = 4


class Preset(Model):
    """An example: conventions and numbers. An input given literally and by recipe must be the same both ways.

    `tokens` are the words of the first input, `labels` those of other axes by name: of a source m, of a vocabulary v.
    """

    id: Slug
    title: Label
    source: str = ""
    tokens: Tokens = Tokens()
    labels: Mapping[Name, Tokens] = {}
    options: Mapping[Name, Value] = {}
    sizes: Mapping[Name, Size] = {}
    inputs: Mapping[Id, Matrix] = {}
    recipe: Recipe | None = None
    expected: tuple[Expected, ...] = ()


class Common(Model):
    """Words that topics share; a topic's own words for the same thing come first."""

    options: Mapping[Name, OptionWords]
    misconceptions: Mapping[str, Misconception]


class Heading(Model):
    """What a list of topics says of each: its name and its place."""

    id: Slug
    title: Label
    order: float


def heading(text: str) -> Heading:
    """The heading of a topic's file: what stands before its first table.

    Raises TOMLDecodeError or ValidationError where that cannot be read without the rest.
    """
    top = TABLE.split(text, 1)[0]
    found = tomllib.loads(top)
    return Heading.model_validate({name: found.get(name) for name in Heading.model_fields})


class Topic(Model):
    """Everything said about one mechanism, apart from its lesson and its questions."""

    id: Slug
    mechanism: Name
    title: Label
    summary: Text
    order: float
    overview: Overview
    options: Mapping[Name, OptionWords] = {}
    steps: Mapping[Name, StepWords]
    inputs: Mapping[Name, InputWords]
    misconceptions: Mapping[str, Misconception] = {}
    presets: Annotated[tuple[Preset, ...], Field(min_length=1)]

    def preset(self, id: str) -> Preset:
        """The preset of this id; raises NotFound."""
        for preset in self.presets:
            if preset.id == id:
                return preset
        raise NotFound("The topic {topic} has no preset called {id}.", topic=self.id, id=id)

    def misconception(self, id: str, step: str, language: str) -> tuple[str, str]:
        """Name and explanation of a misconception at a step, by its name or its id; raises NotFound.

        Words for this very step come first ("scaled/sqrt.no_root"; for every gradient "backward/mul.added"), then words
        for the misconception, then for its kind ("exchanged.*"). In all, {first} and {second} are the titles of what
        the id names after its kind.
        """
        own = BACKWARD if backward(step) else step.rpartition("/")[2]
        for key in keys(own, id):
            if key in self.misconceptions:
                marks = zip(("{first}", "{second}"), id.split(".")[1:], strict=False)
                names = {mark: self.called(name, language) for mark, name in marks}
                return self.misconceptions[key].about(names, language)
        raise NotFound("There are no words for the misconception {id}.", id=id)

    def about(self, id: str, step: str, language: str) -> tuple[str, str]:
        """The same; the id alone where there are no words, since records may name what nobody speaks of any more."""
        try:
            return self.misconception(id, step, language)
        except NotFound:
            return id, ""

    def called(self, name: str, language: str) -> str:
        """The title of a step or an input, or of its gradient; anything else keeps its name."""
        if name.startswith(f"{BACKWARD}_"):
            return GRADIENT.of(language).format(title=self.called(name.removeprefix(f"{BACKWARD}_"), language))
        words = self.steps.get(name) or self.inputs.get(name)
        return words.title.of(language) if words else name


def keys(step: str, id: str) -> tuple[str, ...]:
    """Under what words for a misconception at a step may stand, the closest first: the id, then its beginnings."""
    parts = id.split(".")
    patterns = [id, *(".".join(parts[:n]) + ".*" for n in range(len(parts) - 1, 0, -1))]
    return tuple(key for pattern in patterns for key in (f"{step}/{pattern}", pattern))
