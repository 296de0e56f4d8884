"""The language of the model: two sentences about two people; a full name that was read once is completed later."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
PADDING, START, HIDDEN = "<pad>", "<s>", "[MASK]"
LONGEST = 16  # words of a text
APART = (3, 7)  # how far apart first name and surname of the pairs are that never stand together in training


@dataclass(frozen=True)
class NameWords:
    """Words of the texts: ten `first` names and ten surnames (`last`), verbs, words that open a sentence, its stop."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    verbs: tuple[str, ...]
    openers: tuple[str, ...]
    stop: str

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word, in the order of the rows of the embedding: the same order in every language."""
        return (PADDING, START, HIDDEN, self.stop, *self.first, *self.last, *self.verbs, *self.openers)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LANGUAGES = {
    "en": NameWords(
        first=_words("Anna Ben Clara Dan Emma Fred Grace Hugo Ida Jack"),
        last=_words("Brown Green Hill King Lake Moon Reed Stone Wood Young"),
        verbs=_words("met saw thanked called helped"),
        openers=_words("today later then"),
        stop=".",
    ),
    "zh": NameWords(  # the family name stands first
        first=_words("张 李 王 赵 陈 杨 周 吴 徐 孙"),
        last=_words("伟 娜 静 强 磊 洋 艳 勇 杰 芳"),
        verbs=_words("遇见 看见 感谢 叫住 帮助"),
        openers=_words("今天 后来 然后"),
        stop="。",
    ),
}
ENGLISH = LANGUAGES["en"]
NUMBER = {word: n for n, word in enumerate(ENGLISH.vocabulary)}
NOTHING = NUMBER[PADDING]  # stands after the last word of a text


def apart(first: int, last: int) -> bool:
    """Whether two parts of a name never stand together in training: so it is with two in ten of all pairs."""
    return (last - first) % 10 in APART


def text(rng: np.random.Generator, unseen: bool) -> tuple[list[int], list[int]]:
    """A drawn text as numbers of words, and the places of the words that complete a known name.

    Both names are pairs that are held out from training if `unseen`, otherwise neither is.
    """
    while True:
        first, last = rng.choice(10, 2, replace=False), rng.choice(10, 2, replace=False)
        if all(apart(*pair) == unseen for pair in zip(first, last, strict=True)):
            break
    people = [(ENGLISH.first[a], ENGLISH.last[b]) for a, b in zip(first, last, strict=True)]
    said, completed = [START], []
    for sentence in range(2):
        opener = [str(rng.choice(ENGLISH.openers))] if rng.random() < 0.5 else []
        subject, other = people if rng.random() < 0.5 else people[::-1]
        begin = len(said) + len(opener)
        said += [*opener, *subject, str(rng.choice(ENGLISH.verbs)), *other, ENGLISH.stop]
        completed += [begin + 1, begin + 4] if sentence else []
    return [NUMBER[word] for word in said], completed


def texts(rng: np.random.Generator, count: int, unseen: bool = False) -> tuple[Numbers, NDArray[np.bool_]]:
    """Drawn texts, count×LONGEST numbers of words (NOTHING after the end), and where a known name is completed."""
    numbers, marks = np.full((count, LONGEST), NOTHING), np.zeros((count, LONGEST), bool)
    for k in range(count):
        said, completed = text(rng, unseen)
        numbers[k, : len(said)] = said
        marks[k, completed] = True
    return numbers, marks


def said_twice(rng: np.random.Generator, count: int) -> Numbers:
    """Lists of five to seven different words, each said twice, count×LONGEST: what followed before follows again."""
    numbers = np.full((count, LONGEST), NOTHING)
    for k in range(count):
        words = rng.choice(np.arange(NUMBER[ENGLISH.stop], len(NUMBER)), int(rng.integers(5, 8)), replace=False)
        said = [NUMBER[START], *chain(words, words)]
        numbers[k, : len(said)] = said
    return numbers
