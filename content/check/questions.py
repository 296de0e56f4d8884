"""Checks questions: what they name exists in the computation, for all sizes that may be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from content.check.answerable import answerability_problems
from content.check.conventions import convention_problems
from content.check.engine_facts import computation
from content.errors import Problem
from content.question_base import Computed, Sized
from content.questions import ConventionQuestion, NumberQuestion, Question
from content.schema import Topic
from content.step_order import asked
from content.toml.error_sentences import TomlSource
from engine import MECHANISMS, EngineError, Program
from engine.readings.misconceptions import wrong_versions

Where = tuple[Any, ...]


def question_problems(topic: Topic, questions: Sequence[Question], source: TomlSource) -> Iterator[Problem]:
    """Every fault of a topic's questions, in the order of the file."""
    for n, question in enumerate(questions):
        where = ("questions", n)
        if not isinstance(question, Computed):
            yield from answerability_problems(topic, question, None, source, where)
        elif unknown := list(_sizes(topic, question, source, where)):
            yield from unknown
        else:
            yield from _computed(topic, question, source, where)


def _sizes(topic: Topic, question: Computed, source: TomlSource, where: Where) -> Iterator[Problem]:
    known = MECHANISMS[topic.mechanism].sizes
    for field, sizes in (("sizes", question.sizes), ("vary", question.vary if isinstance(question, Sized) else {})):
        for size in sizes:
            if size not in known:
                say = f"{topic.mechanism} has no size {size}; it has {', '.join(known)}."
                yield source.problem((*where, field, size), say)
    for n, model in enumerate(question.models if isinstance(question, NumberQuestion) else ()):
        for size in model.sizes:
            if size not in known:
                say = f"{topic.mechanism} has no size {size}; it has {', '.join(known)}."
                yield source.problem((*where, "models", n, "sizes"), say)


def _computed(topic: Topic, question: Computed, source: TomlSource, where: Where) -> Iterator[Problem]:
    """The faults in the first combination of sizes that has any, then those that do not depend on sizes."""
    for sizes in question.combinations if isinstance(question, Sized) else ({},):
        program = _program(topic, question, sizes, source, where)
        found = [program] if isinstance(program, Problem) else list(_names(program, question, source, where))
        yield from (_said_with(sizes, problem) for problem in found)
        if found or isinstance(program, Problem):
            break
    if not isinstance(program, Problem):
        yield from _mistakes(program, question, source, where)
        yield from answerability_problems(topic, question, program, source, where)
        if isinstance(question, ConventionQuestion):
            yield from convention_problems(topic, question, program, source, where)


def _program(
    topic: Topic, question: Computed, sizes: Mapping[str, int], source: TomlSource, where: Where
) -> Program | Problem:
    try:
        return computation(topic.mechanism, question, sizes)
    except EngineError as error:
        return source.problem((*where, "options"), f"The question {question.id} cannot be computed: {error}")
    except KeyError:
        say = f"gradient_of names {question.gradient_of}, which is no step."
        return source.problem((*where, "gradient_of"), say)


def _said_with(sizes: Mapping[str, int], problem: Problem) -> Problem:
    drawn = ", ".join(f"{name} = {size}" for name, size in sizes.items())
    return replace(problem, sentence=f"{problem.sentence.removesuffix('.')} ({drawn}).") if drawn else problem


def _names(program: Program, question: Computed, source: TomlSource, where: Where) -> Iterator[Problem]:
    given = tuple(getattr(question, "given", ()))
    field = next((f for f in ("ask", "step", "count") if getattr(question, f, None)), "ask")
    roles = {x.role for x in program.inputs.values()}
    drawable = {*roles, *(x.name for x in program.inputs.values())}
    known = ((field, question.named, program.steps), ("given", given, program.steps))
    for said, names, there in (*known, ("draw", question.draw, drawable), ("fixed", question.fixed, drawable)):
        for name in names:
            if name not in there:
                yield source.problem((*where, said), f"{said} names {name}; there are {', '.join(sorted(there))}.")
    yield from _fixed(program, question, source, where)
    yield from _orderly(program, question, field, source, where)
    if isinstance(question, NumberQuestion) and question.of == "cell" and question.step in program.steps:
        yield from _cell(program, question, source, where)


def _fixed(program: Program, question: Computed, source: TomlSource, where: Where) -> Iterator[Problem]:
    """Names that are drawn as well, and identity matrices that are not square."""
    for name, held in question.fixed.items():
        if name in question.draw:
            yield source.problem((*where, "fixed"), f"{name} is both drawn and fixed: take it out of one.")
        for x in program.inputs.values():
            size = "×".join(map(str, x.shape))
            if name in (x.name, x.role) and held == "identity" and len(set(map(int, x.shape))) > 1:
                yield source.problem(
                    (*where, "fixed"), f"{x.name} is {size}: only a square matrix can be the identity."
                )


def _orderly(program: Program, question: Computed, field: str, source: TomlSource, where: Where) -> Iterator[Problem]:
    """Steps that are both asked and given, hints for other steps, and steps asked out of order."""
    shown = asked(program, question.named, bool(question.gradient_of))
    for name in getattr(question, "given", ()):
        if name in shown:
            yield source.problem((*where, "given"), f"{name} is both asked and given: take it out of one.")
    for n, hint in enumerate(question.hints):
        if hint.step and hint.step not in shown:
            yield source.problem((*where, "hints", n), f"The hint is for {hint.step}, which is not asked for.")
    if sorted(shown) == sorted(question.named) and list(shown) != list(question.named):
        say = f"The steps must be asked in the order they are computed: {', '.join(shown)}."
        yield source.problem((*where, field), say)


def _cell(program: Program, question: NumberQuestion, source: TomlSource, where: Where) -> Iterator[Problem]:
    shape = tuple(map(int, program.steps[question.step or ""].shape))
    if len(shape) != len(question.cell) or any(k > n for k, n in zip(question.cell, shape, strict=True)):
        size = "×".join(map(str, shape))
        yield source.problem(
            (*where, "cell"), f"{question.step} is {size}; there is no cell {list(question.cell)} in it."
        )


def _mistakes(program: Program, question: Computed, source: TomlSource, where: Where) -> Iterator[Problem]:
    """Misconceptions in `among` that the question's steps do not have."""
    among = getattr(question, "among", ())
    if not among or isinstance(question, ConventionQuestion):
        return
    steps = asked(program, question.named, bool(question.gradient_of))
    shown = {*steps, *getattr(question, "given", ())}
    hidden = tuple(id for id in reversed(program.steps) if id not in shown)
    there = {w.id for step in steps for w in wrong_versions(program, step, hidden)}
    for name in among:
        if name not in there:
            yield source.problem((*where, "among"), f"among names {name}; there are {', '.join(sorted(there))}.")
