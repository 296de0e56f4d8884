"""Training a network in a laboratory: started, stopped and gone on with, while its loss is drawn."""

from __future__ import annotations

import sys

import streamlit as st

from content.laboratories import Laboratory
from engine.readings.torch_check import TorchMissing, installed
from models.country.course import STEPS, Course, recorded
from presentation.laboratories.model import Chart, Experiment, Look, TrainingExperiment
from presentation.translate import _, language, sentence
from ui.pages.explain_torch import missing
from ui.pages.laboratory_chart import show_chart, theme
from ui.session import training
from ui.session.callbacks import turning
from ui.session.language import fragment
from ui.session.state import Training, session

LOOK_AGAIN = 0.5  # seconds


def look(experiment: Experiment) -> Look:
    """What is looked at: the session's own training where there is one, else what was recorded."""
    if isinstance(experiment, TrainingExperiment) and (own := _own()):
        return lambda values, word: experiment.looked(own.course, values, word)
    return experiment.look


def shows(experiment: Experiment, chart: Chart) -> bool:
    """Whether a chart stands beside the training already."""
    return isinstance(experiment, TrainingExperiment) and chart.name == experiment.grows


def show(words: Laboratory, experiment: Experiment) -> None:
    """The buttons, how far the training is, and the chart that grows; nothing where nothing is trained."""
    if not isinstance(experiment, TrainingExperiment):
        return
    own = _own()
    running = bool(own and own.running)
    part = fragment(_part, LOOK_AGAIN if running else None, key="laboratory_part")
    part(words, experiment, running, len(own.course.weights) if own else 0)


def _own() -> Training | None:
    """The session's training, if it is of the language that is spoken."""
    own = session().training
    return own if own and own.language == language() else None


def _part(words: Laboratory, experiment: TrainingExperiment, running: bool, kept: int) -> None:
    """The training as it is now; when it ends, or has weights that the page does not know, all of it is drawn again."""
    own = _own()
    course: Course = own.course if own else recorded(language())
    if own and running and (not own.running or len(course.weights) != kept):
        st.rerun()
    with st.container(key="laboratory_training"):
        _moves(own)
    with st.container(key="laboratory_grown"), st.container(key=f"charts_{theme()}_grown"):
        show_chart(words, experiment.grown(course), experiment)


def _moves(own: Training | None) -> None:
    """What can be done now, and what is shown."""
    if not installed():
        missing(
            _(
                "PyTorch is not installed; Stepwise runs without it. What is shown is a recorded training. "
                "To train the network here, install it with:"
            )
        )
    elif own is None:
        st.caption(_("What is shown is a recorded training of {n} steps.").format(n=f"{STEPS:,}"))
        st.button(_("Train the network now"), key="train", type="primary", on_click=_start)
    elif own.running:
        _while_running(own)
    else:
        _stopped(own)


def _while_running(own: Training) -> None:
    done = own.course.steps
    said = _("Step {n} of {all}; the app can be used meanwhile.").format(n=f"{done:,}", all=f"{STEPS:,}")
    st.progress(done / STEPS, text=said)
    if sys.modules.get("torch") is None:
        st.caption(_("The first time PyTorch has to be loaded, which takes a few seconds."))
    st.button(_("Stop"), key="train_stop", on_click=_stop)


def _stopped(own: Training) -> None:
    """What has come of the training, and how it can go on."""
    try:
        if own.turn:
            own.turn.result()
    except TorchMissing as error:
        missing(sentence(error))
        return
    n = f"{own.course.steps:,}"
    if own.course.ended:
        st.caption(_("What is shown is the network that was trained here, in {n} steps.").format(n=n))
    else:
        st.caption(_("The training has stopped after {n} of {all} steps.").format(n=n, all=f"{STEPS:,}"))
    with st.container(key="laboratory_train_moves", horizontal=True):
        if not own.course.ended:
            st.button(_("Continue training"), key="train_on", type="primary", on_click=_go_on)
        st.button(_("Train from the beginning"), key="train", on_click=_start)
        st.button(_("Show the recorded training"), key="train_drop", type="tertiary", on_click=_drop)


@turning
def _start() -> None:
    training.start(language())


@turning
def _stop() -> None:
    training.stop()


@turning
def _go_on() -> None:
    training.go_on()


@turning
def _drop() -> None:
    training.drop()
