"""Questions about conventions: each can be computed on the numbers that all share, and gives a result of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from content.check.engine_facts import computation
from content.errors import Problem
from content.loader import LANGUAGES
from content.questions import Convention, ConventionQuestion
from content.random_inputs import Array, generic, same
from content.schema import Topic
from content.toml.error_sentences import TomlSource
from engine import EngineError, Program, run

Where = tuple[Any, ...]
DRAWS = 5


def convention_problems(
    topic: Topic, question: ConventionQuestion, program: Program, source: TomlSource, where: Where
) -> Iterator[Problem]:
    """Which of them is asked for is drawn, so the prompt must have room for its name."""
    for language in LANGUAGES:
        if "{name}" not in question.prompt.of(language):
            say = "The prompt must say which convention is asked for: write {name} where its name belongs."
            yield source.problem((*where, "prompt", language), say)
    numbers = generic(program, DRAWS)
    results: list[tuple[str, Array]] = []
    for n, convention in enumerate(question.among):
        here = (*where, "among", n, "options")
        result = _result(topic, question, convention, numbers)
        if isinstance(result, str):
            yield source.problem(here, result)
            continue
        if twin := next((name for name, other in results if same(other, result)), None):
            say = f"On all numbers {convention.name.en} gives what {twin} gives: take one out or change its options."
            yield source.problem(here, say)
        results.append((convention.name.en, result))


def _result(
    topic: Topic, question: ConventionQuestion, convention: Convention, numbers: dict[str, Array]
) -> Array | str:
    """The step under a convention, on numbers that grow by what it alone reads; or why there is none."""
    other = question.model_copy(update={"options": {**question.options, **convention.options}})
    try:
        program = computation(topic.mechanism, other)
    except (EngineError, KeyError) as error:
        return f"This convention cannot be computed: {error}"
    if question.step not in program.steps:
        return f"This convention has no step {question.step}."
    numbers |= {id: x for id, x in generic(program, DRAWS).items() if id not in numbers}
    for id, x in program.inputs.items():
        if numbers[id].shape[1:] != tuple(map(int, x.shape)):
            return f"{x.name} has another shape under this convention: the numbers cannot be shared."
    trace = run(program, {id: numbers[id] for id in program.inputs})
    return np.asarray(trace[question.step])
