"""What a topic offers: lessons that teach, choices and oral questions for weeks, nothing marked that is untaught."""

from __future__ import annotations

import pytest

from content import Topic, questions, topics
from content.check.missing import CHOICES, LENGTHS, SPOKEN, missing
from content.check.writing import length
from content.loader import library
from content.questions import SpokenQuestion


def test_the_core_is_declared() -> None:
    assert sum(topic.core for topic in topics()) == 19


def test_nothing_is_missing_of_what_every_topic_is_to_have() -> None:
    assert list(missing(library())) == []


@pytest.mark.parametrize("topic", topics(), ids=lambda one: one.id)
def test_a_lesson_is_as_long_as_its_matter(topic: Topic) -> None:
    for language, (least, most) in LENGTHS[topic.core].items():
        lesson = (library().folder(topic.id) / f"lesson.{language}.md").read_text(encoding="utf-8")
        assert least <= length(lesson, language) <= most


@pytest.mark.parametrize("topic", topics(), ids=lambda one: one.id)
def test_there_are_choices_and_oral_questions_for_weeks(topic: Topic) -> None:
    asked = questions(topic.id)
    spoken = [one for one in asked if isinstance(one, SpokenQuestion)]
    assert sum(one.kind == "choice" for one in asked) >= CHOICES[topic.core]
    assert len(spoken) >= SPOKEN[topic.core]
    assert all(2 <= len(one.follow_ups) <= 4 for one in spoken)


def test_derivations_and_programs_with_a_bug() -> None:
    kinds = [one.kind for one in questions()]
    assert kinds.count("derivation") >= 40
    assert kinds.count("debug") >= 20
