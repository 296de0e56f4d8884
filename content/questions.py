"""The question schema: content/topics/<id>/questions.toml is one QuestionFile. All kinds of question are here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from content.published_models import PublishedModel
from content.question_base import Decimals, Marks, OfOneStep, OfSteps, QuestionBase, Sized
from content.schema import Id, Name, Value
from content.text import Label, Model, Text, fingerprint, with_name


class StepsQuestion(OfSteps):
    """Worked steps: matrices to fill in, on newly drawn numbers each time.

    Steps in `ask` are filled in, those in `given` are shown with their true values; the others are not shown. `marks`
    are per step.
    """

    kind: Literal["steps"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2


class NumberQuestion(Sized):
    """A question for one number; `of` says which.

    "cell" is a cell of `step`, its row and column (from 1) in `cell`. "size" is the length of `axis` of `step`.
    "parameters" counts all trainable parameters. "multiply_adds" and "bytes" are those of the steps in `count`, or of
    all steps; a number takes `bytes_each` bytes. "traffic" are the bytes that go between memory and processor: every
    step is a kernel of its own, or all of them one if `fused`. A count is multiplied by `times`: layers, or blocks.

    With `models`, one of these is drawn: its sizes and its `times` hold, and its name and number stand in the prompt
    for {name} and {times}.
    """

    kind: Literal["number"]
    of: Literal["cell", "size", "parameters", "multiply_adds", "bytes", "traffic"]
    step: Id | None = None
    cell: tuple[Annotated[int, Field(ge=1)], ...] = (1, 1)
    axis: Literal["rows", "columns"] = "columns"
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    count: tuple[Id, ...] = ()
    bytes_each: Literal[1, 2, 4, 8] = 4
    times: Annotated[int, Field(ge=1, le=1000)] = 1
    fused: bool = False
    models: tuple[PublishedModel, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The step, or the steps that are counted."""
        return (self.step,) if self.step else self.count

    @property
    def combinations(self) -> Iterator[dict[str, int]]:
        """All combinations of the sizes in `vary` with those of each of the `models`."""
        for sizes in super().combinations:
            yield from ({**sizes, **model.sizes} for model in self.models)
            if not self.models:
                yield sizes

    def about(self, sizes: Mapping[str, int]) -> NumberQuestion:
        """The question about the one of `models` that has these sizes; without such a one the question as it is."""
        found = next((model for model in self.models if model.has(sizes)), None)
        if found is None:
            return self
        said = with_name(self.prompt, found.name)
        prompt = Text(**{language: text.replace("{times}", str(found.times)) for language, text in said})
        return self.model_copy(update={"prompt": prompt, "times": found.times})

    @model_validator(mode="after")
    def _of_a_step(self) -> Self:
        if self.of in ("cell", "size") and self.step is None:
            raise ValueError(f'asks for a {self.of} and does not say of which step: add step = "…"')
        return self


class ShapesQuestion(OfSteps, Sized):
    """A question for the shape of each step in `ask`; `marks` are for all of them together."""

    kind: Literal["shapes"]


class FindQuestion(OfSteps):
    """A worked solution with one wrong step, whose error is carried forward: find the step and name the mistake.

    `ask` are the steps that may be wrong, `given` are shown with their true values; `among` limits the misconceptions.
    """

    kind: Literal["find"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    among: tuple[str, ...] = ()


class OrderQuestion(OfSteps):
    """Steps or lines of code, to be put in an order in which each can be computed."""

    kind: Literal["order"]
    lines: Literal["steps", "numpy", "pytorch"] = "steps"


class WrongLabel(Model):
    """A label that belongs to no box of the diagram, and why; `symbol` is shown where the other labels show theirs."""

    text: Label
    symbol: str = ""
    reason: Text


class DiagramQuestion(OfSteps):
    """A structure diagram to complete: the boxes of the steps in `ask` have no names, which stand beside it as labels.

    `drawn` says which diagram: "parts" as textbooks draw it, "steps" with a box for each step, "inside" with those of
    one part, "unrolled" with all moments beside each other. The steps in a row of `together` are one box, called by the
    last of them. With `signs` the boxes show what is done in them. `distractors` are labels that belong to no box.
    """

    kind: Literal["diagram"]
    ask: Annotated[tuple[Id, ...], Field(min_length=3, max_length=9)]
    drawn: Literal["parts", "steps", "inside", "unrolled"] = "parts"
    together: tuple[Annotated[tuple[Id, ...], Field(min_length=2)], ...] = ()
    signs: bool = True
    distractors: Annotated[tuple[WrongLabel, ...], Field(min_length=1, max_length=4)]


class Choice(Model):
    """One choice: its text, whether it is correct, and the reason."""

    text: Text
    correct: bool = False
    reason: Text


class ChoiceQuestion(QuestionBase):
    """A multiple-choice question with one right choice, or with `multiple` one or more; at least one is wrong."""

    kind: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=8)]
    multiple: bool = False

    @model_validator(mode="after")
    def _decided(self) -> Self:
        right = sum(choice.correct for choice in self.choices)
        if right == 0:
            raise ValueError("has no right choice: mark one with correct = true")
        if right > 1 and not self.multiple:
            raise ValueError(f"has {right} right choices: keep one, or say multiple = true")
        if right == len(self.choices):
            raise ValueError("has no wrong choice: add one")
        return self


