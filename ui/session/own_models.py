"""The learner's own models, remembered by name and path beside the drafts; nothing of the files is copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.errors import StoreError
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.workspace_state import own_layer, own_state
from ui.session import page_drafts
from ui.session.unsaved import report

PLACE = "settings/own_models"  # among the drafts; no topic is called settings


def remembered() -> Mapping[str, OwnLayer]:
    """The models by name, as they were opened last; those that are damaged in the database are left out."""
    found = {name: _read(state) for name, state in _kept().items()}
    return {name: own for name, own in found.items() if own}


def remember(own: OwnLayer) -> None:
    """Keep a model under its name, in place of another that was called so."""
    page_drafts.put(PLACE, {**_kept(), own.name: own_state(own)})


def forget(name: str) -> None:
    """Forget where a model is; its file stays as it is."""
    page_drafts.put(PLACE, {other: state for other, state in _kept().items() if other != name})


def _kept() -> dict[str, Any]:
    try:
        found = page_drafts.read(PLACE)
    except StoreError as error:
        report(error)
        return {}
    return dict(found or {})


def _read(state: Any) -> OwnLayer | None:
    try:
        return own_layer(state)
    except (LookupError, TypeError, ValueError):
        return None
