"""Two languages: English is the message id, Chinese stands in locale/, read when it is first spoken.

Which one is spoken belongs to the thread, so that two learners at once never mix; who runs something for a learner says
the language first.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from numbers import Number
from pathlib import Path
from typing import TypeVar

from engine import EngineError
from presentation.catalogue import read

LANGUAGES = {"zh": "中", "en": "EN"}
LOCALE = Path(__file__).parent / "locale"
ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()#+.!$~:<>|-&"})  # what Markdown would read
ADDRESS = re.compile(r":(?=//)|www(?=\.)|@", re.IGNORECASE)  # where an address begins, or that of a letter box
JOINER = "\u2060"  # a space of no width at which no line is broken
LONGEST = 300  # characters
LONGEST_LABEL = 34
R = TypeVar("R")
_spoken: ContextVar[str] = ContextVar("spoken", default="en")


@lru_cache(maxsize=8)
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; English translates to itself."""
    file = LOCALE / language / "LC_MESSAGES" / "stepwise.po"
    return read(file) if file.is_file() else gettext.NullTranslations()


def language() -> str:
    """The language being spoken, "zh" or "en"."""
    return _spoken.get()


def speak(language: str) -> None:
    """Say everything in this language from here on."""
    _spoken.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in this language: a printed page, a test."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def in_this_language(make: Callable[[], R]) -> Callable[[], R]:
    """Make something later, in whatever thread, in the language that is spoken now."""
    here = language()

    def made() -> R:
        with speaking(here):
            return make()

    return made


def _(message: str) -> str:
    """The message in the language being spoken."""
    return catalogue(language()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The message in the language being spoken, singular or plural."""
    return catalogue(language()).ngettext(one, many, n)


def sentence(error: EngineError) -> str:
    """An error's sentence in the language being spoken, as Markdown."""
    return filled(_(error.template), **error.values)


def plain_sentence(error: EngineError) -> str:
    """An error's sentence in the language being spoken, as it reads."""
    return _(error.template).format(**error.values)


def filled(message: str, **values: object) -> str:
    """A message with its values, as Markdown in which they read as they stand."""
    said = {name: value if isinstance(value, Number) else escaped(value) for name, value in values.items()}
    return message.format(**said)


def escaped(value: object) -> str:
    """Something typed, of an address or of a file's name, as Markdown that reads the same and fetches nothing.

    It is put on one line and shortened if it is very long. An unseen sign keeps addresses in it from becoming links,
    which happens to text whether its signs are escaped or not.
    """
    text = " ".join(str(value).splitlines())
    return ADDRESS.sub(rf"\g<0>{JOINER}", shortened(text, LONGEST)).translate(ESCAPES)


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """A text as it stands on a button: cut, with an ellipsis, where it is longer."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def titled(title: str, said: str) -> str:
    """What is said under a title, on one line: with the colon of the language."""
    return _("{name}: {said}").format(name=title, said=said)


def among(word: str) -> str:
    """A word of an example amid a sentence; in Chinese a space keeps Latin letters and digits apart from the others."""
    if language() != "zh" or not word:
        return word
    return f"{' ' * word[0].isascii()}{word}{' ' * word[-1].isascii()}"


def together(*sentences: str) -> str:
    """Sentences in a row: a space between them, none in Chinese."""
    return ("" if language() == "zh" else " ").join(text for text in sentences if text)
