"""Settings: the learners on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Unpack

import streamlit as st

from db.errors import StoreError
from db.records import Chosen, Learner
from presentation.settings.learner_words import COLORS, called, color_names, known_color
from presentation.translate import _, escaped
from ui.components.chip import chip, close
from ui.components.confirmation import ask
from ui.components.learner_mark import disc
from ui.session import learners
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.learner import choose
from ui.session.state import Removed, session
from ui.session.unsaved import report

NAME = "new_learner"


def show() -> None:
    """Those who are there, those who were removed, and a place for one more."""
    found = learners.everyone()
    there = [one for one in found if one.removed_at is None]
    st.header(_("Learners"), anchor=False)
    st.caption(_("Everyone who learns on this machine has a history of their own. There is no password."))
    with st.container(key="learners"):
        for learner in there:
            _row(learner, alone=len(there) == 1)
    if removed := session().removed:
        _undo(removed)
    with chip("add_learner_chip", _("Add a learner")) as opened:
        if opened:
            _add(len(found))
    _removed([one for one in found if one.removed_at is not None])
    _ask()


def _row(learner: Learner, alone: bool) -> None:
    id, here = learner.learner_id, learner.learner_id == session().learner_id
    now = _("learning now")
    with st.container(key=f"learner_row_{id}", horizontal=True, vertical_alignment="center"):
        st.html(_marked(learner, now if here and not alone else ""), width="stretch")
        if not here:
            st.button(_("Switch"), key=f"switch_{id}", on_click=choose, args=(id,))
        with chip(f"learner_{id}_chip", _("Change")) as opened:
            if opened:
                _change(learner, removable=not here)


def _marked(learner: Learner, said: str = "") -> str:
    """A learner's disc and name, and a word about them."""
    mark = disc(learner.learner_id, learner.name, learner.color)
    name = escape(called(learner.learner_id, learner.name))
    return f'<div class="learner">{mark}<b>{name}</b><span>{escape(said)}</span></div>'


# ---- one learner ----


def _change(learner: Learner, removable: bool) -> None:
    id, names = learner.learner_id, color_names()
    hold(f"name_{id}", f"learner/{id}/name", learner.name)
    st.text_input(
        _("Name"), learner.name, max_chars=40, key=f"name_{id}", on_change=_renamed, args=(learner, f"name_{id}")
    )
    st.segmented_control(
        _("Colour"),
        COLORS,
        default=known_color(learner.color),
        format_func=lambda color: f":{color}[●] {names[color]}",
        key=f"color_{id}",
        on_change=_recolored,
        args=(learner, f"color_{id}"),
        required=True,
    )
    if removable:
        st.button(_("Remove"), key=f"remove_{id}", on_click=_removal_wished, args=(learner,))


@whole
def _removal_wished(learner: Learner) -> None:
    close(f"learner_{learner.learner_id}_chip")
    session().asked = learner


def _ask() -> None:
    learner, session().asked = session().asked, None
    if learner is None:
        return
    name = escaped(called(learner.learner_id, learner.name))
    ask(
        _("Remove a learner?"),
        _("**{name}** is no longer listed. Everything of theirs is kept and can be put back.").format(name=name),
        _("Remove"),
        partial(_remove, learner),
    )


@whole
def _renamed(learner: Learner, key: str) -> None:
    _change_to(learner, name=str(st.session_state[key]))


@whole
def _recolored(learner: Learner, key: str) -> None:
    _change_to(learner, color=str(st.session_state[key]))


def _change_to(learner: Learner, **chosen: Unpack[Chosen]) -> None:
    try:
        learners.change(learner.learner_id, **chosen)
    except StoreError as error:
        report(error)


def _remove(learner: Learner) -> None:
    try:
        learners.remove(learner)
    except StoreError as error:
        report(error)


# ---- one more ----


def _add(n: int) -> None:
    hold(NAME, f"learner/new/{n}/name", "")  # the name of one who was added is not held for the next
    with st.form("add_learner", border=False, clear_on_submit=True):
        st.text_input(_("Name"), max_chars=40, key=NAME)
        st.form_submit_button(_("Add"), type="primary", on_click=_added)


@whole
def _added() -> None:
    name = str(st.session_state[NAME]).strip()
    if not name:
        return
    close("add_learner_chip")
    try:
        learners.add(name)
    except StoreError as error:
        report(error)


# ---- removed ones ----


def _undo(removed: Removed) -> None:
    with st.container(key="removed_undo", horizontal=True, vertical_alignment="center"):
        said = _("You began afresh; what was there is kept.") if removed.afresh else _("{name} is removed.")
        st.caption(said.format(name=escaped(removed.name)), width="content")
        st.button(_("Undo"), key="undo_removal", on_click=_undone, args=(removed,))


@whole
def _undone(removed: Removed) -> None:
    try:
        learners.undo(removed)
    except StoreError as error:
        report(error)


def _removed(found: Sequence[Learner]) -> None:
    if not found:
        return
    with st.expander(_("Removed learners")):
        for learner in found:
            _removed_row(learner)


def _removed_row(learner: Learner) -> None:
    id, name = learner.learner_id, called(learner.learner_id, learner.name)
    with st.container(key=f"removed_row_{id}", horizontal=True, vertical_alignment="center"):
        st.html(_marked(learner), width="stretch")
        st.button(_("Put back"), key=f"put_back_{id}", on_click=_put_back, args=(id,))
        if st.button(_("Delete"), key=f"delete_{id}"):
            ask(
                _("Delete for good?"),
                _("Everything of **{name}** is deleted. This cannot be undone.").format(name=escaped(name)),
                _("Delete for good"),
                partial(_delete, id),
            )


@whole
def _put_back(id: int) -> None:
    try:
        learners.put_back(id)
    except StoreError as error:
        report(error)


def _delete(id: int) -> None:
    try:
        learners.delete(id)
    except StoreError as error:
        report(error)
