"""What was typed and chosen on Explain, kept so that a reload, another window or another day finds it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from content import Topic
from db.errors import StoreError
from engine import MECHANISMS, EngineError
from presentation.translate import language
from presentation.workspace import Workspace, opened
from ui.session import kept_states
from ui.session.state import session
from ui.session.unsaved import report

PLACE = "explain/"  # before a topic's id; no question is called so, for no topic is called explain
CELLS = ("typed", "given", "placeholders")  # what two windows may change at once; all else is the computation's form
UNFIT = (EngineError, LookupError, TypeError, ValueError)  # what a state raises that its topic no longer has


def fresh(topic: Topic, preset: str) -> Workspace:
    """An example as content gives it."""
    return opened(topic, preset, language())


def keep(space: Workspace) -> Workspace:
    """Save what the learner has made of an example, and return it as it is kept, with another window's cells.

    Nothing is kept of an untouched one, nor of one that could not be opened again.
    """
    state = _state(space)
    if session().saved == _said(space, state):
        return space
    place, kept, untouched = PLACE + space.topic.id, space, _state(fresh(space.topic, space.preset))
    if state == untouched and space.preset == space.topic.first_preset(language()).id:
        kept_states.clear(place)
    else:
        kept = _saved(place, space, state, untouched)
    session().saved = _said(kept, _state(kept))
    return kept


def _said(space: Workspace, state: Mapping[str, Any]) -> str:
    return json.dumps([space.topic.id, state], sort_keys=True)


def _saved(place: str, space: Workspace, state: dict[str, Any], untouched: dict[str, Any]) -> Workspace:
    with suppress(*UNFIT):
        _restored(space.topic, state)
        found = kept_states.put(place, state, _form(state), untouched)
        return space if found == state else _restored(space.topic, found)
    return space


def _form(state: Mapping[str, Any]) -> str:
    """What two windows must have in common for their cells to be merged, in a few signs."""
    shapes = {name: {id: [len(row) for row in rows] for id, rows in state[name].items()} for name in CELLS[:2]}
    form = [shapes, {name: value for name, value in state.items() if name not in CELLS}]
    return sha256(json.dumps(form, sort_keys=True).encode()).hexdigest()


def kept(topic: Topic) -> Workspace | None:
    """What was kept of a topic, if it still fits; else nothing."""
    try:
        found = kept_states.read(PLACE + topic.id)
        return _restored(topic, found) if found is not None else None
    except StoreError as error:
        report(error)
    except UNFIT:
        pass
    return None


def _state(space: Workspace) -> dict[str, Any]:
    return {
        "preset": space.preset,
        "options": asdict(space.options),
        "typed": {id: [list(row) for row in rows] for id, rows in space.typed.items()},
        "words": list(space.in_language("en").words),
        "gradient_of": space.gradient_of,
        "sizes": dict(space.sizes),
        "placeholders": {id: sorted(map(list, cells)) for id, cells in space.placeholders.items() if cells},
        "given": {id: [list(row) for row in rows] for id, rows in space.given.items()},
        "beside": list(space.beside) if space.beside else None,
    }


def _restored(topic: Topic, state: Mapping[str, Any]) -> Workspace:
    """The workspace; raises LookupError, TypeError, ValueError or EngineError where the topic was changed since."""
    options = MECHANISMS[topic.mechanism].choose(**state["options"])
    typed = {str(id): tuple(tuple(map(str, row)) for row in rows) for id, rows in state["typed"].items()}
    preset = topic.preset(state["preset"])
    space = Workspace(
        topic,
        options,
        typed,
        tuple(map(str, state["words"])),
        preset.id,
        gradient_of=str(state["gradient_of"]),
        beside=(state["beside"][0], state["beside"][1]) if state["beside"] else None,
        sizes={str(name): int(n) for name, n in state.get("sizes", preset.sizes).items()},
        placeholders={id: frozenset((i, j) for i, j in cells) for id, cells in state.get("placeholders", {}).items()},
        given={str(id): tuple(tuple(map(str, row)) for row in rows) for id, rows in state.get("given", {}).items()},
        labels={axis: words.of("en") for axis, words in preset.labels.items()},
    ).in_language(language())
    if set(space.pattern.inputs) != set(typed):
        raise LookupError(topic.id)
    return space
