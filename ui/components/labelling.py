"""A diagram whose boxes take labels: by dragging, by tapping a label and then a box, or from the keyboard."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Sequence
from typing import Any

import streamlit as st

from presentation.element import Element
from presentation.kinds.diagram import ShownLabel
from presentation.translate import _
from ui.components.sources import boxed, joined
from ui.session.browser_storage import held
from ui.session.callbacks import whole

_component = st.components.v2.component(
    "stepwise_labelling",
    html='<div id="root"></div>',
    css=joined("base.css", "drawing/diagram.css", "drawing/labelling.css"),
    js=joined("base.js", "held/held.js", "drawing/elements.js", "figure/js/names.js", "drawing/labelling.js"),
)


def labelling(
    key: str,
    tree: Element,
    shown: Sequence[ShownLabel] = (),
    filled: Sequence[str] = (),
    on_labels: Callable[[], None] | None = None,
    *,
    version: str = "",
) -> None:
    """Show a diagram; with `on_labels` its boxes take the labels shown, and `filled` are the keys that stand in them.

    In the callback, `labelled(st.session_state[key], keys, count)` is what stands in the boxes now.
    """
    listed = [
        {"key": one.key, "letter": one.letter, "title": one.title, "symbol": one.symbol, "inside": _data(one)}
        for one in shown
    ]
    _component(
        key=key,
        data=boxed(
            {
                "tree": tree.data,
                "labels": listed,
                "kept": list(filled),
                "locked": on_labels is None,
                "words": _words(),
                **held(key),
                "signature": zlib.crc32(repr((tree, listed, version)).encode()),
            }
        ),
        default={"labels": None},
        on_labels_change=whole(on_labels or _nothing),
    )


def labelled(result: Any, keys: Collection[str], count: int) -> tuple[str, ...] | None:
    """The key of the label in each box, "" for an empty one; None if that is not what was sent."""
    found = (result or {}).get("labels")
    if not isinstance(found, list) or len(found) != count or not {*map(str, found)} <= {"", *keys}:
        return None
    return tuple(map(str, found))


def _data(label: ShownLabel) -> list[Any]:
    return [one.data for one in label.inside]


def _nothing() -> None:
    """Nothing can be put anywhere."""


def _words() -> dict[str, str]:
    """What the browser says by itself."""
    return {
        "labels": _("Labels"),
        "box": _("Box {n}: {title}"),
        "empty": _("empty"),
        "how": _(
            "Drag a label into a box, or tap the label and then the box. With the keyboard: go to a box and type the "
            "label’s letter; Delete empties it."
        ),
    }
