"""The kinds of question, read off their schema; each layer above keeps one table that has them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, get_args

from content.questions import Question

T = TypeVar("T")

KINDS: tuple[str, ...] = tuple(
    get_args(schema.model_fields["kind"].annotation)[0] for schema in get_args(get_args(Question)[0])
)


def complete(table: Mapping[str, T], where: str) -> Mapping[str, T]:
    """The table, which has an entry for each kind of question. Raises LookupError in one sentence where it has not."""
    for kind in KINDS:
        if kind not in table:
            raise LookupError(f"{where} has no entry for questions of the kind “{kind}”: add it to the table there.")
    for kind in table:
        if kind not in KINDS:
            raise LookupError(f"{where} has an entry “{kind}”, which is no kind of question in content/questions.py.")
    return table
