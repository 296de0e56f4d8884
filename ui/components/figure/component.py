"""The component itself, registered once, when this module is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from presentation.figure import wire
from presentation.figure.model import Cell, Figure
from presentation.figure.wire import Grids
from presentation.translate import _
from ui.session.callbacks import whole

HERE = Path(__file__).parent
SHEETS = ("stage", "cells", "map", "worked", "entry", "narrow")
SCRIPTS = (
    "dom",
    "icons",
    "names",
    "build",
    "paint",
    "outline",
    "worked",
    "draft",
    "table",
    "select",
    "keys",
    "fit",
    "main",
)


def _joined(kind: str, names: tuple[str, ...]) -> str:
    return "\n".join((HERE / kind / f"{name}.{kind}").read_text(encoding="utf-8") for name in names)


# Several lines, always: Streamlit takes a single line for a path.
_component = st.components.v2.component(
    "stepwise_figure", html='<div id="root"></div>', css=_joined("css", SHEETS), js=_joined("js", SCRIPTS)
)


@dataclass(frozen=True)
class FigureEvent:
    """What the learner did in a figure: the selected cell, the grids handed in just now, the grids as they stand.

    `jumped` is the container of the step whose link was followed just now.
    """

    selected: Cell | None
    submitted: Grids | None
    draft: Grids | None
    jumped: str | None = None


def _nothing() -> None:
    """A change that only needs the rerun it causes."""


def figure(
    key: str,
    shown: Figure,
    on_select: Callable[[], None] = _nothing,
    on_submit: Callable[[], None] = _nothing,
    on_draft: Callable[[], None] = _nothing,
    on_jump: Callable[[], None] = _nothing,
) -> FigureEvent:
    """Show a figure; the callbacks run before the rerun that a click, a check or half a second of typing causes.

    In a callback, `answer(st.session_state[key], shown)` says what was done.
    """
    result: Any = _component(
        key=key,
        data=wire.data(replace(shown, labels=_words() | dict(shown.labels))),
        default={"selected": None, "draft": None},
        on_selected_change=on_select,
        on_draft_change=whole(on_draft),
        on_submit_change=whole(on_submit),
        on_jump_change=whole(on_jump),
    )
    return answer(result, shown)


def _words() -> dict[str, str]:
    """What the browser says by itself."""
    return {"cropped": _("The pasted table is larger than the room for it; what did not fit was left out.")}


def answer(result: Any, shown: Figure | None = None) -> FigureEvent:
    """Read a component's result, or its entry in st.session_state, into an Answer; what does not fit is left out."""
    found = result or {}
    jumped = found.get("jump")
    return FigureEvent(
        wire.cell(found.get("selected"), shown),
        wire.grids(found.get("submit"), shown),
        wire.grids(found.get("draft"), shown),
        jumped if isinstance(jumped, str) else None,
    )
