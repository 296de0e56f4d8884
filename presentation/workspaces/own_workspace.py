"""The workspace of a layer of a learner's own model."""

from __future__ import annotations

from dataclasses import replace

from content import topics
from engine import MECHANISMS
from loading import Refused
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.workspace import Workspace


def opened_layer(own: OwnLayer, language: str) -> Workspace:
    """The layer's topic with its conventions and weights, and what the layer reads; other inputs are filled in.

    Raises Refused where the file is missing, changed or not as it was, EngineError where it cannot be computed with.
    """
    layer = own.layer()
    place = next((one for one in topics() if one.mechanism == layer.mechanism), None)
    if place is None:
        raise Refused("no_layer", found=(layer.layer,))
    words, entered = own.reading()
    options = MECHANISMS[layer.mechanism].choose(**layer.options)
    preset = place.first_preset(language)
    space = Workspace(place, options, {**own.weights(), **entered}, words, preset.id, sizes=dict(layer.sizes), own=own)
    return space.completed()


def at_layer(space: Workspace, number: int, language: str) -> Workspace:
    """Another layer of the same model, reading the same text. Raises as `opened_layer` does."""
    assert space.own
    return opened_layer(replace(space.own, number=number), language)
