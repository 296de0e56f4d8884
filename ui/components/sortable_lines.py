"""Lines to put in order: dragged, moved with the arrow keys, or with the buttons at each line."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from presentation.figure import Name
from presentation.translate import _
from ui.components.sources import boxed, joined
from ui.session.browser_storage import held
from ui.session.callbacks import whole

_component = st.components.v2.component(
    "stepwise_lines",
    html='<div id="root"></div>',
    css=joined("base.css", "lines.css"),
    js=joined("base.js", "held/held.js", "figure/js/names.js", "lines.js"),
)


@dataclass(frozen=True)
class OrderLine:
    """One line: a title with its formula, or code. A mark ("right", "wrong") and a note are for answered ones."""

    id: str
    title: str
    formula: Name = ()
    code: str = ""
    mark: str = ""
    note: str = ""


def lines(
    key: str, shown: Sequence[OrderLine], on_order: Callable[[], None] | None = None, *, label: str, version: str = ""
) -> None:
    """Show the lines in this order; with `on_order` they can be moved.

    In the callback, `ordered(st.session_state[key], ids)` is the new order. The list is drawn afresh only when its
    lines or the version change, not when their order does: whoever moves a line keeps it under the finger.
    """
    locked = on_order is None
    listed = [asdict(line) for line in shown]
    same = listed if locked else sorted(listed, key=lambda line: str(line["id"]))
    _component(
        key=key,
        data=boxed(
            {
                "lines": listed,
                "locked": locked,
                "labels": {"list": label, **_words()},
                **held(key),
                "signature": zlib.crc32(repr((same, locked, version, label)).encode()),
            }
        ),
        default={"order": None},
        on_order_change=whole(on_order or _nothing),
    )


def ordered(result: Any, ids: Sequence[str]) -> tuple[str, ...] | None:
    """The order the learner has made, if it is one of these lines; else nothing."""
    found = (result or {}).get("order")
    if not isinstance(found, list) or sorted(map(str, found)) != sorted(ids):
        return None
    return tuple(map(str, found))


def _nothing() -> None:
    """Nothing can be moved."""


def _words() -> dict[str, str]:
    """What the browser says by itself."""
    return {
        "grip": _("{title}: move it with the arrow keys"),
        "up": _("Move up: {title}"),
        "down": _("Move down: {title}"),
        "place": _("{title}: place {n} of {count}"),
    }
