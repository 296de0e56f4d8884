"""Which of several things written in a question is meant: by their keys, whatever place they have.

Authors move, reword and add such things. What was kept by place would then silently mean another of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from quiz.posed import Answers

PLACE = re.compile("[0-9]{1,3}")


def names(keys: Iterable[str], kept: Collection[Any] | None = None) -> tuple[str, ...]:
    """What answers call the things, in the order of the question: their keys.

    `kept` is what an earlier posing called them; before there were keys, that was their places, and stays so for
    answers of that time. Raises LookupError where these are not the things that the question has now.
    """
    found = tuple(keys)
    if kept is not None and all(PLACE.fullmatch(str(name)) for name in kept):
        found = tuple(map(str, range(len(found))))
    if kept is not None and sorted(map(str, kept)) != sorted(found):
        raise LookupError("The question has other things to choose from since.")
    return found


def ticked(names: Sequence[str], answers: Answers, part: str) -> set[int]:
    """The places of what the first row of a part's answer names; what names nothing is passed over."""
    rows = answers.get(part, ())
    said = set(map(str, rows[0])) if len(rows) else set()
    return {k for k, name in enumerate(names) if name in said}
