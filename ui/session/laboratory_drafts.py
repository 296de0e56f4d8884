"""What was said of a laboratory before anything was shown, kept for a reload, another window or another day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from db.errors import StoreError
from ui.session import page_drafts
from ui.session.draft_places import LABORATORY
from ui.session.state import session
from ui.session.stored_values import UNREADABLE, mapping
from ui.session.unsaved import report

SAID = "said"


def said(laboratory: str, names: Collection[str]) -> Mapping[str, str] | None:
    """The texts by the names that are asked for, "" where a number was only shown; None before anything was said."""
    known = session().foretold
    if laboratory not in known and (found := _kept(laboratory)) is not None and found.keys() == set(names):
        known[laboratory] = found
    return known.get(laboratory)


def say(laboratory: str, texts: Mapping[str, str]) -> None:
    """Keep what is said; it is not asked again."""
    state = {SAID: dict(texts)}
    untouched = {SAID: dict.fromkeys(texts, "")}
    kept = page_drafts.put(LABORATORY + laboratory, state, untouched=untouched)
    session().foretold[laboratory] = _read(kept) or dict(texts)


def _kept(laboratory: str) -> dict[str, str] | None:
    try:
        return _read(page_drafts.read(LABORATORY + laboratory))
    except StoreError as error:
        report(error)
    return None


def _read(state: Mapping[str, Any] | None) -> dict[str, str] | None:
    """The texts of a state; None if it has none that can be read."""
    with suppress(*UNREADABLE):
        return {name: str(text) for name, text in mapping((state or {}).get(SAID)).items()}
    return None
