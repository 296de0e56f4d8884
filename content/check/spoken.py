"""Checks spoken questions that have a short answer: what is to be said aloud is short enough to be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from content.check.writing import COUNTED, WORD
from content.errors import Problem
from content.loader import LANGUAGES
from content.questions import Question, SpokenQuestion
from content.spans import spans
from content.text import Text
from content.toml.error_sentences import TomlSource
from content.toml.line_numbers import Keys

BRIEF = {"en": 80, "zh": 130}  # half a minute, and what follows a follow-up
IN_FULL = {"en": 150, "zh": 250}


def spoken_problems(questions: Sequence[Question], source: TomlSource) -> Iterator[Problem]:
    """Answers that are too long, of the questions that have a short one."""
    for n, question in enumerate(questions):
        if not isinstance(question, SpokenQuestion) or question.brief is None:
            continue
        where: Keys = ("questions", n)
        yield from _long(question.brief, BRIEF, source, (*where, "brief"))
        yield from _long(question.answer, IN_FULL, source, (*where, "answer"))
        for k, follow_up in enumerate(question.follow_ups):
            yield from _long(follow_up.answer, BRIEF, source, (*where, "follow_ups", k, "answer"))


def said_words(text: str, language: str) -> int:
    """How many English words or Chinese characters are said; a formula or a piece of code counts as one."""
    found = list(spans(text))
    prose = " ".join(span.text for span in found if span.kind == "prose")
    return len(WORD[language].findall(prose)) + sum(span.kind != "prose" for span in found)


def _long(text: Text, most: dict[str, int], source: TomlSource, where: Keys) -> Iterator[Problem]:
    for language in LANGUAGES:
        count = said_words(text.of(language), language)
        if count > most[language]:
            say = f"This has {count} {COUNTED[language]}; at most {most[language]} can be said in the time."
            yield source.problem((*where, language), say)
