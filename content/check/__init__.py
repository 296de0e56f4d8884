"""Checks the content against the engine: missing texts, presets that do not fit, published values that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content.check.backward import backward_problems
from content.check.common import common_problems
from content.check.coverage import coverage_problems
from content.check.debug import debug_problems
from content.check.forbidden_words import forbidden_in
from content.check.glossary import glossary_problems
from content.check.guessable import guessable_problems
from content.check.laboratories import laboratory_problems
from content.check.lessons import lesson_problems
from content.check.presets import preset_problems
from content.check.questions import question_problems
from content.check.route import route_problems
from content.check.sections import section_problems, taught_problems
from content.check.spoken import spoken_problems
from content.check.titles import title_problems
from content.check.words import word_problems
from content.check.writing import question_writing, topic_writing
from content.errors import Problem
from content.loader import Library, common
from content.questions import Question
from content.schema import Topic
from content.toml.error_sentences import TomlSource
from engine import MECHANISMS

__all__ = ["problems", "shared_problems", "topic_problems"]


def problems(library: Library) -> list[Problem]:
    """Every fault that is found by comparing with the engine; recipes are run if PyTorch is installed.

    What needs the examiner is checked by quiz.check_content.
    """
    topics = (problem for topic in library.topics.values() for problem in topic_problems(library, topic))
    routed = route_problems(library, tuple(common(library.root).groups))
    whole = (*guessable_problems(library), *glossary_problems(library), *laboratory_problems(library))
    covered = coverage_problems(library)
    return [*shared_problems(library), *routed, *topics, *whole, *covered]


def shared_problems(library: Library) -> list[Problem]:
    """Every fault of the words that topics share."""
    file = library.root / "common.toml"
    return [*common_problems(TomlSource(file, library.root)), *forbidden_in(file, library.root)]


def topic_problems(library: Library, topic: Topic) -> list[Problem]:
    """Every fault of a topic, its questions and its lessons."""
    return list(_problems(library, topic))


def _problems(library: Library, topic: Topic) -> Iterator[Problem]:
    common = TomlSource(library.root / "common.toml", library.root)
    source = TomlSource(library.folder(topic.id) / "topic.toml", library.root)
    if topic.mechanism not in MECHANISMS:
        known = ", ".join(sorted(MECHANISMS))
        yield source.problem(("mechanism",), f"There is no mechanism {topic.mechanism}; there are {known}.")
        return
    asked = list(library.asked[topic.id].values())
    yield from word_problems(topic, asked, source, common)
    yield from backward_problems(topic, source)
    yield from title_problems(topic, source)
    yield from topic_writing(topic, source)
    yield from preset_problems(topic, source)
    questions = TomlSource(library.folder(topic.id) / "questions.toml", library.root)
    yield from _asked(topic, asked, questions)
    yield from taught_problems(library, topic, questions)
    yield from lesson_problems(library, topic)
    yield from section_problems(library, topic)
    for name in ("topic.toml", "questions.toml"):
        yield from forbidden_in(library.folder(topic.id) / name, library.root)


def _asked(topic: Topic, asked: Sequence[Question], source: TomlSource) -> Iterator[Problem]:
    for kind in ("steps", "choice"):
        if kind not in {question.kind for question in asked}:
            yield source.problem((), f"No question is of the kind {kind}; a topic asks at least one: add it.")
    yield from question_problems(topic, asked, source)
    yield from question_writing(asked, source)
    yield from spoken_problems(asked, source)
    yield from debug_problems(asked, source)
