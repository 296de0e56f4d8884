"""The arguments of a check as they were entered, before anything is built of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from check.given import plain
from engine import MECHANISMS, InputError, Mechanism
from engine.readings.training import LOSSES, Loss

EXAMPLES = {
    "inputs": '{"X": [[1, 2]]}',
    "options": '{"mask": "none"}',
    "results": '{"context": [[1, 2]]}',
    "sizes": '{"h": 2}',
}


def by_name(argument: str, entered: Any) -> dict[str, Any]:
    """One argument's values by name, tensors without their part in a gradient; none for None.

    Raises InputError for what has no names.
    """
    if entered is None:
        return {}
    if not isinstance(entered, Mapping):
        raise InputError(
            "The {argument} have to be a dictionary, such as {example}.", argument=argument, example=EXAMPLES[argument]
        )
    return dict(entered) if argument == "results" else {name: plain(value) for name, value in entered.items()}


def known_loss(entered: Loss | None) -> Loss | None:
    """The loss. Raises InputError for one that does not exist."""
    if entered is not None and entered not in LOSSES:
        raise InputError("There is no loss called {name}; there are {names}.", name=entered, names=", ".join(LOSSES))
    return entered


def known_mechanism(entered: Mechanism | str) -> Mechanism:
    """The mechanism, by its id or itself. Raises InputError for one that does not exist."""
    if isinstance(entered, Mechanism):
        return entered
    if entered not in MECHANISMS:
        ids = ", ".join(MECHANISMS)
        raise InputError("There is no mechanism called {id}; there are {ids}.", id=entered, ids=ids)
    return MECHANISMS[entered]
