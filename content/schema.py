"""The topic schema: content/topics/<id>/topic.toml is one Topic, content/common.toml is the Common."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from content.errors import NotFound
from content.text import AxisLabels, Label, Model, Text, put
from engine.ids import BACKWARD, MisconceptionId, forward_name, is_gradient, name_in, written
from engine.ids import misconception as parsed
from engine.readings.misconceptions import OF_A_UNIT

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_=/]*$")]  # with its time step or part: t=3/hidden
Value = bool | int | float | str
Row = Annotated[tuple[float, ...], Field(min_length=1)]
Matrix = Annotated[tuple[Row, ...], Field(min_length=1)]
Size = Annotated[int, Field(ge=1, le=4096)]

Plan = Literal["three-days", "two-weeks", "whole-course"]
PLANS: tuple[Plan, ...] = get_args(Plan)  # from the shortest; each has all topics of those before it

TABLE = re.compile(r"^\[", re.MULTILINE)  # where a table begins
CHINESE = re.compile(r"[\u3400-\u9fff]")
ANY = "*"  # in the key of words that hold for all misconceptions that begin so
GRADIENT = Text(en="the gradient of {title}", zh="{title}的梯度")


class OptionWords(Model):
    """The texts of an option: its title, a note on what it decides, and a label for each choice."""

    title: Label
    note: Text | None = None
    choices: Mapping[str, Label] = {}


class StepWords(Model):
    """The texts of a step: its title, and one sentence on its purpose.

    `place` is the part of the model that the title names already, so that it is not said a second time before it.
    """

    title: Label
    why: Text
    place: Name = ""


class InputWords(Model):
    """The title of an input."""

    title: Label


class Misconception(Model):
    """The texts of a misconception: its name, and an explanation of what was done and why it is wrong."""

    name: Label
    explanation: Text

    def about(self, names: Mapping[str, str], language: str) -> tuple[str, str]:
        """Name and explanation in a language, with {first} and {second} replaced by these names."""
        found = []
        for text in (self.name.of(language), self.explanation.of(language)):
            for mark, name in names.items():
                text = put(text, mark, name)
            found.append(text)
        return found[0], found[1]


class OverviewFormula(Model):
    """The formula at the top of the page: the step it gives, and the steps at which it keeps a symbol."""

    step: Id
    stops: tuple[Id, ...] = ()


class Draw(Model):
    """One array drawn by a recipe: uniform in [0, 1), standard normal, or initial weights of nn.Linear(rows, columns).

    `shape` is (rows, columns). PyTorch stores the weights of a linear layer as (out, in); they are transposed.
    """

    kind: Literal["rand", "randn", "linear"]
    name: Id
    shape: tuple[Size, Size]


class Recipe(Model):
    """The origin of inputs drawn by PyTorch after torch.manual_seed(seed), in this order.

    The drawn numbers are in the preset's inputs as well, so that PyTorch is not needed to show them.
    """

    seed: int
    draws: Annotated[tuple[Draw, ...], Field(min_length=1)]


class Expected(Model):
    """Published values that a step must have, to `digits` decimals: all rows, or one row counted from 1."""

    step: Id
    values: Matrix
    row: Annotated[int, Field(ge=1)] | None = None
    digits: Annotated[int, Field(ge=0, le=10)] = 4


class AnswerRow(Model):
    """Where a model's answer stands: the step whose rows are probabilities, and the row.

    It is the last row, for the word that comes `next` or for the class of the sentence that was read (`last`), or the
    rows at which the word stands that means a `hidden` one.
    """

    step: Id
    row: Literal["next", "last", "hidden"]
    hidden: str = ""


class WrittenWords(Model):
    """What a decoder has written so far: the input that holds its words, a row each, and the axis that counts them.

    `ends` is the word that ends what is read and what is written.
    """

    reads: Id = "Y"
    axis: Name = "m"
    ends: str


class TrainedWeights(Model):
    """Weights of a trained model: models/<model>/<weights>.npz has them under the names of the mechanism's inputs.

    `reads` is the input that holds the words, a row each. `language` is that of the words, where a file serves several.
    A model that translates has `written` words of a vocabulary of their own.
    """

    model: Name
    weights: str
    reads: Id = "X"
    language: str = ""
    answer: AnswerRow | None = None
    written: WrittenWords | None = None


class Preset(Model):
    """An example: options and inputs. Inputs drawn by a recipe are written out as well; those of a trained model stand
    in its file, and the words are looked up in its embedding.

    `tokens` label the rows of the first input; `labels` label other axes by name, such as m of a source sequence or v
    of a vocabulary. `source` is the published work that the numbers come from.
    """

    id: Slug
    title: Label
    source: str = ""
    tokens: AxisLabels = AxisLabels()
    labels: Mapping[Name, AxisLabels] = {}
    options: Mapping[Name, Value] = {}
    sizes: Mapping[Name, Size] = {}
    inputs: Mapping[Id, Matrix] = {}
    recipe: Recipe | None = None
    trained: TrainedWeights | None = None
    expected: tuple[Expected, ...] = ()

    def labels_in(self, language: str, before: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """The words along other axes in a language; what a model has written stays as it stood `before`."""
        written = self.trained.written.axis if self.trained and self.trained.written else ""
        own = {axis: words for axis, words in before.items() if axis == written}
        return {axis: words.of(language) for axis, words in self.labels.items()} | own

    def speaks(self, language: str) -> bool:
        """Whether its words are of this language; letters and signs such as [CLS] are of every language."""
        words = [word for said in (self.tokens, *self.labels.values()) for word in said.of(language)]
        chinese = any(CHINESE.search(word) for word in words)
        return chinese == language.startswith("zh") or not any(map(_is_word, words))


def _is_word(text: str) -> bool:
    return bool(CHINESE.search(text)) or (len(text) > 1 and text.isalpha())


class PlaceWords(Model):
    """The title of a part of a model or of a direction, such as encoder or reverse.

    It distinguishes steps that have the same name in several parts. A part that is no `heading` of the outline is named
    only where it is spoken of.
    """

    title: Label
    heading: bool = True


class GroupWords(Model):
    """The title of a group of topics on the route."""

    title: Label


class Common(Model):
    """Texts that topics share; a topic's own texts take precedence. The groups stand in the order they are taught."""

    groups: Mapping[Slug, GroupWords]
    options: Mapping[Name, OptionWords]
    places: Mapping[Name, PlaceWords]
    misconceptions: Mapping[str, Misconception]


