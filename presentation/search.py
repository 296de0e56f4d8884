"""Search over lessons, questions and mistakes: by words, or by the pinyin initials of Chinese ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from content import Topic, questions, topics
from content.loader import common
from presentation.initials import initials
from presentation.kinds import kind_names
from presentation.translate import language, speaking

Sort = Literal["lesson", "question", "mistake"]
MOST: dict[Sort, int] = {"lesson": 4, "question": 8, "mistake": 5}
LONGEST = 60  # characters of a query


@dataclass(frozen=True)
class Entry:
    """Something that can be found: what it is, its id within its topic, its title, and what else is said of it."""

    sort: Sort
    topic: str
    id: str
    title: str
    detail: str
    plain: str
    initials: str


def search(query: str) -> list[Entry]:
    """What fits a query in the language being spoken, the best of each sort first; nothing for an empty query."""
    wanted = plain(query[:LONGEST])
    if not wanted:
        return []
    ranked = sorted(
        ((rank, n, entry) for n, entry in enumerate(index(language())) if (rank := _rank(entry, wanted)) is not None),
        key=lambda one: one[:2],
    )
    found: list[Entry] = []
    for sort, most in MOST.items():
        found += [entry for _rank, _n, entry in ranked if entry.sort == sort][:most]
    return found


def _rank(entry: Entry, wanted: str) -> int | None:
    """How well an entry fits, 0 best; None where it does not."""
    title = plain(entry.title)
    if title.startswith(wanted):
        return 0
    if wanted in title:
        return 1
    if any(each.startswith(wanted) for each in entry.initials.split()):
        return 2
    if len(wanted) > 1 and (wanted in entry.initials):
        return 3
    return 4 if wanted in entry.plain else None


def plain(text: str) -> str:
    """A text as it is compared: without spaces, capitals and forms of the same sign."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=4)
def index(spoken: str) -> tuple[Entry, ...]:
    """Everything that can be found, in the order of the route."""
    with speaking(spoken):
        return tuple(entry for here in topics() for entry in _of(here))


def _of(here: Topic) -> Iterator[Entry]:
    spoken, kinds = language(), kind_names()
    name = here.title.of(spoken)
    yield _entry("lesson", here, here.id, name, here.summary.of(spoken))
    for asked in questions(here.id):
        yield _entry("question", here, asked.id, asked.title.of(spoken), f"{name} · {kinds[asked.kind]}")
    for key in _own_mistakes(here):
        yield _entry("mistake", here, key, here.misconceptions[key].name.of(spoken), name)


def _entry(sort: Sort, here: Topic, id: str, title: str, detail: str) -> Entry:
    return Entry(sort, here.id, id, title, detail, plain(title + detail), initials(title))


def _own_mistakes(here: Topic) -> Iterator[str]:
    """The mistakes that a topic has words of its own for, one of those called the same."""
    shared, named = common().misconceptions, set()
    for key, words in here.misconceptions.items():
        if key in shared and shared[key] == words:
            continue
        if "{" not in words.name.en and words.name.en not in named:
            named.add(words.name.en)
            yield key
