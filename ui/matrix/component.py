"""The component itself, registered once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.matrix.model import Figure

HERE = Path(__file__).parent
SCRIPTS = ("dom", "icons", "build", "paint", "outline", "worked", "entry", "keys", "main")

_component = st.components.v2.component(
    "stepwise_matrix",
    html='<div id="root"></div>',
    css=(HERE / "matrix.css").read_text(encoding="utf-8"),
    js="\n".join((HERE / "js" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS),
)


@dataclass(frozen=True)
class Answer:
    """What the learner did in a figure: the selected cell, the grids handed in just now, the grids as they stand."""

    selected: tuple[str, int, int] | None
    submitted: dict[str, list[list[str]]] | None
    draft: dict[str, list[list[str]]] | None


def _nothing() -> None:
    """A change that only needs the rerun it causes."""


def figure(
    key: str,
    shown: Figure,
    on_select: Callable[[], None] = _nothing,
    on_submit: Callable[[], None] = _nothing,
    on_draft: Callable[[], None] = _nothing,
) -> Answer:
    """Show a figure; the callbacks run before the rerun that a click, a check or half a second of typing causes."""
    result: Any = _component(
        key=key,
        data=shown.data(),
        default={"selected": None, "draft": None},
        on_selected_change=on_select,
        on_draft_change=on_draft,
        on_submit_change=on_submit,
    )
    return answer(result)


def answer(result: Any) -> Answer:
    """Read a component's result, or its entry in st.session_state, into an Answer."""
    found = result or {}
    selected = found.get("selected")
    return Answer(
        (str(selected[0]), int(selected[1]), int(selected[2])) if selected else None,
        found.get("submit"),
        found.get("draft"),
    )
