"""A workspace as plain data, and back: what is kept of it beside the drafts and what a link holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from content import Topic
from engine import MECHANISMS
from engine.readings.training import LOSSES, Loss
from presentation.model_words import model_weights
from presentation.resizing import Texts
from presentation.workspace import Workspace


def stated(space: Workspace) -> dict[str, Any]:
    """Everything that the learner has typed and chosen, as JSON can hold it.

    Weights that are still those of the example's trained model are not among it: the model has them.
    """
    known = model_weights(space.topic, space.preset)
    return {
        "preset": space.preset,
        "options": asdict(space.options),
        "typed": {id: [list(row) for row in rows] for id, rows in space.typed.items() if rows != known.get(id)},
        "words": list(space.in_language("en").words),
        "gradient_of": space.gradient_of,
        "loss": space.loss or "",
        "descent": space.descent,
        "training": {id: [list(row) for row in rows] for id, rows in space.training.items()},
        "sizes": dict(space.sizes),
        "placeholders": {id: sorted(map(list, cells)) for id, cells in space.placeholders.items() if cells},
        "given": {id: [list(row) for row in rows] for id, rows in space.given.items()},
        "beside": list(space.beside) if space.beside else None,
    }


def restored(topic: Topic, state: Mapping[str, Any], language: str) -> Workspace:
    """The workspace; raises LookupError, TypeError, ValueError or EngineError where the topic was changed since.

    Its numbers need not be such as can be computed with: what is typed is kept before it is finished.
    """
    options = MECHANISMS[topic.mechanism].choose(**state["options"])
    preset = topic.preset(state["preset"])
    sizes = {str(name): int(n) for name, n in state.get("sizes", preset.sizes).items()}
    read = MECHANISMS[topic.mechanism].build(options, sizes).inputs
    known = {id: rows for id, rows in model_weights(topic, preset.id).items() if id in read}
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
    ).in_language(language)
    if set(space.pattern.inputs) != set(typed):
        raise LookupError(topic.id)
    return space


def _loss(name: str) -> Loss | None:
    found = next((loss for loss in LOSSES if loss == name), None)
    if name and not found:
        raise LookupError(name)
    return found


def _texts(typed: Mapping[str, Any]) -> dict[str, Texts]:
    return {str(id): tuple(tuple(map(str, row)) for row in rows) for id, rows in typed.items()}
