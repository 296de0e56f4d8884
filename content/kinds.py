"""The kinds of question, read from the schema, and a check that a table has an entry for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, get_args

from content.questions import Question

T = TypeVar("T")

KIND_NAMES: tuple[str, ...] = tuple(
    get_args(schema.model_fields["kind"].annotation)[0] for schema in get_args(get_args(Question)[0])
)


def complete(table: Mapping[str, T], where: str) -> Mapping[str, T]:
    """The table unchanged. Raises LookupError if a kind of question is missing from it, or if a key is not a kind.

    `where` is the file that the message names.
    """
    for kind in KIND_NAMES:
        if kind not in table:
            raise LookupError(f"{where} has no entry for questions of the kind “{kind}”: add it to the table there.")
    for kind in table:
        if kind not in KIND_NAMES:
            raise LookupError(f"{where} has an entry “{kind}”, which is no kind of question in content/questions.py.")
    return table
