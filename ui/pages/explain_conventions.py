"""The conventions of a computation: every switch of its mechanism, and another convention laid beside."""

from __future__ import annotations

from dataclasses import fields, replace
from math import isfinite

import streamlit as st

from engine import EngineError, Options, choices
from engine.options import matters
from presentation.comparison import alternatives
from presentation.content_words import choice_title, option_note, option_title
from presentation.preset_words import PRESET_NAMES, preset_name
from presentation.translate import _, sentence, shortened
from presentation.workspaces.workspace import Workspace
from ui.components.chip import chip
from ui.pages.explain_compare import beside_key
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.explain import to_change
from ui.session.state import session


def conventions_chip(space: Workspace) -> None:
    """Every switch of the mechanism, its choices in words."""
    switches = choices(type(space.options))
    plain_options = type(space.options)()
    changed = [n for n in switches if getattr(space.options, n) != getattr(plain_options, n)]
    stated = " · ".join(choice_title(space.topic, n, getattr(space.options, n)) for n in changed) or _("textbook")
    with chip("conventions_chip", _("Conventions: {stated}").format(stated=shortened(stated))) as opened:
        if opened:
            _conventions(space)


def _conventions(space: Workspace) -> None:
    _presets(space)
    switches = choices(type(space.options))
    for f in fields(space.options):
        if not matters(space.options, f.name):
            continue
        if f.name in switches:
            _switch(space, f.name, switches[f.name])
        else:
            _constant(space, f.name)
    _beside(space)


def _presets(space: Workspace) -> None:
    """All conventions of one library, book or paper at once."""
    names = [name for name in space.mechanism.presets if name in PRESET_NAMES or name == "textbook"]
    if len(names) < 2:
        return
    key = f"option_preset_{space.topic.id}"
    follows = [name for name in names if _options(space, name) == space.options]
    st.session_state[key] = follows[0] if follows else None
    st.pills(_("All as in"), names, format_func=preset_name, key=key, on_change=_preset_chosen, args=(key,))


def _options(space: Workspace, preset: str) -> Options | None:
    try:
        return space.options_of(preset)
    except EngineError:  # a mask, say, that the preset cannot have
        return None


@whole
def _preset_chosen(key: str) -> None:
    name = st.session_state[key]
    if name is None:
        return
    space = to_change()
    try:
        session().workspace = space.with_options(**vars(space.options_of(name)))
    except EngineError as error:
        st.toast(sentence(error))


def _beside(space: Workspace) -> None:
    """Which other convention to lay beside this one."""
    offered: list[tuple[tuple[str, str] | None, str]] = [(None, _("nothing")), *alternatives(space).items()]
    labels = dict(offered)
    key = beside_key(space)
    st.selectbox(
        _("Lay beside it"),
        list(labels),
        index=list(labels).index(space.beside if space.beside in labels else None),
        format_func=labels.__getitem__,
        key=key,
        on_change=_beside_chosen,
        args=(key,),
        help=_("The same numbers under another convention; every cell that differs carries a flag."),
    )


@whole
def _beside_chosen(key: str) -> None:
    space = to_change()
    session().workspace = replace(space, beside=st.session_state[key])


def _switch(space: Workspace, option: str, values: tuple[str, ...]) -> None:
    key = f"option_{option}_{space.topic.id}"
    st.session_state[key] = getattr(space.options, option)
    labels = {value: choice_title(space.topic, option, value) for value in values}
    st.segmented_control(
        option_title(space.topic, option),
        values,
        format_func=labels.__getitem__,
        key=key,
        required=True,
        on_change=_chosen,
        args=(option, key),
        help=option_note(space.topic, option),
    )


@whole
def _chosen(option: str, key: str) -> None:
    space = to_change()
    try:
        session().workspace = space.with_options(**{option: st.session_state[key]})
    except EngineError as error:  # two options contradict each other
        st.toast(sentence(error))


def _constant(space: Workspace, option: str) -> None:
    key, kept = f"option_{option}_{space.topic.id}", f"{getattr(space.options, option):g}"
    hold(key, f"explain/{space.topic.id}/{option}", kept)
    st.text_input(
        option_title(space.topic, option),
        kept,
        key=key,
        on_change=_constant_typed,
        args=(option, key),
        help=option_note(space.topic, option),
    )
    if message := session().refused.pop(option, ""):
        st.error(message)


@whole
def _constant_typed(option: str, key: str) -> None:
    from quiz.answers.parse import ParsedNumber, number

    found = number(str(st.session_state[key]))
    if isinstance(found, ParsedNumber) and isfinite(found.value):
        space = to_change()
        try:
            session().workspace = space.with_options(**{option: found.value})
        except EngineError as error:
            session().refused[option] = sentence(error)
    else:
        session().refused[option] = _("Enter a finite number.")
