"""The two languages of the model: in Chinese time and place stand before the verb, in English at the end.

The English is in telegram style, one word for each Chinese one: 我 昨天 学校 读 书 → I read books school yesterday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
START, END = "<s>", "</s>"
PARTS: dict[str, dict[str, str]] = {
    "who": {"我": "I", "你": "you", "他": "he", "她": "she", "我们": "we", "他们": "they"},
    "when": {"昨天": "yesterday", "今天": "today", "明天": "tomorrow"},
    "where": {"学校": "school", "家里": "home", "公园": "park", "车站": "station"},
    "did": {"读": "read", "写": "write", "买": "buy", "卖": "sell"},
    "what": {"书": "books", "信": "letters", "报纸": "newspapers", "茶": "tea"},
}
CHINESE_ORDER, ENGLISH_ORDER = ("who", "when", "where", "did", "what"), ("who", "did", "what", "where", "when")
OPTIONAL, LEFT_OUT = ("when", "where"), 0.3  # parts that a sentence may lack, and how often

PINYIN = {  # he and she sound alike in Chinese
    "我": "wǒ",
    "你": "nǐ",
    "他": "tā(he)",
    "她": "tā(she)",
    "我们": "wǒmen",
    "他们": "tāmen",
    "昨天": "zuótiān",
    "今天": "jīntiān",
    "明天": "míngtiān",
    "学校": "xuéxiào",
    "家里": "jiālǐ",
    "公园": "gōngyuán",
    "车站": "chēzhàn",
    "读": "dú",
    "写": "xiě",
    "买": "mǎi",
    "卖": "mài",
    "书": "shū",
    "信": "xìn",
    "报纸": "bàozhǐ",
    "茶": "chá",
}

SOURCE = (END, *(word for part in CHINESE_ORDER for word in PARTS[part]))
TARGET = (START, END, *(word for part in CHINESE_ORDER for word in PARTS[part].values()))
READ_AS = {"zh": SOURCE, "en": tuple(PINYIN.get(word, word) for word in SOURCE)}  # for readers of either language


@dataclass(frozen=True)
class Pair:
    """A sentence, its translation, and for each word of the translation the place of its word in the sentence."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    places: tuple[int, ...]


def pairs(rng: np.random.Generator, count: int) -> Iterator[Pair]:
    """Drawn sentences with their translations; the source ends with its sign."""
    return (_pair(rng) for _ in range(count))


def _pair(rng: np.random.Generator) -> Pair:
    left_out = {part for part in OPTIONAL if rng.random() < LEFT_OUT}
    said = {part: str(rng.choice(list(words))) for part, words in PARTS.items() if part not in left_out}
    source = [part for part in CHINESE_ORDER if part in said]
    target = [part for part in ENGLISH_ORDER if part in said]
    return Pair(
        (*(said[part] for part in source), END),
        tuple(PARTS[part][said[part]] for part in target),
        tuple(source.index(part) for part in target),
    )


@dataclass(frozen=True)
class Batch:
    """Pairs of one length as rows of word numbers.

    `read` is the source, `begun` what the decoder reads (the translation shifted right), `wanted` what it must write,
    `places` where the word that is translated stands; the end of the sentence has no place.
    """

    read: Numbers
    begun: Numbers
    wanted: Numbers
    places: Numbers


def batches(rng: np.random.Generator, count: int) -> list[Batch]:
    """Drawn pairs by their length."""
    groups: dict[int, list[Pair]] = {}
    for pair in pairs(rng, count):
        groups.setdefault(len(pair.source), []).append(pair)
    return [_batch(groups[length]) for length in sorted(groups)]


def _batch(group: list[Pair]) -> Batch:
    target = [[TARGET.index(word) for word in pair.target] for pair in group]
    return Batch(
        np.array([[SOURCE.index(word) for word in pair.source] for pair in group]),
        np.array([[TARGET.index(START), *row] for row in target]),
        np.array([[*row, TARGET.index(END)] for row in target]),
        np.array([pair.places for pair in group]),
    )
