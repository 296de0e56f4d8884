"""A workspace as plain data, and back: what is kept of it beside the drafts and what a link holds."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import asdict
from typing import Any

from content import Topic
from engine import MECHANISMS, Options
from engine.readings.training import LOSSES, Loss
from parameters.checkpoint import Fingerprint
from presentation.workspaces.changed_model import changed_of, changed_state
from presentation.workspaces.model_words import model_weights
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.own_workspace import opened_layer
from presentation.workspaces.resizing import Texts
from presentation.workspaces.stored_rows import StoredRows
from presentation.workspaces.workspace import Workspace
from presentation.workspaces.written_words import restored_words, written_words


def stated(space: Workspace) -> dict[str, Any]:
    """Everything that the learner has typed and chosen, as JSON can hold it.

    Weights that are still those of the example's trained model are not among it: the model has them. Of a learner's own
    model only the cells that were typed over are: the matrices stay in its file.
    """
    known = model_weights(space.topic, space.preset)
    stored = {id: rows for id, rows in space.typed.items() if isinstance(rows, StoredRows)}
    return {
        "own": own_state(space.own) if space.own else None,
        "changes": {id: [[*place, text] for place, text in x.changes.items()] for id, x in stored.items() if x.changes},
        "preset": space.preset,
        "options": asdict(space.options),
        "typed": {
            id: [list(row) for row in rows]
            for id, rows in space.typed.items()
            if rows != known.get(id) and id not in stored
        },
        "words": list(space.in_language("en").words),
        "written": list(written_words(space)),
        "gradient_of": space.gradient_of,
        "loss": space.loss or "",
        "descent": space.descent,
        "training": {id: [list(row) for row in rows] for id, rows in space.training.items()},
        "sizes": dict(space.sizes),
        "placeholders": {id: sorted(map(list, cells)) for id, cells in space.placeholders.items() if cells},
        "given": {id: [list(row) for row in rows] for id, rows in space.given.items()},
        "beside": list(space.beside) if space.beside else None,
        "changed": changed_state(space.changed),
    }


def restored(topic: Topic, state: Mapping[str, Any], language: str) -> Workspace:
    """The workspace; raises LookupError, TypeError, ValueError or EngineError where the topic was changed since.

    Its numbers need not be such as can be computed with: what is typed is kept before it is finished.
    """
    options = MECHANISMS[topic.mechanism].choose(**state["options"])
    preset = topic.preset(state["preset"])
    sizes = {str(name): int(n) for name, n in state.get("sizes", preset.sizes).items()}
    read = MECHANISMS[topic.mechanism].build(options, sizes).inputs
    own = own_layer(state["own"]) if state.get("own") else None
    known = _stored(own, options, state, language) if own else _of_example(topic, preset.id, read)
    typed = {**known, **_texts(state["typed"])}
    space = Workspace(
        topic,
        options,
        typed,
        tuple(map(str, state["words"])),
        preset.id,
        gradient_of=str(state["gradient_of"]),
        loss=_loss(state.get("loss", "")),
        descent=bool(state.get("descent", False)),
        training=_texts(state.get("training", {})),
        beside=(state["beside"][0], state["beside"][1]) if state["beside"] else None,
        sizes=sizes,
        placeholders={id: frozenset((i, j) for i, j in cells) for id, cells in state.get("placeholders", {}).items()},
        given=_texts(state.get("given", {})),
        labels={axis: words.of("en") for axis, words in preset.labels.items()},
        own=own,
        changed=changed_of(state.get("changed")),
    ).in_language(language)
    space = restored_words(space, tuple(map(str, state.get("written", ()))))
    if set(space.pattern.inputs) != set(typed):
        raise LookupError(topic.id)
    return space


def _of_example(topic: Topic, preset: str, read: Container[str]) -> dict[str, Texts]:
    """The weights of the example's trained model that these options read."""
    return {id: rows for id, rows in model_weights(topic, preset).items() if id in read}


def own_state(own: OwnLayer) -> dict[str, Any]:
    """A layer of a learner's own model as JSON can hold it: where it stands, nothing of what stands there."""
    return {**asdict(own), "answers": [list(answer) for answer in own.answers]}


def own_layer(state: Mapping[str, Any]) -> OwnLayer:
    """The layer that such a state names. Raises LookupError, TypeError or ValueError where it names none."""
    seen = Fingerprint(int(state["seen"]["size"]), int(state["seen"]["written"]))
    answers = tuple((str(name), value) for name, value in state["answers"])
    return OwnLayer(str(state["name"]), str(state["path"]), seen, int(state["number"]), answers, str(state["text"]))


def _stored(own: OwnLayer, options: Options, state: Mapping[str, Any], language: str) -> dict[str, Texts]:
    """The matrices of the file, turned as the options turn them, with the cells that were typed over.

    Raises Refused where the file is missing or was changed.
    """
    there = opened_layer(own, language).with_options(**vars(options)).typed
    found = {id: rows for id, rows in there.items() if isinstance(rows, StoredRows)}
    for id, cells in state.get("changes", {}).items():
        for i, j, text in cells:
            found[id] = found[id].with_cell(int(i), int(j), str(text))
    return dict(found)


def _loss(name: str) -> Loss | None:
    found = next((loss for loss in LOSSES if loss == name), None)
    if name and not found:
        raise LookupError(name)
    return found


def _texts(typed: Mapping[str, Any]) -> dict[str, Texts]:
    return {str(id): tuple(tuple(map(str, row)) for row in rows) for id, rows in typed.items()}
