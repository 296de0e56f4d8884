"""What was typed over and answered in a lesson, kept so that a reload, another window or another day finds it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content import Topic
from db.errors import StoreError
from presentation.lessons.kept import example_of, restored, stated
from presentation.lessons.numbers import LessonNumbers
from ui.session import kept_states
from ui.session.kept_values import UNREADABLE, mapping
from ui.session.unsaved import report

PLACE = "lesson/"  # before a topic's id; no topic is called lesson
TYPED, PREDICTED = "typed", "predicted"
Kept = tuple[LessonNumbers, dict[str, str]]


def kept(topic: Topic) -> Kept:
    """The numbers of a topic's lesson, and what was answered to its questions, by their ids."""
    try:
        found = kept_states.read(PLACE + topic.id)
        return _read(topic, found) if found is not None else (LessonNumbers(topic), {})
    except StoreError as error:
        report(error)
    except UNREADABLE:
        pass
    return LessonNumbers(topic), {}


def keep(numbers: LessonNumbers, predicted: Mapping[str, str]) -> Kept:
    """Save both, and return them as they are kept, with another window's. Nothing is kept of an untouched lesson."""
    topic, state = numbers.topic, {TYPED: stated(numbers), PREDICTED: dict(predicted)}
    if not any(state.values()):
        kept_states.clear(PLACE + topic.id)
        return numbers, {}
    found = kept_states.put(PLACE + topic.id, state, untouched={TYPED: example_of(numbers), PREDICTED: {}})
    return (numbers, dict(predicted)) if found == state else _read(topic, found)


def _read(topic: Topic, state: Mapping[str, Any]) -> Kept:
    answers = {id: str(said) for id, said in mapping(state.get(PREDICTED, {})).items()}
    return restored(topic, mapping(state.get(TYPED, {}))), answers
