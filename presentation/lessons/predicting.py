"""A question in the middle of a lesson in words: what can be answered, whether it is right, and what happens."""

from __future__ import annotations

from content.lessons.parts import DIRECTIONS, Prediction
from engine.readings.numbers import fixed
from presentation.lessons.numbers import LessonNumbers
from presentation.translate import _
from quiz.answers.parse import ParsedNumber, number


def choices(numbers: LessonNumbers, asked: Prediction) -> dict[str, str]:
    """The answers to choose from and what they are called; none where a number is typed."""
    if asked.asks == "direction":
        said = (_("It becomes larger"), _("It becomes smaller"), _("It stays the same"))
        return dict(zip(DIRECTIONS, said, strict=True))
    return dict(enumerate_words(numbers, asked)) if asked.asks == "largest" else {}


def enumerate_words(numbers: LessonNumbers, asked: Prediction) -> list[tuple[str, str]]:
    """The columns of the row that is asked about: their words, else their numbers from 1."""
    width = asked.trace.program[asked.step].shape[-1]
    words = numbers.view(asked).labels(width) or tuple(str(k) for k in range(1, int(width) + 1))
    return [(str(k), word) for k, word in enumerate(words)]


def wanted(asked: Prediction) -> str:
    """What is to be typed."""
    if asked.asks == "rows":
        return _("How many rows?")
    return _("Your number, to {n} decimals").format(n=asked.digits) if asked.digits else _("Your number")


def readable(asked: Prediction, said: str) -> bool:
    """Whether something is an answer at all."""
    return bool(said) and (asked.asks in ("direction", "largest") or isinstance(number(said), ParsedNumber))


def is_right(asked: Prediction, said: str) -> bool:
    """Whether an answer is the engine's; a number is rounded as the question shows it."""
    if asked.asks in ("direction", "largest"):
        return said == asked.right
    found = number(said)
    digits = asked.digits if asked.asks == "number" else 0
    return isinstance(found, ParsedNumber) and fixed(found.value, digits) == asked.right


def outcome(numbers: LessonNumbers, asked: Prediction) -> str:
    """What happens, as a sentence."""
    if asked.asks == "rows":
        return _("{n} of {all} rows change.").format(n=asked.after, all=asked.before)
    if asked.asks == "largest":
        words = dict(enumerate_words(numbers, asked))
        said = _("The largest number is now {value}, for {word}; before it was the one for {other}.")
        if asked.right == asked.before:
            said = _("The largest number is now {value}, still for {word}.")
        return said.format(value=asked.after, word=words[asked.right], other=words[asked.before])
    if asked.before == asked.after:
        return _("It is {after} before and after.").format(after=asked.after)
    return _("It was {before} and is now {after}.").format(before=asked.before, after=asked.after)
