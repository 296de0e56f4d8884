"""What was typed over, answered and opened in a lesson, kept for a reload, another window or another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from content import Topic
from db.errors import StoreError
from presentation.lessons.numbers import LessonNumbers
from presentation.lessons.stored_numbers import example_of, restored, stated
from ui.session import page_drafts
from ui.session.draft_places import LESSON
from ui.session.stored_values import UNREADABLE, mapping
from ui.session.unsaved import report

TYPED, PREDICTED, OPENED = "typed", "predicted", "opened"
OPEN = "open"


@dataclass(frozen=True)
class LessonDraft:
    """The numbers of a topic's lesson, what was answered to its questions, by their ids, and which figures are open."""

    numbers: LessonNumbers
    predicted: Mapping[str, str] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()

    @property
    def state(self) -> dict[str, Any]:
        """As it is kept; a lesson without open figures says nothing of them."""
        opened = {OPENED: dict.fromkeys(sorted(self.opened), OPEN)} if self.opened else {}
        return {TYPED: stated(self.numbers), PREDICTED: dict(self.predicted), **opened}


def kept(topic: Topic) -> LessonDraft:
    """What is kept of a topic's lesson."""
    try:
        found = page_drafts.read(LESSON + topic.id)
        return _read(topic, found) if found is not None else LessonDraft(LessonNumbers(topic))
    except StoreError as error:
        report(error)
    except UNREADABLE:
        pass
    return LessonDraft(LessonNumbers(topic))


def keep(made: LessonDraft) -> LessonDraft:
    """Save it, and return it as it is kept, with another window's. Nothing is kept of an untouched lesson."""
    topic, state = made.numbers.topic, made.state
    if not any(state.values()):
        page_drafts.clear(LESSON + topic.id)
        return made
    untouched: dict[str, Any] = {part: {} for part in state} | {TYPED: example_of(made.numbers)}
    found = page_drafts.put(LESSON + topic.id, state, untouched=untouched)
    return made if found == state else _read(topic, found)


def _read(topic: Topic, state: Mapping[str, Any]) -> LessonDraft:
    answers = {id: str(said) for id, said in mapping(state.get(PREDICTED, {})).items()}
    opened = frozenset(mapping(state.get(OPENED, {})))
    return LessonDraft(restored(topic, mapping(state.get(TYPED, {}))), answers, opened)
