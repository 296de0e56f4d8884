"""What topics still lack of what every topic is to have: counted, not refused."""

from __future__ import annotations

from collections.abc import Iterator

from content.check.sections import key_points
from content.check.writing import length
from content.lessons.sections import sections
from content.loader import LANGUAGES, Library
from content.questions import SpokenQuestion

# Words of a lesson (English) and characters (Chinese), at least and at most; True: of a core topic.
LENGTHS = {True: {"en": (900, 1600), "zh": (1400, 2600)}, False: {"en": (600, 1600), "zh": (900, 2600)}}
CHOICES, SPOKEN = {True: 10, False: 6}, {True: 6, False: 3}  # questions of a topic, at least
FOLLOW_UPS = 2  # of a spoken question, at least


def missing(library: Library) -> Iterator[str]:
    """One line for each sort of thing that is missing: how many, and in which topics."""
    counts = {
        "lesson sections without an id": _sections_without_id,
        "key points without the section that teaches them": _untaught,
        "spoken questions without a short answer": _without_brief,
        f"spoken questions with fewer than {FOLLOW_UPS} follow-ups": _without_follow_ups,
        "lessons that are too short": _too_short,
        "choices": _choices,
        "spoken questions": _spoken_questions,
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
    return sum(len(question.follow_ups) < FOLLOW_UPS for question in _spoken(library, topic))


def _too_short(library: Library, topic: str) -> int:
    folder, least = library.folder(topic), LENGTHS[library.topics[topic].core]
    texts = {language: (folder / f"lesson.{language}.md").read_text(encoding="utf-8") for language in LANGUAGES}
    return sum(length(text, language) < least[language][0] for language, text in texts.items())


def _choices(library: Library, topic: str) -> int:
    there = sum(question.kind == "choice" for question in library.asked[topic].values())
    return max(0, CHOICES[library.topics[topic].core] - there)


def _spoken_questions(library: Library, topic: str) -> int:
    return max(0, SPOKEN[library.topics[topic].core] - len(_spoken(library, topic)))
