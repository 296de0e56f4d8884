"""How much there is: questions by kind and difficulty, and for each topic its lessons, choices and oral questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from content.check.guessable import stands_out
from content.check.writing import length
from content.loader import LANGUAGES, Library
from content.questions import ChoiceQuestion, SpokenQuestion

COLUMNS = ("topic", "words en", "words zh", "questions", "choices", "spoken", "follow-ups", "longest en", "longest zh")


def counts(library: Library) -> Iterator[str]:
    """The questions by kind and by difficulty, then a table with a row for each topic and one for all of them."""
    questions = library.questions.values()
    yield "by kind: " + _listed(Counter(question.kind for question in questions))
    yield "by difficulty: " + _listed(Counter(str(question.difficulty) for question in questions))
    rows = [[topic, *_row(library, [topic])] for topic in library.topics]
    yield from _table([list(COLUMNS), *rows, ["all", *_row(library, list(library.topics))]])


def _row(library: Library, topics: Sequence[str]) -> list[str]:
    asked = [question for topic in topics for question in library.asked[topic].values()]
    spoken = [question for question in asked if isinstance(question, SpokenQuestion)]
    choices = [question for question in asked if isinstance(question, ChoiceQuestion)]
    single = [question for question in choices if not question.multiple]
    words = [sum(_words(library, topic, language) for topic in topics) for language in LANGUAGES]
    numbers = [*words, len(asked), len(choices), len(spoken), sum(len(question.follow_ups) for question in spoken)]
    longest = [sum(stands_out(question, language) for question in single) for language in LANGUAGES]
    return [*map(str, numbers), *(f"{n / len(single):.0%}" if single else "–" for n in longest)]


def _words(library: Library, topic: str, language: str) -> int:
    file = library.folder(topic) / f"lesson.{language}.md"
    return length(file.read_text(encoding="utf-8"), language) if file.is_file() else 0


def _listed(found: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(found.items()))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *cells in rows:
        yield "  ".join([name.ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(cells, widths[1:], strict=True))])
