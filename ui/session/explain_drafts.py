"""What was typed and chosen on Explain, kept so that a reload, another window or another day finds it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any

from content import Topic
from db.errors import StoreError
from engine import EngineError
from loading import Refused
from presentation.loading_words import refusal_markdown
from presentation.translate import language
from presentation.workspaces.workspace import Workspace, opened
from presentation.workspaces.workspace_state import restored, stated
from ui.session import page_drafts
from ui.session.draft_places import EXPLAIN
from ui.session.state import session
from ui.session.unsaved import report

OWN_LAYER = "own_layer"  # why a layer of a learner's own model could not be opened, among what was refused
GRIDS = ("typed", "given", "training")
CELLS = (*GRIDS, "placeholders")  # what two windows may change at once; all else is the computation's form
UNFIT = (EngineError, LookupError, TypeError, ValueError)  # what a state raises that its topic no longer has


def fresh(topic: Topic, preset: str) -> Workspace:
    """An example as content gives it."""
    return opened(topic, preset, language())


def keep(space: Workspace) -> Workspace:
    """Save what the learner has made of an example, and return it as it is kept, with another window's cells.

    Nothing is kept of an untouched one, nor of one that could not be opened again.
    """
    state = stated(space)
    if session().saved == _said(space, state):
        return space
    place, kept, untouched = EXPLAIN + space.topic.id, space, stated(fresh(space.topic, space.preset))
    if state == untouched and space.preset == space.topic.first_preset(language()).id:
        page_drafts.clear(place)
    else:
        kept = _saved(place, space, state, untouched)
    session().saved = _said(kept, stated(kept))
    return kept


def _said(space: Workspace, state: Mapping[str, Any]) -> str:
    return json.dumps([space.topic.id, state], sort_keys=True)


def _saved(place: str, space: Workspace, state: dict[str, Any], untouched: dict[str, Any]) -> Workspace:
    with suppress(*UNFIT):
        restored(space.topic, state, language())
        found = page_drafts.put(place, state, _form(state), untouched)
        return space if found == state else restored(space.topic, found, language())
    return space


def _form(state: Mapping[str, Any]) -> str:
    """What two windows must have in common for their cells to be merged, in a few signs."""
    shapes = {name: {id: [len(row) for row in rows] for id, rows in state[name].items()} for name in GRIDS}
    form = [shapes, {name: value for name, value in state.items() if name not in CELLS}]
    return sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()


def kept(topic: Topic) -> Workspace | None:
    """What was kept of a topic, if it still fits; else nothing."""
    try:
        found = page_drafts.read(EXPLAIN + topic.id)
        return _taken_up(restored(topic, found, language())) if found is not None else None
    except StoreError as error:
        report(error)
    except Refused as refused:
        _leave(topic, refused)
    except UNFIT:
        pass
    return None


def _taken_up(space: Workspace) -> Workspace:
    """A workspace as it is kept, so that it need not be saved again before something of it is changed."""
    session().saved = _said(space, stated(space))
    return space


def _leave(topic: Topic, refused: Refused) -> None:
    """Say why a model's file cannot be opened; what is kept stays until the learner makes something of the example."""
    shown = fresh(topic, topic.first_preset(language()).id)
    session().refused[OWN_LAYER] = refusal_markdown(refused)
    session().saved = _said(shown, stated(shown))
