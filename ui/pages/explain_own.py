"""A model of the learner's own on Explain: opened by its path, asked what its file leaves open, a layer at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from engine import EngineError
from loading import Refused
from parameters import Recognised
from parameters.checkpoint import fingerprint, opened
from presentation.loading_words import refusal, refusal_markdown
from presentation.translate import _, escaped, filled, language, sentence
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.own_workspace import at_layer, opened_layer
from presentation.workspaces.workspace import Workspace
from presentation.workspaces.workspace_state import stated
from ui.components.chip import close
from ui.pages.explain_fill import answers, questions
from ui.session import own_models
from ui.session.browser_storage import hold
from ui.session.callbacks import turning, whole
from ui.session.explain import replace_workspace, start, to_change
from ui.session.explain_drafts import OWN_LAYER
from ui.session.state import session
from ui.session.visitor import visits_from_here

PATH, NAME, LAYER, REFUSED = "own_path", "own_name", "own_which", "own_refused"


def own_model(space: Workspace) -> None:
    """Where a path goes in, the models that are remembered, and what a file leaves open."""
    with st.expander(_("A model of your own"), key="own_model", on_change="rerun") as part:
        if not part.open:
            return
        if not visits_from_here():
            st.caption(_("Models are opened on the machine on which Stepwise runs, and you visit it from another."))
            return
        _path()
        if refused := session().refused.pop(REFUSED, ""):
            st.error(refused)
        if asked := session().own_asked:
            questions(asked[1], "own", space)
            st.button(_("Open it so"), key="own_answer", type="primary", on_click=_answered)
        for name, own in own_models.remembered().items():
            _remembered(name, own)


def _path() -> None:
    hold(PATH, "explain/own/path", "")
    st.text_input(
        _("Path of a folder or a file on this machine"),
        key=PATH,
        help=_(
            "A folder of BERT's or GPT-2's kind with config.json, model.safetensors and tokenizer.json, or the weights "
            "of layers of PyTorch, .safetensors or .pt. The file stays where it is and is not copied."
        ),
    )
    hold(NAME, "explain/own/name", "")
    st.text_input(_("Name of the model"), key=NAME, placeholder=_("as the folder or file is called"))
    st.button(_("Open"), key="own_open", on_click=_open)


def _remembered(name: str, own: OwnLayer) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(escaped(name), key=f"own_again_{name}", type="tertiary", help=own.path, on_click=_again, args=(own,))
        label = _("Forget {name}").format(name=escaped(name))
        st.button(label, key=f"own_forget_{name}", type="tertiary", on_click=_forget, args=(name,))


@whole
def _open() -> None:
    typed = str(st.session_state[PATH]).strip().strip("\"'")
    if not typed:
        session().refused[REFUSED] = _("Enter the path of a folder or a file first.")
        return
    path = _expanded(typed)
    name = str(st.session_state[NAME]).strip() or path.stem
    _read(name, path)


def _expanded(typed: str) -> Path:
    """The path that was typed, ~ being somebody's folder; as it is where there is nobody of that name."""
    try:
        return Path(typed).expanduser()
    except RuntimeError:
        return Path(typed)


@whole
def _again(own: OwnLayer) -> None:
    """A remembered model as it is now; where its file was changed since, that is said."""
    _read(own.name, Path(own.path), own)


@whole
def _forget(name: str) -> None:
    own_models.forget(name)


def _read(name: str, path: Path, before: OwnLayer | None = None) -> None:
    here = session()
    here.own_asked = None
    try:
        own = OwnLayer(name, str(path.absolute()), fingerprint(path))
        model = opened(path)
    except Refused as refused:
        here.refused[REFUSED] = refusal_markdown(refused)
        return
    if before:
        own = replace(own, number=min(before.number, len(model.layers) - 1), answers=before.answers, text=before.text)
    elif model.tokenizer and model.embeddings:
        own = replace(own, text=_text(to_change()))
    layer = model.layers[own.number]
    if set(layer.asks) - dict(own.answers).keys():
        here.own_asked = own, layer
    else:
        _take(own)


def _text(space: Workspace) -> str:
    """What the page reads now, as it was typed."""
    return space.own.text if space.own and space.own.text else " ".join(space.words)


@whole
def _answered() -> None:
    asked = session().own_asked
    if asked:
        _take(replace(asked[0], answers=tuple(answers(asked[1], "own").items())))


def _take(own: OwnLayer) -> None:
    """The layer takes the page, and the model is remembered."""
    here = session()
    try:
        there, said = _without_tokenizer(own)
        there.trace  # noqa: B018
    except (Refused, EngineError) as error:
        here.refused[REFUSED] = refusal_markdown(error) if isinstance(error, Refused) else sentence(error)
        return
    assert there.own
    start(there.topic)
    here.workspace, here.own_asked, here.filled = there, None, said
    own_models.remember(there.own)
    close("numbers_chip")


def _without_tokenizer(own: OwnLayer) -> tuple[Workspace, str]:
    """The layer reading the text; reading drawn numbers where the tokenizers package is missing, which is said."""
    try:
        return opened_layer(own, language()), ""
    except Refused as refused:
        if refused.code != "tokenizers_missing":
            raise
        return opened_layer(replace(own, text=""), language()), refusal(refused)


# ---- which layer the page shows ----


def line(space: Workspace) -> None:
    """Which model and which of its layers the numbers are; another layer can be chosen."""
    if refused := session().refused.pop(OWN_LAYER, ""):
        st.error(refused)
    if space.own is None:
        return
    model = opened(Path(space.own.path))
    with st.container(key="own_line", horizontal=True, vertical_alignment="center"):
        st.markdown(filled(_("Weights of **{name}**, read from {path}"), name=space.own.name, path=space.own.path))
        if len(model.layers) > 1:
            st.session_state[LAYER] = space.own.number
            st.selectbox(
                _("Layer"),
                range(len(model.layers)),
                format_func=lambda k: _called(model.layers[k], k),
                key=LAYER,
                on_change=_layer_chosen,
                label_visibility="collapsed",
                width=260,
            )


def _called(layer: Recognised, k: int) -> str:
    return " · ".join(filter(None, (_("Layer {n}").format(n=k + 1), layer.prefix.rstrip("."))))


@turning
def _layer_chosen() -> None:
    """The same text at another layer; what was typed over in this one can be taken again."""
    number, before = int(st.session_state[LAYER]), to_change()
    try:
        made = at_layer(before, number, language())
        made.trace  # noqa: B018
    except (Refused, EngineError) as error:
        session().refused[OWN_LAYER] = refusal_markdown(error) if isinstance(error, Refused) else sentence(error)
        return
    if made.topic.id == before.topic.id and _is_typed_over(before):
        replace_workspace(made)
        return
    if made.topic.id != before.topic.id:
        start(made.topic)
    session().workspace = made


def _is_typed_over(space: Workspace) -> bool:
    """Whether the learner has put other numbers in place of the model's."""
    state = stated(space)
    return bool(state["changes"] or state["typed"] or state["given"])
