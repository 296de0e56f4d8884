"""Checks the questions in the middle of lessons: the core has some, and both languages ask the same ones once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content.errors import Problem
from content.lessons.parts import Prediction
from content.lessons.render import Lesson
from content.schema import Topic


def prediction_problems(topic: Topic, lessons: Mapping[str, tuple[str, Lesson]]) -> Iterator[Problem]:
    """Faults of the questions in a topic's lessons, which are given by language with the name of their file."""
    asked = {language: _asked(parts) for language, (_file, parts) in lessons.items()}
    for language, (file, _parts) in lessons.items():
        ids = [one.id for one in asked[language]]
        if topic.core and not ids:
            say = "A lesson of the core asks nothing before it answers: add a ::: predict block."
            yield Problem(file, 1, say)
        for id in sorted({id for id in ids if ids.count(id) > 1}):
            yield Problem(file, 1, f"Two questions in the middle are called {id}: rename one.")
        yield from _alone(asked, language, file)


def _alone(asked: Mapping[str, Sequence[Prediction]], language: str, file: str) -> Iterator[Problem]:
    """Questions that another language does not ask, or asks otherwise."""
    for other, questions in asked.items():
        there = {one.id: _matter(one) for one in questions}
        for one in asked[language]:
            if other != language and there.get(one.id) != _matter(one):
                say = f"lesson.{other}.md does not ask the question {one.id} in the same way: ask it in both languages."
                yield Problem(file, 1, say)


def _matter(one: Prediction) -> tuple[object, ...]:
    return one.asks, one.preset, one.step, one.index, one.before, one.after, one.digits


def _asked(parts: Lesson) -> list[Prediction]:
    return [part for part in parts if isinstance(part, Prediction)]
