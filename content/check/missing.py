"""What topics still lack of what every topic is to have: counted, not refused."""

from __future__ import annotations

from collections.abc import Iterator

from content.check.sections import key_points
from content.lessons.sections import sections
from content.loader import LANGUAGES, Library
from content.questions import SpokenQuestion


def missing(library: Library) -> Iterator[str]:
    """One line for each sort of thing that is missing: how many, and in which topics."""
    counts = {
        "lesson sections without an id": _sections_without_id,
        "key points without the section that teaches them": _untaught,
        "spoken questions without a short answer": _without_brief,
        "spoken questions without follow-ups": _without_follow_ups,
    }
    for what, count in counts.items():
        found = {id: n for id in library.topics if (n := count(library, id))}
        if found:
            yield f"{sum(found.values())} {what}: {', '.join(f'{id} {n}' for id, n in found.items())}"


def _sections_without_id(library: Library, topic: str) -> int:
    return sum(not section.id for language in LANGUAGES for section in sections(library, topic, language))


def _untaught(library: Library, topic: str) -> int:
    return sum(not point.taught for _, point in key_points(library, library.topics[topic]))


def _spoken(library: Library, topic: str) -> list[SpokenQuestion]:
    return [question for question in library.asked[topic].values() if isinstance(question, SpokenQuestion)]


def _without_brief(library: Library, topic: str) -> int:
    return sum(question.brief is None for question in _spoken(library, topic))


def _without_follow_ups(library: Library, topic: str) -> int:
    return sum(not question.follow_ups for question in _spoken(library, topic))
