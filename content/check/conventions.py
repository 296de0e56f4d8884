"""Checks convention questions: all conventions can be computed on the same numbers, with different results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from content.check.engine_facts import computation
from content.errors import Problem
from content.loader import LANGUAGES
from content.questions import Convention, ConventionQuestion
from content.random_inputs import generic_inputs, same_values
from content.schema import Topic
from content.toml.error_sentences import TomlSource
from engine import EngineError, Program, run
from engine.arrays import Array

Where = tuple[Any, ...]
DRAWS = 5


def convention_problems(
    topic: Topic, question: ConventionQuestion, program: Program, source: TomlSource, where: Where
) -> Iterator[Problem]:
    """Every fault of a convention question; the prompt must contain {name}, since the convention asked for is drawn."""
    for language in LANGUAGES:
        if "{name}" not in question.prompt.of(language):
            say = "The prompt must say which convention is asked for: write {name} where its name belongs."
            yield source.problem((*where, "prompt", language), say)
    numbers = generic_inputs(program, DRAWS)
    results: list[tuple[str, Array]] = []
    for n, convention in enumerate(question.among):
        here = (*where, "among", n, "options")
        result = _result(topic, question, convention, numbers)
        if isinstance(result, str):
            yield source.problem(here, result)
            continue
        if twin := next((name for name, other in results if same_values(other, result)), None):
            say = f"On all numbers {convention.name.en} gives what {twin} gives: take one out or change its options."
            yield source.problem(here, say)
        results.append((convention.name.en, result))


def _result(
    topic: Topic, question: ConventionQuestion, convention: Convention, numbers: dict[str, Array]
) -> Array | str:
    """The result of the step under a convention, or a sentence why there is none.

    `numbers` is extended by inputs that only this convention reads.
    """
    other = question.model_copy(update={"options": {**question.options, **convention.options}})
    try:
        program = computation(topic.mechanism, other)
    except (EngineError, KeyError) as error:
        return f"This convention cannot be computed: {error}"
    if question.step not in program.steps:
        return f"This convention has no step {question.step}."
    numbers |= {id: x for id, x in generic_inputs(program, DRAWS).items() if id not in numbers}
    for id, x in program.inputs.items():
        if numbers[id].shape[1:] != tuple(map(int, x.shape)):
            return f"{x.name} has another shape under this convention: the numbers cannot be shared."
    trace = run(program, {id: numbers[id] for id in program.inputs})
    return np.asarray(trace[question.step])
