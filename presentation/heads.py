"""All heads of an attention beside each other: a small map of each, its entropy, its strongest pair in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.expression.cell import Index
from engine.readings.heads import HeadSummary, allowed, key_axis, summaries
from engine.readings.numbers import fixed
from presentation.content_words import slice_name
from presentation.element import Element, element
from presentation.figure.view import View
from presentation.translate import _

MOST_SQUARES = 24  # rows and columns of a small map; a larger matrix is shown by its largest weights
LEVELS = 8  # depths of ink
AVERAGE = "average"


def grid(view: View, step: str, average: Any | None, chosen: Index | None) -> Element:
    """The heads as buttons, head:0, head:1 and so on; the average over them last, where there is one.

    `chosen` is the head that is open; None where the average is.
    """
    weights, may = view.trace[step], allowed(view.trace, step)
    axis = key_axis(view.trace.program.steps[step])
    axes = tuple(map(int, weights.shape[:-2]))
    tiles = [
        _tile(view, step, found, weights[found.lead], f"head:{n}", slice_name(axes, found.lead), found.lead == chosen)
        for n, found in enumerate(summaries(weights, may, axis))
    ]
    if average is not None:
        (whole,) = summaries(average[None], may.reshape(-1, *average.shape).any(0)[None], axis)
        tiles.append(_tile(view, step, whole, average, AVERAGE, _("average"), chosen is None))
    return element("div", *tiles, class_="heads", role="group", aria_label=_("All heads"))


def _tile(view: View, step: str, found: HeadSummary, weights: Any, to: str, name: str, chosen: bool) -> Element:
    bits = _("{entropy} bits").format(entropy=fixed(found.entropy, 1))
    title = element("span", element("b", name), element("small", bits), class_="title")
    said = element("small", strongest(view, step, found), class_="said")
    return element(
        "button", title, _map(weights), said, type="button", data_to=to, aria_pressed="true" if chosen else "false"
    )


def strongest(view: View, step: str, found: HeadSummary) -> str:
    """The strongest pair in words: journey → starts 0.42."""
    words = []
    weights = view.trace.program.steps[step]
    sizes = weights.shape[-2:] if key_axis(weights) == -1 else weights.shape[:-3:-1]
    for place, size in zip(found.strongest, sizes, strict=True):
        labels = view.labels(size)
        words.append(labels[place] if labels else str(place + 1))
    return f"{words[0]} → {words[1]} {fixed(found.weight, 2)}"


# ---- the small map ----


def _map(weights: Any) -> Element:
    """A square for each weight, the deeper the larger; squares of one depth are a single path."""
    shown = _reduced(_reduced(weights, 0), 1)
    rows, columns = shown.shape
    inks = [element("path", d=path, class_=f"ink-{level}") for level, path in _paths(shown)]
    return element("svg", *inks, viewBox=f"0 0 {columns} {rows}", preserveAspectRatio="none", aria_hidden="true")


def _reduced(weights: Any, axis: int) -> Any:
    """At most so many rows or columns; of those that share a square the largest weight."""
    count = weights.shape[axis]
    if count <= MOST_SQUARES:
        return weights
    starts = np.unique(np.arange(MOST_SQUARES) * count // MOST_SQUARES)
    return np.maximum.reduceat(weights, starts, axis)


def _paths(weights: Any) -> Iterator[tuple[int, str]]:
    levels = np.clip(np.ceil(weights * LEVELS), 0, LEVELS).astype(int)
    for level in range(1, LEVELS + 1):
        places = np.argwhere(levels == level)
        if len(places):
            yield level, "".join(f"M{j} {i}h1v1h-1z" for i, j in places.tolist())
