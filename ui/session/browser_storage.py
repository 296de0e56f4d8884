"""What is typed is held by the browser until it is known to be kept: under which name, and what is kept.

A reload, a connection or a server that is gone loses nothing: the page that comes next finds what is held, and types it
again where it is newer than what is kept. Names are of one learner, and of one attempt, topic or the like.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ui.session.state import session
from ui.session.unsaved import pending


def held(place: str) -> dict[str, Any]:
    """What a component that takes text has among its data: its name, and whether anything waits to be saved."""
    return {"holds": _name(place), "waits": _waits()}


def hold(key: str, place: str, kept: str) -> None:
    """Have the browser hold what is typed into the field with this key, beside what is kept of it.

    Of a radio, that is the place of what is chosen, -1 for none; of a box to tick, "true" or "false".
    """
    session().held[key] = (_name(place), zlib.crc32(kept.encode("utf-8", "replace")))


def hold_choice(key: str, place: str, chosen: int | None) -> None:
    """Have the browser hold what is chosen in the radio with this key; `chosen` is kept, by its place."""
    hold(key, place, str(-1 if chosen is None else chosen))


def hold_tick(key: str, place: str, ticked: bool) -> None:
    """Have the browser hold the tick in the box with this key; `ticked` is kept."""
    hold(key, place, "true" if ticked else "false")


@contextmanager
def collected() -> Iterator[Callable[[], dict[str, Any]]]:
    """What is drawn here is a page or a part of one; the value says which fields there were so far."""
    here = session()
    around, here.held = here.held, {}
    try:
        yield _fields
    finally:
        here.held = around


def _fields() -> dict[str, Any]:
    return {"fields": [[key, *found] for key, found in session().held.items()], "waits": _waits()}


def _waits() -> bool:
    return bool(len(pending()))


def _name(place: str) -> str:
    return f"{session().learner_id}/{place}"
