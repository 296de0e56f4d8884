"""Check mine: somebody's results beside the computation of Explain, and why they differ."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from check import Findings, check
from check.backward import gradients_named
from check.snippets import Language, Way, snippet
from engine import EngineError, Program
from loading import Loaded, Refused, file, printed
from presentation.check.check_given import begins_at, checked_program, for_gradients, nameless, supplied
from presentation.content_words import binding, titles
from presentation.loading_words import refusal_markdown
from presentation.size_words import size_symbol
from presentation.translate import _, escaped, filled, language, sentence
from presentation.workspaces.filled_inputs import without_example_words
from presentation.workspaces.resizing import adjustable
from presentation.workspaces.training import loss_words
from presentation.workspaces.workspace import Workspace
from ui.pages import check_answer
from ui.session.awaited_files import await_file, awaits, file_id, forget, has_come
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.check_drafts import paste, pasted
from ui.session.explain import current, open_workspace
from ui.session.language import key_of_words
from ui.session.state import Checked, go_to, session

FILE, UNNAMED, CODE, WAY = "check_file", "check_unnamed", "check_code", "check_way"
KINDS = ["npy", "npz", "safetensors", "pt", "pth", "csv", "tsv", "txt", "xlsx", "json"]
LANGUAGES: dict[Language, str] = {"pytorch": "PyTorch", "numpy": "NumPy", "keras": "Keras"}
TEXT_HEIGHT, CODE_HEIGHT = 190, 320  # pixels


def page() -> None:
    """What is checked, what is handed in, and the answer."""
    space = current()
    st.title(_("Check mine"), anchor=False)
    with st.container(key="check_page"):
        st.markdown(
            _("Why does my result differ? Paste what your program, a book or a blog has for any steps; one is enough.")
        )
        what(space)
        try:
            program = checked_program(space)
            space.trace  # noqa: B018 - numbers that cannot be computed with are said before anything is asked
        except EngineError as error:
            st.error(sentence(error))
            return
        handed_in(space, program)
        said(space)


def what(space: Workspace) -> None:
    """The computation that is checked, in a line, and the way to change it."""
    sizes = adjustable(space.pattern, space.all_sizes(), space.mechanism.counts)
    counts = space.mechanism.counts
    stated = [f"{size_symbol(name, counts[name])} {n}" for name, n in sizes.items()]
    line = " · ".join(map(escaped, [*stated, *binding(space.topic, space.options)]))
    with st.container(key="check_what"):
        st.markdown(f"**{escaped(space.topic.title.of(language()))}**&ensp;{line}")
        st.caption(_gradients(space))
        if space.given:
            st.caption(_("Steps that are given on Explain are computed here."))
        if st.button(_("Change numbers, sizes, conventions"), key="check_change", icon=":material/arrow_back:"):
            go_to("explain", topic=space.topic.id)


def _gradients(space: Workspace) -> str:
    """Which gradients can be checked, and how they are called; how to have some, where there are none."""
    output = begins_at(space)
    if not output:
        return _("To check gradients too, choose the step they begin at on Explain, under Gradient.")
    said = _("Gradients begin at “{step}”, {loss}. Call them as PyTorch does: {example}.")
    example = next(iter(gradients_named(checked_program(space))))
    words = loss_words() | {"": _("with ∂L/∂ as typed on Explain")}
    return filled(said, step=titles(space.topic, space.whole)(output), loss=words[space.loss or ""], example=example)


# ---- what is handed in ----


def handed_in(space: Workspace, program: Program) -> None:
    """The text or the file, which step an array without a name is, and the snippet."""
    key, title = _key(space), titles(space.topic, program)
    st.session_state[key] = pasted(space.topic.id)
    hold(key, f"check/{space.topic.id}", pasted(space.topic.id))
    last = list(program.steps)[-1]
    st.text_area(
        _("Results with the names of their steps"),
        key=key,
        height=TEXT_HEIGHT,
        placeholder=f"{last} = tensor([[0.1234, 0.5678], …])",
        on_change=_typed,
        args=(key, space.topic.id),
        help=_("Names are the steps' ids, symbols or titles. Print with as many digits as you can."),
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        st.file_uploader(_("Or a file"), type=KINDS, key=FILE, on_change=_file_came)
    with right:
        st.selectbox(
            _("An unnamed array is"),
            list(program.steps)[::-1],
            format_func=title,
            key=_unnamed_key(space),
        )
    _snippet(program)
    st.button(_("Check results"), key="check_now", type="primary", on_click=_check)


def _key(space: Workspace) -> str:
    return f"check_text_{space.topic.id}"


def _unnamed_key(space: Workspace) -> str:
    return key_of_words(f"{UNNAMED}_{space.topic.id}")


@whole
def _typed(key: str, topic: str) -> None:
    paste(topic, str(st.session_state[key]))


def _snippet(program: Program) -> None:
    with st.expander(_("A snippet that prints them under these names"), key="check_snippet"):
        with st.container(horizontal=True):
            st.session_state[CODE] = session().check_code
            st.pills(
                _("Language"),
                list(LANGUAGES),
                format_func=LANGUAGES.__getitem__,
                key=CODE,
                required=True,
                on_change=_code_chosen,
                label_visibility="collapsed",
            )
            ways: dict[Way, str] = {"print": _("print"), "save": _("save as .npz")}
            st.session_state.setdefault(WAY, "print")
            way = st.pills(
                _("How"),
                list(ways),
                format_func=ways.__getitem__,
                key=WAY,
                required=True,
                label_visibility="collapsed",
            )
        st.caption(_("Put your own variables behind the colons; leave out what your program does not have."))
        st.code(snippet(program, session().check_code, way or "print"), language="python", height=CODE_HEIGHT)


@whole
def _code_chosen() -> None:
    session().check_code = st.session_state[CODE]


# ---- checking ----


@whole
def _check() -> None:
    space = open_workspace()
    text = str(st.session_state.get(_key(space), ""))
    paste(space.topic.id, text)
    nothing = not text.strip() and st.session_state.get(FILE) is None
    (await_file if nothing else forget)(FILE)
    made = partial(Checked, about(space), text, file_id(FILE))
    try:
        found, taken = checked(space, _arrays(space, text), str(st.session_state[_unnamed_key(space)]))
    except (Refused, EngineError) as error:
        session().checked = made(refused=error)
        return
    session().checked = made(found=found, taken=taken)


@whole
def _file_came() -> None:
    if has_come(FILE):
        _check()


def about(space: Workspace) -> tuple[Any, ...]:
    """What decides an answer besides the results."""
    begun = space.gradient_of, space.loss, dict(space.training)
    return space.topic.id, space.options, dict(space.typed), dict(space.sizes), *begun


def _arrays(space: Workspace, text: str) -> list[Loaded]:
    """What stands in the text and in the file. Raises Refused where either cannot be read, or both are empty."""
    uploaded = st.session_state.get(FILE)
    if uploaded is None:
        return printed(text, nan=True)
    stored = file(uploaded.getvalue(), uploaded.name, nan=True)
    there = nameless(stored, uploaded.name.rsplit(".", 1)[0], space)
    return [*(printed(text, nan=True) if text.strip() else []), *there]


def checked(space: Workspace, arrays: list[Loaded], unnamed: str) -> tuple[Findings, tuple[str, ...]]:
    """The findings, and the inputs that came with the results. Raises Refused or EngineError, one sentence."""
    given = supplied(arrays, space, unnamed)
    inputs = {**space.numbers, **for_gradients(space), **given.inputs}
    found = check(
        space.mechanism,
        inputs,
        space.options,
        given.results,
        sizes=space.all_sizes(),
        gradient_of=begins_at(space),
        loss=space.loss,
    )
    return found, tuple(given.inputs)


# ---- the answer ----


def said(space: Workspace) -> None:
    """The answer to what was checked last, as long as the computation is the same."""
    last = session().checked
    if last is None or last.of != about(space):
        return
    with st.container(key="check_said"):
        if last.text != pasted(space.topic.id):
            st.caption(_("This answers the text as it was before you changed it."))
        elif file_id(FILE) not in ("", last.file):
            st.caption(_("This answers what was there before the file."))
        if isinstance(last.refused, Refused):
            st.error(refusal_markdown(last.refused))
            if awaits(FILE):
                st.caption(_("A file that is still on its way is read as soon as it is there."))
        elif last.refused is not None:
            st.error(sentence(last.refused))
        elif last.found is not None:
            if last.taken:
                st.caption(filled(_("Inputs taken from what you gave: {names}."), names=", ".join(last.taken)))
            own_rows = space.word_input in last.taken
            words = (without_example_words(space) if own_rows else space).axis_labels
            check_answer.show(last.found, space, words, _check)
