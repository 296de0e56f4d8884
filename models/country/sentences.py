"""The language of the model: “I grew up in France … so I speak”, any number of words in between, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class CountryWords:
    """Words of the sentences: `before` a `country`, `between` it and the question, `ask`; and the answers, `spoken`."""

    before: tuple[str, ...]
    country: tuple[str, ...]
    between: tuple[str, ...]
    ask: tuple[str, ...]
    spoken: tuple[str, ...]

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word that is read, in the order of the rows of the embedding."""
        return tuple(dict.fromkeys((*self.before, *self.country, *self.between, *self.ask)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES = {
    "en": CountryWords(
        before=_words("I grew up in"),
        country=_words("France China Japan Spain Italy Russia"),
        between=_words("and often we went to the sea with friends at home school music was long good every day"),
        ask=_words("so I speak"),
        spoken=_words("French Chinese Japanese Spanish Italian Russian"),
    ),
    "zh": CountryWords(
        before=_words("我 在"),
        country=_words("法国 中国 日本 西班牙 意大利 俄国"),
        between=_words("长大 常 和 朋友 去 海边 家里 学校 音乐 很 好 每天 那时 我们 也 看 书 了"),
        ask=_words("所以 我 说"),
        spoken=_words("法语 汉语 日语 西班牙语 意大利语 俄语"),
    ),
}


def sentences(rng: np.random.Generator, language: str, count: int, gap: int) -> tuple[Numbers, Numbers]:
    """Drawn sentences with `gap` words between country and question, as rows of word numbers, and their answers."""
    words = LANGUAGES[language]
    number = {word: n for n, word in enumerate(words.vocabulary)}
    before, country, between, ask = (
        np.array([number[word] for word in part]) for part in (words.before, words.country, words.between, words.ask)
    )
    answers = rng.integers(len(country), size=count)
    drawn = between[rng.integers(len(between), size=(count, gap))]
    parts = (np.tile(before, (count, 1)), country[answers][:, None], drawn, np.tile(ask, (count, 1)))
    return np.concatenate(parts, axis=1), answers
