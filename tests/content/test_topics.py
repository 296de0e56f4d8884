"""The project's own content: the checks find nothing, and the topics people come for ask enough."""

from __future__ import annotations

import pytest

from content import ChoiceQuestion, StepsQuestion, Topic, library, questions, topics
from content.check import shared_problems, topic_problems


def test_the_shared_words_have_no_faults() -> None:
    assert list(map(str, shared_problems(library()))) == []


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.id)
def test_the_content_has_no_faults(topic: Topic) -> None:
    assert list(map(str, topic_problems(library(), topic))) == []


@pytest.mark.torch
@pytest.mark.parametrize("topic", [t for t in topics() if any(p.recipe for p in t.presets)], ids=lambda topic: topic.id)
def test_recipes_have_no_faults_where_they_can_be_executed(topic: Topic) -> None:
    assert list(map(str, topic_problems(library(), topic))) == []


@pytest.mark.parametrize("id", ["self-attention", "lstm", "gru"])
def test_each_topic_asks_enough(id: str) -> None:
    asked = questions(id)
    steps = [q for q in asked if isinstance(q, StepsQuestion)]
    assert len(steps) >= 3
    assert len([q for q in asked if isinstance(q, ChoiceQuestion)]) >= 3
    assert min(q.difficulty for q in steps) == 1
    assert max(q.difficulty for q in steps) >= 4
