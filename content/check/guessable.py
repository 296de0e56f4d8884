"""Choices that could be guessed: over a bank, the right one must not stand out by its length.

The bounds are those of docs/authoring.md. A few questions say nothing about habit, so a small bank is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from content.errors import Problem
from content.loader import LANGUAGES, Library
from content.questions import ChoiceQuestion

ENOUGH = 20  # questions from which on a habit shows
ENOUGH_OF_A_TOPIC = 5  # learners practise by topic, where fewer questions already show one
LONGEST = (0.20, 0.35)  # how often the right choice may be strictly the longest; by chance it is one in four
LONGEST_OF_A_TOPIC = 0.40  # the same within one topic, at most
RATIO = (0.90, 1.15)  # of the right choice's length to the median length of the wrong ones, in the median


def guessable_problems(library: Library) -> Iterator[Problem]:
    """What the lengths of the choices give away, in each language."""
    questions = library.questions.values()
    asked = [question for question in questions if isinstance(question, ChoiceQuestion) and not question.multiple]
    if len(asked) < ENOUGH:
        return
    for language in LANGUAGES:
        lengths = {question.id: _lengths(question, language) for question in asked}
        stands_out = [id for id, (right, wrong) in lengths.items() if right > max(wrong)]
        often = len(stands_out) / len(asked)
        if not LONGEST[0] <= often <= LONGEST[1]:
            yield _problem(
                library,
                f"The right choice is the longest in {often:.0%} of {len(asked)} questions ({language}); it should be "
                f"in {LONGEST[0]:.0%} to {LONGEST[1]:.0%}. It is in: {', '.join(stands_out)}.",
            )
        ratio = median(right / median(wrong) for right, wrong in lengths.values())
        if not RATIO[0] <= ratio <= RATIO[1]:
            yield _problem(
                library,
                f"The right choice is {ratio:.2f} times as long as the wrong ones ({language}, median); it should be "
                f"{RATIO[0]:.2f} to {RATIO[1]:.2f} times: move the reason into `reason`, say the wrong ones in full.",
            )
        yield from _by_topic(library, asked, language)


def _by_topic(library: Library, asked: Sequence[ChoiceQuestion], language: str) -> Iterator[Problem]:
    """The topics of which many right choices stand out, though the bank as a whole is balanced."""
    by_topic: dict[str, list[ChoiceQuestion]] = {}
    for question in asked:
        by_topic.setdefault(question.topic, []).append(question)
    for topic, its in by_topic.items():
        found = [question.id for question in its if stands_out(question, language)]
        if len(its) >= ENOUGH_OF_A_TOPIC and len(found) / len(its) > LONGEST_OF_A_TOPIC:
            yield _problem(
                library,
                f"The right choice is the longest in {len(found)} of the {len(its)} questions of {topic} ({language}); "
                f"it should be in {LONGEST_OF_A_TOPIC:.0%} at most. It is in: {', '.join(found)}.",
            )


def stands_out(question: ChoiceQuestion, language: str) -> bool:
    """Whether the right choice of a question with one is strictly the longest."""
    right, wrong = _lengths(question, language)
    return right > max(wrong)


def _lengths(question: ChoiceQuestion, language: str) -> tuple[int, Sequence[int]]:
    """The length of the right choice, and those of the wrong ones, in characters."""
    (right,) = (len(choice.text.of(language)) for choice in question.choices if choice.correct)
    return right, [len(choice.text.of(language)) for choice in question.choices if not choice.correct]


def _problem(library: Library, sentence: str) -> Problem:
    return Problem(f"{library.root.name}/topics", 1, sentence)
