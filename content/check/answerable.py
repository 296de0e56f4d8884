"""Checks that questions can be answered: there is something to decide, and no two answers say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from content.diagrams import asked_boxes, diagram, label_of
from content.errors import Problem
from content.kinds import complete
from content.loader import LANGUAGES
from content.question_base import Computed, QuestionBase, Sized
from content.questions import (
    DiagramQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    SpokenQuestion,
)
from content.schema import Topic
from content.step_order import asked, distinguishing_groups, needed
from content.text import Text
from content.toml.error_sentences import TomlSource
from engine import Program

Where = tuple[Any, ...]
MOST_LINES = 10  # a page has no room to order more
# the fields that each `of` uses
SAY = {
    "cell": ("step", "cell", "given", "decimals", "draw"),
    "size": ("step", "axis"),
    "parameters": ("times", "models"),
    "multiply_adds": ("count", "times", "models"),
    "bytes": ("count", "bytes_each", "times", "models"),
    "traffic": ("fused", "bytes_each", "times", "models"),
}


def answerability_problems(
    topic: Topic, question: QuestionBase, program: Program | None, source: TomlSource, where: Where
) -> Iterator[Problem]:
    """Every such fault of a question; `program` is None if the question computes nothing."""
    for field, texts in TOLD_APART[question.kind](question).items():
        yield from _alike(texts, field, (*where, field), source)
    if isinstance(question, SpokenQuestion):
        for n, follow_up in enumerate(question.follow_ups):
            points = [point.text for point in follow_up.points]
            yield from _alike(points, "points", (*where, "follow_ups", n, "points"), source)
    if isinstance(question, Computed):
        yield from _twice(question, source, where)
    else:
        yield from _hints(question, source, where)
    if isinstance(question, NumberQuestion):
        yield from _idle(question, source, where)
        yield from _models(question, source, where)
    if isinstance(question, Sized):
        yield from _vary(question, source, where)
    if isinstance(question, OrderQuestion) and program and set(question.ask) <= set(program.steps):
        shown = asked(program, question.ask, bool(question.gradient_of))
        yield from _order(program, shown, source, where)
        if question.lines == "steps":
            yield from _titles(topic, program, shown, source, where)
    if isinstance(question, DiagramQuestion) and program and set(question.ask) <= set(program.steps):
        yield from _boxes(topic, question, program, source, where)


def _of_spoken(question: SpokenQuestion) -> dict[str, Sequence[Text]]:
    follow_ups = [follow_up.text for follow_up in question.follow_ups]
    return {"points": [point.text for point in question.points], "follow_ups": follow_ups}


def _no_texts(_question: Question) -> dict[str, Sequence[Text]]:
    """Learners choose between no texts of the question."""
    return {}


# by kind of question, the texts that a learner must tell apart, by field
TOLD_APART: Mapping[str, Callable[[Any], dict[str, Sequence[Text]]]] = complete(
    {
        "choice": lambda question: {"choices": [choice.text for choice in question.choices]},
        "judge": lambda question: {"reasons": [reason.text for reason in question.reasons]},
        "derivation": lambda question: {"lines": [*question.lines, *(wrong.text for wrong in question.instead)]},
        "debug": lambda question: {"outcomes": [outcome.text for outcome in question.outcomes]},
        "spoken": _of_spoken,
        "diagram": lambda question: {"distractors": [label.text for label in question.distractors]},
        "convention": lambda question: {"among": [convention.name for convention in question.among]},
        "steps": _no_texts,
        "number": _no_texts,
        "shapes": _no_texts,
        "find": _no_texts,
        "order": _no_texts,
        "result": _no_texts,
    },
    "content/check/answerable.py",
)


def _alike(texts: Sequence[Text], what: str, where: Where, source: TomlSource) -> Iterator[Problem]:
    """Texts that are the same as an earlier one in either language."""
    for language in LANGUAGES:
        seen: dict[str, int] = {}
        for n, text in enumerate(texts):
            words = " ".join(text.of(language).casefold().split())
            first = seen.setdefault(words, n)
            if first != n:
                say = f"In {what}, number {n + 1} says the same as number {first + 1} ({language}): change one."
                yield source.problem((*where, n), say)


def _hints(question: QuestionBase, source: TomlSource, where: Where) -> Iterator[Problem]:
    for n, hint in enumerate(question.hints):
        if hint.step:
            yield source.problem((*where, "hints", n), f"Nothing is computed here: take {hint.step} out of the hint.")


def _twice(question: Computed, source: TomlSource, where: Where) -> Iterator[Problem]:
    for field in ("ask", "given", "count", "among"):
        names = getattr(question, field, ())
        for name in dict.fromkeys(name for name in names if isinstance(name, str) and names.count(name) > 1):
            yield source.problem((*where, field), f"{field} names {name} twice: take one out.")


def _idle(question: NumberQuestion, source: TomlSource, where: Where) -> Iterator[Problem]:
    every = dict.fromkeys(field for fields in SAY.values() for field in fields)
    for field in every:
        if field in question.model_fields_set and field not in SAY[question.of]:
            yield source.problem((*where, field), f'{field} has no say in of = "{question.of}": take it out.')


def _models(question: NumberQuestion, source: TomlSource, where: Where) -> Iterator[Problem]:
    """Models that cannot be told apart by their sizes, and what a drawn model leaves no say, or is not named in."""
    if question.models and "times" in question.model_fields_set:
        yield source.problem((*where, "times"), "Each of the models says its own times: take this one out.")
    for n, model in enumerate(question.models):
        here = (*where, "models", n)
        if any(model.has(other.sizes) for other in question.models[:n]):
            yield source.problem((*here, "sizes"), f"{model.name.en} has the sizes of another model: take one out.")
        for size in model.sizes:
            if size in question.sizes or size in question.vary:
                yield source.problem((*here, "sizes"), f"{size} is said twice: take it out of sizes or vary.")
    for language in LANGUAGES if question.models else ():
        if "{name}" not in question.prompt.of(language):
            say = "The prompt must say which model is meant: write {name} where its name belongs."
            yield source.problem((*where, "prompt", language), say)


def _vary(question: Sized, source: TomlSource, where: Where) -> Iterator[Problem]:
    for size, values in question.vary.items():
        if len(set(values)) < len(values):
            yield source.problem((*where, "vary", size), f"vary has the same {size} twice: take one out.")
        if size in question.sizes:
            say = f"{size} is drawn from vary, so sizes has no say in it: take it out of one."
            yield source.problem((*where, "sizes", size), say)


def _order(program: Program, shown: Sequence[str], source: TomlSource, where: Where) -> Iterator[Problem]:
    if len(shown) > MOST_LINES:
        yield source.problem((*where, "ask"), f"At most {MOST_LINES} lines can be put in order: ask for fewer steps.")
    elif len(shown) < 2:
        yield source.problem((*where, "ask"), "A single line has no order: ask for more steps.")
    elif not any(needed(program, shown).values()):
        say = "None of these lines needs another, so any order is right: ask for steps that follow from each other."
        yield source.problem((*where, "ask"), say)


def _boxes(
    topic: Topic, question: DiagramQuestion, program: Program, source: TomlSource, where: Where
) -> Iterator[Problem]:
    """Steps of another diagram or of one box, and distractors that are called as a box is."""
    shown = diagram(question, program)
    elsewhere = [id for id in question.ask if id not in shown.box_of]
    for id in elsewhere:
        yield source.problem((*where, "ask"), f"{id} stands in another diagram than {question.ask[0]}: take it out.")
    if elsewhere:
        return
    boxes = asked_boxes(question, program)
    if len(boxes) < len(question.ask):
        yield source.problem(
            (*where, "ask"), "Several of these steps are drawn as one box: name one step for each box."
        )
    for language in LANGUAGES:
        titles = {_called(topic, label_of(box), box.last.name, language).casefold() for box in boxes}
        for n, label in enumerate(question.distractors):
            if label.text.of(language).casefold() in titles:
                say = f"“{label.text.of(language)}” is what one of the boxes is called ({language}): change it."
                yield source.problem((*where, "distractors", n), say)


def _called(topic: Topic, label: str, name: str, language: str) -> str:
    words = topic.places.get(label)
    return words.title.of(language) if words else topic.called(name, language)


def _titles(
    topic: Topic, program: Program, shown: Sequence[str], source: TomlSource, where: Where
) -> Iterator[Problem]:
    """Steps that cannot be told apart by their titles, since each title may occur only once."""
    for language in LANGUAGES:
        seen: dict[tuple[Any, ...], str] = {}
        for id in shown:
            step = program.steps[id]
            key = (bool(step.gradient_of), distinguishing_groups(step.path), topic.called(step.name, language))
            first = seen.setdefault(key, id)
            if first != id:
                say = f"{first} and {id} are both called {key[-1]} ({language}): ask for one of them, or rename one."
                yield source.problem((*where, "ask"), say)
