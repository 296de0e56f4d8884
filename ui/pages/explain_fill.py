"""Many inputs at once: from a pasted print-out or a file, by their names or as a layer of PyTorch or Keras."""

from __future__ import annotations

import streamlit as st

from engine import EngineError
from engine.axes import Counts
from loading import Loaded, Refused, file, printed
from parameters import Recognised
from presentation.content_words import choice_title, option_title
from presentation.loading_words import note, refusal_markdown
from presentation.size_words import counted
from presentation.translate import _, escaped, language, sentence, together
from presentation.workspaces.filled_inputs import candidates, filled, home
from presentation.workspaces.workspace import Workspace
from ui.components.chip import close
from ui.session.awaited_files import await_file, awaits, forget, has_come
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.explain import start, to_change
from ui.session.language import key_of_words
from ui.session.state import Filling, session

TEXT, FILE, CHOICE = "fill_text", "fill_file", "fill_choice"
KINDS = ["npy", "npz", "safetensors", "pt", "pth", "csv", "tsv", "txt", "xlsx", "json"]


def fill_in(space: Workspace) -> None:
    """Where a print-out or a file goes in, what was found there, and what it leaves open."""
    with st.expander(_("Many at once"), key="fill_in", on_change="rerun") as part:
        if not part.open:
            return
        hold(TEXT, f"explain/{space.topic.id}/fill", "")
        st.text_area(
            _("Arrays with their names"),
            key=TEXT,
            placeholder="W_q = tensor([[0.1, 0.2], [0.3, 0.4]])",
            help=_(
                "Lines such as W_q = [[1, 2], [3, 4]], or what print(model.state_dict()) shows. Layers of PyTorch and "
                "Keras are recognised by their parameters."
            ),
        )
        st.file_uploader(_("Or a file"), type=KINDS, key=FILE, on_change=_file_came)
        st.button(_("Read"), key="fill_read", on_click=_read)
        if refused := session().refused.pop(TEXT, ""):
            st.error(refused)
            if awaits(FILE):
                st.caption(_("A file that is still on its way is read as soon as it is there."))
        if filling := session().filling:
            _open_questions(space, filling)


@whole
def _read() -> None:
    here = session()
    here.filling, here.filled = None, ""
    nothing = not str(st.session_state[TEXT]).strip() and st.session_state.get(FILE) is None
    (await_file if nothing else forget)(FILE)
    try:
        found = candidates(_arrays(), to_change())
    except Refused as refused:
        here.refused[TEXT] = refusal_markdown(refused)
        return
    here.filling = Filling(tuple(found))
    if len(found) == 1 and not found[0].asks:
        _take(found[0])


@whole
def _file_came() -> None:
    if has_come(FILE):
        _read()


def _arrays() -> list[Loaded]:
    uploaded = st.session_state.get(FILE)
    return file(uploaded.getvalue(), uploaded.name) if uploaded else printed(str(st.session_state[TEXT]))


def _open_questions(space: Workspace, filling: Filling) -> None:
    """Which of several layers, and what the file does not hold: the number of heads, say."""
    found = filling.found[0]
    if len(filling.found) > 1:
        places = range(len(filling.found))
        chosen = st.selectbox(_("Layer"), places, format_func=lambda n: _layer(filling.found[n]), key=CHOICE)
        found = filling.found[chosen or 0]
    questions(found, "fill", space)
    st.button(_("Take these numbers"), key="fill_take", type="primary", on_click=_settled, args=(found,))


def _layer(found: Recognised) -> str:
    return " · ".join(filter(None, (found.prefix.rstrip("."), found.layer)))


def questions(found: Recognised, place: str, space: Workspace) -> None:
    """What the file does not say of a layer, a box each; `place` tells apart where it is asked."""
    here = home(found, space) or space.topic
    for name, values in found.asks.items():
        if name == "heads":
            st.selectbox(counted(Counts.HEADS), values, key=_key(place, name))
            continue
        titles = {value: choice_title(here, name, str(value)) for value in values}
        st.selectbox(option_title(here, name), values, format_func=titles.__getitem__, key=_key(place, name))


def answers(found: Recognised, place: str) -> dict[str, object]:
    """What was chosen there."""
    return {name: st.session_state[_key(place, name)] for name in found.asks}


def _key(place: str, name: str) -> str:
    return key_of_words(f"{place}_{name}")


@whole
def _settled(found: Recognised) -> None:
    _take(found.answered(**answers(found, "fill")))


def _take(found: Recognised) -> None:
    """The numbers into the open computation, or into that of the topic which teaches such a layer."""
    here, space = session(), to_change()
    try:
        there = filled(space, found)
    except EngineError as error:
        here.refused[TEXT] = sentence(error)
        return
    if there.topic.id != space.topic.id:
        start(there.topic)
    here.workspace, here.filling = there, None
    named = [_("Taken from {layer}.").format(layer=escaped(_layer(found)))] if found.layer else []
    given = (", " if language() == "en" else "、").join(found.inputs)
    here.filled = together(*named, *map(note, found.notes), _("Filled in: {inputs}.").format(inputs=escaped(given)))
    close("numbers_chip")
