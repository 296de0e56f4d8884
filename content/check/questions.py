"""Questions: what they name exists in the computation they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from content.errors import Problem
from content.faults import Source
from content.questions import Question, StepsQuestion
from content.schema import Topic
from engine import EngineError, Program, mechanisms


def question_problems(topic: Topic, asked: Sequence[Question], source: Source) -> Iterator[Problem]:
    """Every fault of a topic's questions, in the order of their file."""
    for n, question in enumerate(asked):
        if isinstance(question, StepsQuestion):
            yield from _steps(topic, question, source, ("questions", n))


def _steps(topic: Topic, question: StepsQuestion, source: Source, where: tuple[Any, ...]) -> Iterator[Problem]:
    mechanism = mechanisms[topic.mechanism]
    for size in question.sizes:
        if size not in mechanism.sizes:
            say = f"{topic.mechanism} has no size {size}; it has {', '.join(mechanism.sizes)}."
            yield source.problem((*where, "sizes", size), say)
            return
    try:
        program = mechanism.build(mechanism.choose(**question.options), question.sizes)
    except EngineError as error:
        yield source.problem((*where, "options"), f"The question {question.id} cannot be computed: {error}")
        return
    yield from _names(program, question, source, where)


def _names(program: Program, question: StepsQuestion, source: Source, where: tuple[Any, ...]) -> Iterator[Problem]:
    roles = {x.role for x in program.inputs.values()}
    drawable = {*roles, *(x.name for x in program.inputs.values())}
    known = (("ask", question.ask, program.steps), ("given", question.given, program.steps))
    for field, names, there in (*known, ("draw", question.draw, drawable)):
        for name in names:
            if name not in there:
                yield source.problem((*where, field), f"{field} names {name}; there are {', '.join(sorted(there))}.")
    for name in question.given:
        if name in question.ask or not question.ask:
            yield source.problem((*where, "given"), f"{name} is both asked and given: take it out of one.")
    order = [name for name in program.steps if name in question.ask]
    if sorted(order) == sorted(question.ask) and order != list(question.ask):
        say = f"The steps must be asked in the order they are computed: {', '.join(order)}."
        yield source.problem((*where, "ask"), say)
