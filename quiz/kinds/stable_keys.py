"""Stable keys for choices, key points and conventions, independent of their order in the question.

Answers are stored by key, so authors may move, add and remove entries without changing what a stored answer means.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from quiz.posed import Answers

PLACE = re.compile("[0-9]{1,3}")


def entry_keys(keys: Iterable[str], kept: Collection[Any] | None = None) -> tuple[str, ...]:
    """The keys by which answers refer to the entries, in the order of the question.

    `kept` are the keys stored with an earlier instance. Old instances stored positions ("0", "1", …) instead; positions
    are returned for them. Raises LookupError if the entries have changed since.
    """
    found = tuple(keys)
    if kept is not None and all(PLACE.fullmatch(str(name)) for name in kept):
        found = tuple(map(str, range(len(found))))
    if kept is not None and sorted(map(str, kept)) != sorted(found):
        raise LookupError("The question has other things to choose from since.")
    return found


def ticked_entries(names: Sequence[str], answers: Answers, part: str) -> set[int]:
    """The indices of the entries named in the first row of a part; unknown names are ignored."""
    rows = answers.get(part, ())
    said = set(map(str, rows[0])) if len(rows) else set()
    return {k for k, name in enumerate(names) if name in said}