class JudgeQuestion(QuestionBase):
    """A statement to be judged true or false, and the reason why, of which exactly one of `reasons` is right."""

    kind: Literal["judge"]
    statement: Text
    true: bool
    reasons: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=6)]

    @model_validator(mode="after")
    def _one_right_reason(self) -> Self:
        right = sum(choice.correct for choice in self.reasons)
        if right != 1:
            raise ValueError(f"has {right} right reasons: mark exactly one with correct = true")
        return self


class Line(Text):
    """A line of a derivation: formulas and words; a plain string is the same in both languages."""

    @model_validator(mode="before")
    @classmethod
    def _same_in_both(cls, given: Any) -> Any:
        return {"en": given, "zh": given} if isinstance(given, str) else given


class WrongLine(Model):
    """What may stand in place of a line of a derivation, and why it is wrong."""

    text: Line
    reason: Text


class DerivationQuestion(QuestionBase):
    """A derivation, line by line: put its lines in order, find the wrong one, or fill in the missing one.

    `lines` is the derivation as it should be. A line follows from the one above it, or from those that `needs` lists
    under its number (from 1); any order in which each line stands behind those is right. With the task "wrong" one of
    `instead` stands in place of the line `at` (counted from 1), with "missing" the line has to be chosen among itself
    and `instead`. `reason` says why the line is as it is, or why the lines have this order.
    """

    kind: Literal["derivation"]
    task: Literal["order", "wrong", "missing"]
    lines: Annotated[tuple[Line, ...], Field(min_length=3, max_length=9)]
    at: Annotated[int, Field(ge=1)] | None = None
    instead: Annotated[tuple[WrongLine, ...], Field(max_length=5)] = ()
    needs: Mapping[int, tuple[int, ...]] = {}
    reason: Text

    def needed(self, n: int) -> tuple[int, ...]:
        """The lines, counted from 1, that line `n` follows from."""
        return self.needs.get(n, (n - 1,) if n > 1 else ())

    @model_validator(mode="after")
    def _from_lines_above(self) -> Self:
        for n, above in self.needs.items():
            if n > len(self.lines) or any(not 1 <= k < n for k in above):
                raise ValueError(f"says that line {n} needs {list(above)}: name lines above it")
        return self

    @model_validator(mode="after")
    def _of_one_line(self) -> Self:
        if self.task == "order" and (self.at or self.instead):
            raise ValueError("asks for the order of all lines: take `at` and `instead` out")
        if self.task != "order" and (self.at is None or self.at > len(self.lines)):
            raise ValueError(f"does not say which of its {len(self.lines)} lines is asked for: add at = …")
        least = {"order": 0, "wrong": 1, "missing": 2}[self.task]
        if len(self.instead) < least:
            raise ValueError(f"has {len(self.instead)} wrong lines in `instead`; this task needs at least {least}")
        return self


