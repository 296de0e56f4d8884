"""The backward pass of Explain: from which step, from which loss, and one step of gradient descent."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from engine.readings.training import LOSSES, RATE, Loss
from presentation.content_words import titles
from presentation.translate import _
from presentation.workspaces.training import descent_sentence, loss_words
from presentation.workspaces.workspace import Workspace
from ui.components.chip import chip
from ui.session.callbacks import whole
from ui.session.explain import to_change
from ui.session.state import session


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
        help=_("∂L/∂ of this step is 1 in every cell until you type your own; every step before it follows."),
    )
    if chosen:
        _loss(space, chosen)
        _descent(space)


def _loss(space: Workspace, chosen: str) -> None:
    """The loss on the step, for single matrices; its labels then stand among the numbers."""
    if len(space.pattern.steps[chosen].shape) != 2:
        return
    key, words = f"loss_{space.topic.id}", loss_words()
    st.session_state[key] = space.loss or ""
    st.selectbox(
        _("Loss"),
        ["", *LOSSES],
        format_func=words.__getitem__,
        key=key,
        on_change=_loss_chosen,
        args=(key,),
    )
    if space.loss:
        st.caption(_("The targets are typed under Numbers."))


def _descent(space: Workspace) -> None:
    """One step of gradient descent, where there are weights."""
    if not any(x.trained for x in space.pattern.inputs.values()):
        return
    key = f"descent_{space.topic.id}"
    st.session_state[key] = space.descent
    st.toggle(
        _("One step of gradient descent"),
        key=key,
        on_change=_descent_chosen,
        args=(key,),
        help=_("The weights before and after stand side by side at the end. The rate η is typed under Numbers."),
    )


@whole
def _gradient_chosen(key: str) -> None:
    space, step = to_change(), str(st.session_state[key])
    single = bool(step) and len(space.pattern.steps[step].shape) == 2
    session().workspace = replace(space, gradient_of=step, loss=space.loss if single else None)


@whole
def _loss_chosen(key: str) -> None:
    chosen: Loss | None = next((loss for loss in LOSSES if loss == st.session_state[key]), None)
    session().workspace = replace(to_change(), loss=chosen)


@whole
def _descent_chosen(key: str) -> None:
    session().workspace = replace(to_change(), descent=bool(st.session_state[key]))


def descended(space: Workspace) -> None:
    """What one step of descent does to the loss, said above the story."""
    if around := space.losses_around:
        (rate,) = space.entered[RATE][1][0]
        st.caption(descent_sentence(around, rate, session().digits))
