"""The component, registered once for each style sheet, when this module is imported."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from presentation.element import Element, element
from presentation.translate import _
from ui.components.sources import boxed, joined
from ui.session.callbacks import whole


def _registered(name: str) -> Any:
    """A component that draws elements, in the style sheet of this name."""
    return st.components.v2.component(
        f"stepwise_{name}",
        html='<div id="root"></div><div id="save"></div>',
        css=joined("base.css", "drawing/save.css", f"drawing/{name}.css"),
        js=joined("drawing/elements.js", "picture.js", "drawing/save.js", "drawing/drawing.js"),
    )


_timeline, _diagram, _unfolding, _heads, _outline = map(
    _registered, ("timeline", "diagram", "unfolding", "heads", "outline")
)


Told = Mapping[str, Sequence[Element | str]]


def timeline(key: str, tree: Element, on_chosen: Callable[[str], None], told: Told) -> None:
    """Show a timeline; `on_chosen` gets the name of what was pressed, as it stands in the tree.

    `told` is what the browser says of it by itself, without waiting for that.
    """
    _show(_timeline, key, tree, on_chosen, told, file="timeline")


def diagram(key: str, tree: Element, on_chosen: Callable[[str], None] = lambda said: None) -> str:
    """Show a structure diagram; `on_chosen` gets the name of the box that was pressed.

    Returns it too, in the run that the press caused, for what no callback can do: leave for another page.
    """
    return _show(_diagram, key, tree, on_chosen, file="structure")


def unfolding(key: str, tree: Element, on_chosen: Callable[[str], None]) -> None:
    """Show the way of a number back to the inputs; `on_chosen` gets the cell or the part that was pressed."""
    _show(_unfolding, key, tree, on_chosen)


def heads(key: str, tree: Element, on_chosen: Callable[[str], None]) -> None:
    """Show all heads; `on_chosen` gets the one that was pressed."""
    _show(_heads, key, tree, on_chosen)


def outline(key: str, tree: Element, on_chosen: Callable[[str], None]) -> None:
    """Show the outline; `on_chosen` gets the part that was pressed."""
    _show(_outline, key, tree, on_chosen)


def _show(
    component: Any,
    key: str,
    tree: Element,
    on_chosen: Callable[[str], None],
    told: Told | None = None,
    file: str = "",
) -> str:
    """Show the tree, to be saved as a picture in a `file` of this name if there is one; what was pressed, or ""."""
    known = {part.get("data-to") for part in tree.all()} - {""}

    @whole
    def chosen() -> None:
        said = _said(st.session_state.get(key), known)
        if said:
            on_chosen(said)

    said = {name: element("p", *children).data[2] for name, children in (told or {}).items()}
    data = boxed({"tree": tree.data, "told": said, "save": _saved(file) if file else None})
    return _said(component(key=key, data=data, on_chosen_change=chosen), known)


def _saved(file: str) -> dict[str, str]:
    """The name of the file, and what the buttons that save the drawing say."""
    said = {kind: _("Save this figure as {kind}").format(kind=kind.upper()) for kind in ("svg", "png")}
    return {"name": file, **said}


def _said(result: Any, known: Collection[str]) -> str:
    """What was pressed, if it is something that can be; "" if not."""
    said = (result or {}).get("chosen")
    return said if isinstance(said, str) and said in known else ""
