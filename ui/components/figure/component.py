"""The component itself, registered once, when this module is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from presentation.figure import pasted as paste
from presentation.figure import wire
from presentation.figure.model import Cell, Figure
from presentation.figure.wire import Grids
from presentation.translate import _
from ui.components.sources import joined
from ui.session.browser_storage import held
from ui.session.callbacks import whole
from ui.session.state import session

# What draws the figures comes with the page (drawing.py), not with each of them.
_component = st.components.v2.component("stepwise_figure", html='<div id="root"></div>', js=joined("figure/js/ask.js"))


@dataclass(frozen=True)
class FigureEvent:
    """What the learner did in a figure: the selected cell, the grids handed in just now, the grids as they stand, and
    a matrix of another shape that was pasted to be taken as it is; a cell that was typed over where it is read, and its
    text; the matrix that is to be put back; whether the way back to the inputs was asked for.
    """

    selected: Cell | None
    submitted: Grids | None
    draft: Grids | None
    resized: Grids | None
    typed_over: tuple[Cell, str] | None
    put_back: str | None
    followed: bool = False


def _nothing() -> None:
    """A change that only needs the rerun it causes."""


def figure(
    key: str,
    shown: Figure,
    on_submit: Callable[[], None] = _nothing,
    on_draft: Callable[[], None] = _nothing,
    on_resized: Callable[[], None] = _nothing,
    on_typed_over: Callable[[], None] = _nothing,
    on_put_back: Callable[[], None] = _nothing,
    on_followed: Callable[[], None] = _nothing,
    *,
    place: str = "",
) -> FigureEvent:
    """Show a figure; the callbacks run before the rerun that a click, a check or half a second of typing causes.

    In a callback, `answer(st.session_state[key], shown)` says what was done. `place` says whose numbers
    are typed where the key does not.
    """
    typed = _takes_text(shown)
    more = {"pasted": _answer_to_paste(key), **(_typing(key, place) if typed else {})}
    entering: dict[str, Callable[[], None]] = {
        "draft": on_draft,
        "submit": on_submit,
        "resized": on_resized,
        "typed_over": on_typed_over,
        "pasted": partial(_read_paste, key, shown),
    }
    heard = {"put_back": on_put_back, "followed": on_followed, **(entering if typed else {})}
    # what cannot happen is not listened to: each costs the server time at every event of the page
    callbacks: dict[str, Any] = {f"on_{what}_change": whole(heard[what]) for what in heard if heard[what] != _nothing}
    result: Any = _component(
        key=key,
        data=wire.data(replace(shown, labels=_words() | dict(shown.labels)), more),
        default={"selected": None},
        on_selected_change=_nothing,
        **callbacks,
    )
    return answer(result, shown)


def _typing(key: str, place: str) -> dict[str, Any]:
    """What a figure that takes text is told besides: how the browser holds it, and which sending this answers."""
    return {**held(place or key), "heard": wire.sending((st.session_state.get(key) or {}).get("draft"))}


def _takes_text(shown: Figure) -> bool:
    return any((block.entry and not block.locked) or block.editable for block in shown.blocks)


def _words() -> dict[str, str]:
    """What the browser says by itself."""
    return {
        "cropped": _("The pasted table is larger than the room for it; what did not fit was left out."),
        "other_shape": _("{name} is {want}, what was pasted is {got}: nothing has been changed yet."),
        "resize": _("Make {name} {got}; the others follow"),
        "fits": _("Put in what fits"),
        "leave": _("Leave it"),
        "undo": _("Undo the paste"),
        "put_back": _("Put {name} back to the example's numbers"),
        "save": _("Save this figure as {kind}"),
        "term_by_term": _("Term by term"),
        "term": _("Term {k} of {n}"),
        "together": _("{sum} so far"),
        "earlier": _("Previous term"),
        "later": _("One term further"),
        "zoom_smaller": _("{name}: smaller squares"),
        "zoom_larger": _("{name}: larger squares"),
        "zoom_whole": _("{name}: the whole matrix"),
        "type_over": _("Double-click or Enter: type another number"),
    }


def _read_paste(key: str, shown: Figure) -> None:
    """Reads a text that was pasted; the answer is for the browser, which knows what stands in the cells now."""
    found = paste.pasted((st.session_state.get(key) or {}).get("pasted"))
    session().pasted = (key, paste.answered(found, shown)) if found else None


def _answer_to_paste(key: str) -> dict[str, Any] | None:
    """What was read of the last text pasted into this figure; the browser takes each answer once."""
    last = session().pasted
    return vars(last[1]) if last and last[0] == key else None


def answer(result: Any, shown: Figure | None = None) -> FigureEvent:
    """What a component's result, or its entry in st.session_state, says; what does not fit is left out."""
    found = result or {}
    return FigureEvent(
        wire.cell(found.get("selected"), shown),
        wire.grids(found.get("submit"), shown),
        wire.grids(found.get("draft"), shown),
        wire.grids(found.get("resized")),
        wire.typed_over(found.get("typed_over"), shown),
        back if isinstance(back := found.get("put_back"), str) else None,
        found.get("followed") is True,
    )
