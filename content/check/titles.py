"""Titles: no two steps of a computation are called the same."""

from __future__ import annotations

from collections.abc import Iterator

from content.errors import Problem
from content.loader import LANGUAGES
from content.schema import Topic
from content.step_order import distinguishing_groups
from content.toml.error_sentences import TomlSource
from engine import MECHANISMS, Program, option_sets


def title_problems(topic: Topic, source: TomlSource) -> Iterator[Problem]:
    """Pairs of steps that cannot be told apart by place and title, each pair once."""
    mechanism = MECHANISMS[topic.mechanism]
    said: set[tuple[str, str]] = set()
    for options in option_sets(mechanism.options, tokens="rows", weights="in_out"):
        for language in LANGUAGES:
            for first, second, title in _alike(topic, mechanism.build(options), language):
                if (first, second) not in said:
                    said.add((first, second))
                    say = f"{first} and {second} are both called {title} ({language}): rename one."
                    yield source.problem(("steps", second, "title", language), say)


def _alike(topic: Topic, program: Program, language: str) -> Iterator[tuple[str, str, str]]:
    seen: dict[object, str] = {}
    for step in program.steps.values():
        if step.name in topic.steps:  # what has no words is told elsewhere
            title = topic.called(step.name, language)
            first = seen.setdefault((distinguishing_groups(step.path), title), step.name)
            if first != step.name:
                yield first, step.name, title
