"""Checks the content against the engine: missing texts, presets that do not fit, published values that differ."""

from __future__ import annotations

from collections.abc import Iterator

from content.check.lessons import lesson_problems
from content.check.presets import preset_problems
from content.check.questions import question_problems
from content.check.words import word_problems
from content.errors import Problem
from content.loader import Library
from content.toml.error_sentences import TomlSource
from engine import MECHANISMS

__all__ = ["problems"]


def problems(library: Library) -> list[Problem]:
    """Every fault that is found by comparing with the engine; recipes are run if PyTorch is installed."""
    return list(_problems(library))


def _problems(library: Library) -> Iterator[Problem]:
    common = TomlSource(library.root / "common.toml", library.root)
    for topic in library.topics.values():
        source = TomlSource(library.folder(topic.id) / "topic.toml", library.root)
        if topic.mechanism not in MECHANISMS:
            known = ", ".join(sorted(MECHANISMS))
            yield source.problem(("mechanism",), f"There is no mechanism {topic.mechanism}; there are {known}.")
            continue
        asked = list(library.asked[topic.id].values())
        yield from word_problems(topic, asked, source, common)
        yield from preset_problems(topic, source)
        yield from question_problems(
            topic, asked, TomlSource(library.folder(topic.id) / "questions.toml", library.root)
        )
        yield from lesson_problems(library, topic)