class TopicHeading(Model):
    """The heading of a topic, for lists of topics: id, title, and place on the route.

    `order` is the position among all topics, `group` the group it belongs to, `needs` the topics to know before, `plan`
    the shortest plan that has it. A `core` topic is among those that every exam asks about, and has to offer more.
    """

    id: Slug
    title: Label
    order: float
    group: Slug
    needs: tuple[Slug, ...] = ()
    plan: Plan = "whole-course"
    core: bool = False


def heading(text: str) -> TopicHeading:
    """The heading in a topic's file: the fields before the first table.

    Raises TOMLDecodeError or ValidationError if they cannot be read without the rest of the file.
    """
    top = TABLE.split(text, 1)[0]
    found = tomllib.loads(top)
    return TopicHeading.model_validate({name: found[name] for name in TopicHeading.model_fields if name in found})


class Topic(TopicHeading):
    """A topic: all data on one mechanism except its lesson and its questions."""

    mechanism: Name
    summary: Text
    overview: OverviewFormula
    options: Mapping[Name, OptionWords] = {}
    steps: Mapping[Name, StepWords]
    inputs: Mapping[Name, InputWords]
    places: Mapping[Name, PlaceWords] = {}
    misconceptions: Mapping[str, Misconception] = {}
    presets: Annotated[tuple[Preset, ...], Field(min_length=1)]

    def preset(self, id: str) -> Preset:
        """The preset with this id; raises NotFound."""
        for preset in self.presets:
            if preset.id == id:
                return preset
        raise NotFound("The topic {topic} has no preset called {id}.", topic=self.id, id=id)

    def first_preset(self, language: str) -> Preset:
        """The first preset whose words are of this language; the first of all where none is."""
        return next((preset for preset in self.presets if preset.speaks(language)), self.presets[0])

    def misconception(self, id: str, step: str, language: str) -> tuple[str, str]:
        """Name and explanation of a misconception at a step, given by name or id; raises NotFound.

        Texts for this step come first ("scaled/sqrt.no_root"; for every gradient "backward/mul.added"), then those for
        the misconception, then those for its kind ("exchanged.*"). {first} and {second} are replaced by the titles of
        the steps or inputs that the id names after its kind.
        """
        own = BACKWARD if is_gradient(step) else name_in(step)
        for key in keys(own, id):
            if key in self.misconceptions:
                kind, about = parsed(id)
                # weights are named by the unit they belong to, which is no step and no input
                titles = list(about) if kind in OF_A_UNIT else [self.called(name, language) for name in about]
                names = dict(zip(("{first}", "{second}"), titles, strict=False))
                return self.misconceptions[key].about(names, language)
        raise NotFound("There are no words for the misconception {id}.", id=id)

    def about(self, id: str, step: str, language: str) -> tuple[str, str]:
        """Like `misconception`, but the id and "" if there are no texts.

        Stored records may name misconceptions that no longer exist.
        """
        try:
            return self.misconception(id, step, language)
        except NotFound:
            return id, ""

    def called(self, name: str, language: str) -> str:
        """The title of a step, an input or a gradient; the name itself if it has none."""
        words = self.steps.get(name) or self.inputs.get(name)
        if words:
            return words.title.of(language)
        if forward := forward_name(name):
            return GRADIENT.of(language).format(title=self.called(forward, language))
        return name


def keys(step: str, id: str) -> tuple[str, ...]:
    """The keys under which a misconception's texts are looked up, the most specific first."""
    kind, details = parsed(id)
    shorter = (MisconceptionId(kind, (*details[:n], ANY)) for n in range(len(details) - 1, -1, -1))
    return tuple(key for pattern in (id, *map(str, shorter)) for key in (written((step,), pattern), pattern))