class DebugQuestion(QuestionBase):
    """A short program with one bug: which line is wrong, and what the output looks like because of it.

    `code` is the program with its bug in `line` (counted from 1), which should be `right`. `before` is run before it
    and is not shown. `holds` is a Python expression that is true after the program as it stands and false after the
    right one; where the program stops instead, `raises` names the exception. `outcomes` are descriptions of the output,
    of which one is right. The check runs both programs. `thread` is the public discussion that the bug is from; the
    program is written anew.
    """

    kind: Literal["debug"]
    library: Literal["numpy", "pytorch"]
    code: Annotated[str, StringConstraints(min_length=1)]
    line: Annotated[int, Field(ge=1)]
    right: Annotated[str, StringConstraints(min_length=1)]
    before: str = ""
    holds: str = ""
    raises: Name | None = None
    thread: Annotated[str, StringConstraints(pattern=r"^(https://[a-z]+\.[a-z.]+/\S+)?$")] = ""
    reason: Text
    outcomes: Annotated[tuple[Choice, ...], Field(min_length=3, max_length=5)]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the program as it stands."""
        return tuple(self.code.rstrip("\n").split("\n"))

    @property
    def mended(self) -> str:
        """The program with the right line in place of the wrong one; the indentation stays."""
        lines = list(self.lines)
        wrong = lines[self.line - 1]
        lines[self.line - 1] = wrong[: len(wrong) - len(wrong.lstrip())] + self.right.strip()
        return "\n".join(lines)

    @model_validator(mode="after")
    def _one_bug(self) -> Self:
        if self.line > len(self.lines) or not self.lines[self.line - 1].strip():
            raise ValueError(f"has {len(self.lines)} lines; line {self.line} is none of them, or empty")
        if bool(self.holds) == bool(self.raises):
            raise ValueError("says either what `holds` because of the bug, or what exception it `raises`")
        right = sum(choice.correct for choice in self.outcomes)
        if right != 1:
            raise ValueError(f"has {right} right outcomes: mark exactly one with correct = true")
        return self


class ResultQuestion(OfOneStep):
    """Which of these matrices is the result of `step`? Misconceptions, limited by `among`, give the wrong ones."""

    kind: Literal["result"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    among: tuple[str, ...] = ()
    choices: Annotated[int, Field(ge=2, le=6)] = 4


class Convention(Model):
    """A named set of options, such as "Keras" or "the paper"; options not named are those of the question."""

    name: Label
    options: Mapping[Name, Value]

    @property
    def key(self) -> str:
        """A stable key for stored answers: the fingerprint of the English name and the options."""
        return fingerprint(self.name.en, *(f"{name}={value}" for name, value in sorted(self.options.items())))


class ConventionQuestion(OfOneStep):
    """Which of these is, for example, the Keras result of `step`? The convention asked for is drawn from `among`."""

    kind: Literal["convention"]
    given: tuple[Id, ...] = ()
    decimals: Decimals = 2
    among: Annotated[tuple[Convention, ...], Field(min_length=2, max_length=5)]


# a section of the topic's own lesson, or topic#section
SectionName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*#)?[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]


class KeyPoint(Model):
    """A key point of the mark scheme: what a good answer says, its marks, and the lesson section that teaches it.

    `taught` is the id of a section of the topic's own lesson, or "topic#id" for a section of another lesson.
    """

    text: Text
    marks: Marks = 1
    taught: SectionName | None = None


def _sayable(text: Text, aloud: Label | None) -> None:
    """Raises ValueError for a text with formulas, which no voice can read, and no words to be read in its place."""
    if aloud is None and "$" in text.en + text.zh:
        raise ValueError("has formulas, which cannot be read aloud: add aloud = {en = …, zh = …} without any")


class FollowUp(Model):
    """A question that the examiner adds when a spoken question is answered, with a model answer and key points.

    `aloud` is how it is read out; only a text with formulas needs it.
    """

    text: Text
    aloud: Label | None = None
    answer: Text
    points: Annotated[tuple[KeyPoint, ...], Field(min_length=1, max_length=6)]

    @model_validator(mode="after")
    def _can_be_read_out(self) -> Self:
        _sayable(self.text, self.aloud)
        return self


class SpokenQuestion(QuestionBase):
    """A question to answer aloud or in writing; the learner then compares the answer with the key points.

    `brief` is an answer of half a minute, `answer` a model answer in full. `seconds` is the time to think. `aloud` is
    how the prompt is read out; only one with formulas needs it. Its marks are those of the key points, its own and
    those of its `follow_ups`.
    """

    kind: Literal["spoken"]
    aloud: Label | None = None
    points: Annotated[tuple[KeyPoint, ...], Field(min_length=2, max_length=10)]
    brief: Text | None = None
    answer: Text
    seconds: Annotated[int, Field(ge=10, le=1800)] = 60
    follow_ups: Annotated[tuple[FollowUp, ...], Field(max_length=4)] = ()

    @model_validator(mode="after")
    def _can_be_read_out(self) -> Self:
        _sayable(self.prompt, self.aloud)
        return self


Question = Annotated[
    StepsQuestion
    | NumberQuestion
    | ShapesQuestion
    | FindQuestion
    | OrderQuestion
    | DiagramQuestion
    | ChoiceQuestion
    | JudgeQuestion
    | DerivationQuestion
    | DebugQuestion
    | ResultQuestion
    | ConventionQuestion
    | SpokenQuestion,
    Field(discriminator="kind"),
]


class QuestionFile(Model):
    """All questions of a topic."""

    questions: tuple[Question, ...]
