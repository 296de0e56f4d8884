"""Questions: what they name exists in the computation they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from content.asked import Computed, Sized
from content.check.facts import computation, named
from content.errors import Problem
from content.faults import Source
from content.questions import ConventionQuestion, NumberQuestion, OrderQuestion, Question
from content.schema import Topic
from engine import EngineError, Program, mechanisms
from engine.readings.misconceptions import wrong_versions

Where = tuple[Any, ...]
MOST_LINES = 10  # more cannot be put in order on a page


def question_problems(topic: Topic, asked: Sequence[Question], source: Source) -> Iterator[Problem]:
    """Every fault of a topic's questions, in the order of their file."""
    for n, question in enumerate(asked):
        if isinstance(question, Computed):
            yield from _computed(topic, question, source, ("questions", n))


def _computed(topic: Topic, question: Computed, source: Source, where: Where) -> Iterator[Problem]:
    known = mechanisms[topic.mechanism].sizes
    for field, sizes in (("sizes", question.sizes), ("vary", question.vary if isinstance(question, Sized) else {})):
        for size in sizes:
            if size not in known:
                say = f"{topic.mechanism} has no size {size}; it has {', '.join(known)}."
                yield source.problem((*where, field, size), say)
                return
    try:
        program = computation(topic.mechanism, question)
    except EngineError as error:
        yield source.problem((*where, "options"), f"The question {question.id} cannot be computed: {error}")
        return
    except KeyError:
        yield source.problem((*where, "gradient_of"), f"gradient_of names {question.gradient_of}, which is no step.")
        return
    yield from _names(program, question, source, where)
    yield from _mistakes(program, question, source, where)
    if isinstance(question, ConventionQuestion):
        yield from _conventions(topic, question, program, source, where)
    if isinstance(question, OrderQuestion) and len(question.ask or program.steps) > MOST_LINES:
        yield source.problem((*where, "ask"), f"At most {MOST_LINES} lines can be put in order: ask for fewer steps.")


def _names(program: Program, question: Computed, source: Source, where: Where) -> Iterator[Problem]:
    asked, given = named(question), tuple(getattr(question, "given", ()))
    field = next((f for f in ("ask", "step", "count") if getattr(question, f, None)), "ask")
    roles = {x.role for x in program.inputs.values()}
    drawable = {*roles, *(x.name for x in program.inputs.values())}
    known = ((field, asked, program.steps), ("given", given, program.steps))
    for said, names, there in (*known, ("draw", question.draw, drawable)):
        for name in names:
            if name not in there:
                yield source.problem((*where, said), f"{said} names {name}; there are {', '.join(sorted(there))}.")
    for name in given:
        if name in asked or not asked:
            yield source.problem((*where, "given"), f"{name} is both asked and given: take it out of one.")
    for n, hint in enumerate(question.hints):
        if hint.step and hint.step not in (asked or program.steps):
            yield source.problem((*where, "hints", n), f"The hint is for {hint.step}, which is not asked for.")
    order = [name for name in program.steps if name in asked]
    if sorted(order) == sorted(asked) and order != list(asked):
        say = f"The steps must be asked in the order they are computed: {', '.join(order)}."
        yield source.problem((*where, field), say)
    if isinstance(question, NumberQuestion) and question.of == "cell" and question.step in program.steps:
        yield from _cell(program, question, source, where)


def _cell(program: Program, question: NumberQuestion, source: Source, where: Where) -> Iterator[Problem]:
    shape = tuple(map(int, program.steps[question.step or ""].shape))
    if len(shape) != len(question.cell) or any(k > n for k, n in zip(question.cell, shape, strict=True)):
        size = "×".join(map(str, shape))
        yield source.problem(
            (*where, "cell"), f"{question.step} is {size}; there is no cell {list(question.cell)} in it."
        )


def _mistakes(program: Program, question: Computed, source: Source, where: Where) -> Iterator[Problem]:
    """Misconceptions a question is limited to must be among those of its steps."""
    among = getattr(question, "among", ())
    if not among or isinstance(question, ConventionQuestion):
        return
    steps = named(question) or tuple(program.steps)
    shown = {*steps, *getattr(question, "given", ())}
    hidden = tuple(id for id in reversed(program.steps) if id not in shown)
    there = {w.id for step in steps if step in program.steps for w in wrong_versions(program, step, hidden)}
    for name in among:
        if name not in there:
            yield source.problem((*where, "among"), f"among names {name}; there are {', '.join(sorted(there))}.")


def _conventions(
    topic: Topic, question: ConventionQuestion, program: Program, source: Source, where: Where
) -> Iterator[Problem]:
    """Each convention must exist, compute the step, and read inputs of the same shapes as the others.

    Which of them is asked for is drawn, so the prompt must have room for its name.
    """
    for language in ("en", "zh"):
        if "{name}" not in question.prompt.of(language):
            say = "The prompt must say which convention is asked for: write {name} where its name belongs."
            yield source.problem((*where, "prompt", language), say)
    shapes = {name: x.shape for name, x in program.inputs.items()}
    for n, convention in enumerate(question.among):
        here = (*where, "among", n, "options")
        other = question.model_copy(update={"options": {**question.options, **convention.options}})
        try:
            built = computation(topic.mechanism, other)
        except (EngineError, KeyError) as error:
            yield source.problem(here, f"This convention cannot be computed: {error}")
            continue
        if question.step not in built.steps:
            yield source.problem(here, f"This convention has no step {question.step}.")
        for name, x in built.inputs.items():
            if shapes.setdefault(name, x.shape) != x.shape:
                yield source.problem(
                    here, f"{name} has another shape under this convention: the numbers cannot be shared."
                )
