"""The learner's own sentence: its tokens, and a vector for each of them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence

import numpy as np

# Chinese is written without spaces: each character is a token; what has spaces is split there
PIECES = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")


def tokens(sentence: str, most: int) -> list[str]:
    """At most so many tokens: words at spaces; without any space, Chinese characters one by one."""
    return _pieces(sentence)[:most]


def words_beyond(sentence: str, most: int) -> str:
    """What of a sentence is left out because it has more tokens than that, as it was written."""
    text, pieces = sentence.strip(), _pieces(sentence)
    return (" " if re.search(r"\s", text) else "").join(pieces[most:])


def _pieces(sentence: str) -> list[str]:
    text = sentence.strip()
    return text.split() if re.search(r"\s", text) else PIECES.findall(text)


def vectors(words: Sequence[str], width: int, known: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """One row of texts for each token: its known vector, or numbers in 0 … 1 that belong to the word, two decimals.

    The same word has the same vector in every sentence and on every machine.
    """
    return [list(known[word]) if len(known.get(word, ())) == width else _drawn(word, width) for word in words]


def _drawn(word: str, width: int) -> list[str]:
    rng = np.random.default_rng(zlib.crc32(word.encode()))
    return [f"{k / 100:.2f}" for k in rng.integers(0, 100, width)]
