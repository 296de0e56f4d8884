"""What topics share: common.toml has words for every mistake that an operation allows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from content.check.writing import explanations
from content.errors import Problem
from content.schema import ANY, Common
from content.toml.error_sentences import TomlSource
from engine.ids import MisconceptionId
from engine.readings.misconceptions import BY_REFERENCE, EVERYWHERE, RULES


def common_problems(source: TomlSource) -> Iterator[Problem]:
    """Missing and overlong common words."""
    common = Common.model_validate(tomllib.loads(source.text))
    known = [MisconceptionId(op, (mistake,)) for op, rules in RULES.items() for mistake in rules]
    of_no_operation = [MisconceptionId(kind, (ANY,)) for kind in BY_REFERENCE]
    for id in (*map(str, (*known, *of_no_operation)), *EVERYWHERE):
        if id not in common.misconceptions:
            say = f'The misconception {id} has no common words: add [misconceptions."{id}"].'
            yield source.problem(("misconceptions",), say)
    yield from explanations(dict(common.misconceptions), source)
