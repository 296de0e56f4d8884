"""What is computed, as one line of quiet buttons: topic, words, numbers, conventions, digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from content import topic
from engine import EngineError
from presentation.content_words import titles
from presentation.figure.inputs import inputs_figure
from presentation.sentence import LONGEST, words_beyond
from presentation.translate import _, escaped, filled, language, sentence, shortened
from presentation.workspace import Workspace
from ui.components.chip import chip
from ui.components.figure.component import answer, figure
from ui.components.picker import picker
from ui.pages.explain_conventions import conventions_chip
from ui.pages.explain_given import given_steps
from ui.pages.explain_sizes import sizes_chip
from ui.session import display
from ui.session.callbacks import whole
from ui.session.explain import start, take_up, to_change
from ui.session.state import session


def recipe(space: Workspace) -> None:
    """The chips; each states its value and opens."""
    with st.container(key="recipe", horizontal=True, vertical_alignment="center"):
        topic_chip(space)
        words_chip(space)
        sizes_chip(space)
        numbers_chip(space)
        conventions_chip(space)
        gradient_chip(space)
        digits_chip()


def topic_chip(space: Workspace) -> None:
    """The other topics, each taken up where it was left."""
    picker("explain_topic", space.topic.id, lambda id: take_up(topic(id)))


def words_chip(space: Workspace) -> None:
    """The examples, and the learner's own sentence."""
    quoted = ("「{}」" if language() == "zh" else "“{}”").format(escaped(shortened(" ".join(space.words))))
    with chip("words_chip", quoted if space.words else _("Examples")) as opened:
        if opened:
            _words(space)


def _words(space: Workspace) -> None:
    for preset in space.topic.presets:
        if st.button(preset.title.of(language()), key=f"preset_{preset.id}", type="tertiary", width="stretch"):
            start(space.topic, preset.id)
            st.rerun()
        if preset.source and preset.id == space.preset:
            st.caption(_("Numbers: {source}").format(source=preset.source))
    if space.word_input:
        st.text_input(
            _("Your own sentence"),
            " ".join(space.words),
            key=f"sentence_{space.preset}_{space.topic.id}",
            on_change=_sentence_typed,
            args=(f"sentence_{space.preset}_{space.topic.id}",),
            help=_("Up to {n} words. New words get numbers of their own, which you can change under Numbers.").format(
                n=LONGEST
            ),
        )


@whole
def _sentence_typed(key: str) -> None:
    space = to_change()
    typed = str(st.session_state[key])
    try:
        session().workspace = space.with_sentence(typed)
    except EngineError as error:  # a table of positions, say, is only so long
        st.toast(sentence(error))
        return
    if left_out := words_beyond(typed):
        st.toast(filled(_("At most {n} words can be shown; left out: {words}"), n=LONGEST, words=left_out))


def fill_in(space: Workspace) -> None:
    """Many inputs at once; imported when the numbers are opened, as most first pages never do."""
    from ui.pages import explain_fill

    explain_fill.fill_in(space)


def numbers_chip(space: Workspace) -> None:
    """Every input as cells to type in; what cannot be read is said and nothing is lost."""
    with chip("numbers_chip", _("Numbers")) as opened:
        if opened:
            _numbers(space)


def _numbers(space: Workspace) -> None:
    st.caption(_("Type over any number: decimals, fractions such as 1/3, or paste a table. Enter moves on."))
    key = f"numbers_{space.topic.id}_{space.preset}"
    shown = inputs_figure(space)
    figure(
        key,
        shown,
        on_submit=_numbers_typed(key, "submitted"),
        on_draft=_numbers_typed(key, "draft"),
        on_resized=lambda: _resized(key),
    )
    if message := session().refused.pop(key, ""):
        st.error(message)
    if fault := _fault(space):
        st.error(fault)
    else:
        given_steps(space)
    fill_in(space)


def _fault(space: Workspace) -> str:
    """What keeps these numbers from being computed with, if anything."""
    try:
        space.trace  # noqa: B018
    except EngineError as error:
        return sentence(error)
    return ""


def _resized(key: str) -> None:
    """A matrix of another shape was pasted, and the others are to follow it."""
    found = answer(st.session_state.get(key)).resized
    if not found:
        return
    try:
        session().workspace = to_change().with_inputs(found)
    except EngineError as error:
        session().refused[key] = sentence(error)


def _numbers_typed(key: str, field: str) -> Callable[[], None]:
    def take() -> None:
        found = getattr(answer(st.session_state.get(key)), field)
        if found:
            space = to_change()
            session().workspace = space.with_typed(found)

    return take


def gradient_chip(space: Workspace) -> None:
    """The backward pass after the forward one, from a step of the learner's choice."""
    program = space.pattern
    title = titles(space.topic, program)
    labels = {"": _("off"), **{step: title(step) for step in reversed(program.steps)}}
    chosen = space.gradient_of if space.gradient_of in labels else ""
    with chip("gradient_chip", _("Gradient: {stated}").format(stated=labels[chosen])) as opened:
        if opened:
            _gradient(space, labels, chosen)


def _gradient(space: Workspace, labels: dict[str, str], chosen: str) -> None:
    key = f"gradient_{space.topic.id}"
    st.selectbox(
        _("Backward from"),
        list(labels),
        index=list(labels).index(chosen),
        format_func=labels.__getitem__,
        key=key,
        on_change=_gradient_chosen,
        args=(key,),
        help=_("The derivative of L by this step is taken to be 1 in every cell; every step before it follows."),
    )


@whole
def _gradient_chosen(key: str) -> None:
    space = to_change()
    session().workspace = replace(space, gradient_of=st.session_state[key])


def digits_chip() -> None:
    """Decimals of every printed number."""
    kept = display.digits()
    with chip("digits_chip", _("{n} digits").format(n=kept)) as opened:
        if opened:
            _digits(kept)


def _digits(kept: int) -> None:
    chosen = st.slider(_("Digits after the point"), display.FEWEST, display.MOST, kept, key="explain_digits")
    if chosen != kept:
        display.set_digits(chosen)
        st.rerun()
