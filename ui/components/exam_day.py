"""When the exams are, what they are on, and how many minutes a day there are: asked on Today and in Settings."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from content.route import route
from presentation.translate import _, language
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.language import key_of_words

if TYPE_CHECKING:  # a newcomer's page opens no store
    from db.records import Exam
    from db.store import Store

DAY, NAME, AREAS, DROP, MINUTES = "exam_day", "exam_name", "exam_areas", "exam_drop", "minutes_a_day"
CHOICES = (10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
USUAL = 20  # minutes of who has not said
LONGEST_NAME = 40  # characters
A_DAY = timedelta(days=1)
FARTHEST = timedelta(days=730)


def fields(exams: Sequence[Exam], minutes: int | None) -> None:
    """A row for each exam, and one for another and the minutes; None where no minutes are kept yet."""
    for exam in exams:
        with st.container(key=f"exam_row_{exam.exam_id}", horizontal=True, vertical_alignment="center"):
            _exam(exam)
    with st.container(key="exam_new_row", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Another exam on") if exams else _("Exam on"), width="content")
        _day(None, DAY, _added)
        _minutes(USUAL if minutes is None else minutes)


def _exam(exam: Exam) -> None:
    id = exam.exam_id
    st.markdown(_("Exam on"), width="content")
    _day(exam.day, f"{DAY}_{id}", _day_chosen, exam)
    hold(f"{NAME}_{id}", f"exam/{id}/name", exam.name)
    st.text_input(
        _("Name of the exam"),
        exam.name,
        key=f"{NAME}_{id}",
        max_chars=LONGEST_NAME,
        placeholder=_("name, such as midterm"),
        on_change=_named,
        args=(exam,),
        label_visibility="collapsed",
        width=190,
    )
    names = {group.id: group.title.of(language()) for group in route()}
    areas = key_of_words(f"{AREAS}_{id}")
    st.session_state.setdefault(areas, [area for area in exam.areas if area in names])
    st.multiselect(
        _("Areas of the exam"),
        list(names),
        format_func=names.__getitem__,
        placeholder=_("all areas"),
        select_all=False,
        key=areas,
        on_change=_areas_chosen,
        args=(exam,),
        label_visibility="collapsed",
        width=320,  # the longest name of an area stands in one line
    )
    st.button(_("Remove"), key=f"{DROP}_{id}", type="tertiary", on_click=_dropped, args=(id,))


def _day(kept: date | None, key: str, chosen: Callable[..., None], *given: Exam) -> None:
    today = datetime.now().astimezone().date()
    st.date_input(
        _("Day of the exam"),
        value=kept,
        min_value=min(kept or today, today - A_DAY),
        max_value=max(kept or today, today + FARTHEST),
        format="YYYY-MM-DD",
        key=key,
        on_change=chosen,
        args=given,
        label_visibility="collapsed",
        width=150,
    )


def _minutes(minutes: int) -> None:
    key = key_of_words(MINUTES)
    st.session_state.setdefault(key, minutes)
    st.selectbox(
        _("Minutes a day"),
        sorted({*CHOICES, minutes}),
        format_func=lambda n: _("{n} minutes a day").format(n=n),
        key=key,
        on_change=_minutes_chosen,
        label_visibility="collapsed",
        width=180,
    )


# ---- what is chosen ----


@whole
def _added() -> None:
    from db.records import Exam

    if isinstance(day := st.session_state[DAY], date):
        exam = Exam(secrets.token_hex(8), day)
        _do(lambda store: store.keep_exam(exam))
        st.session_state[DAY] = None


@whole
def _day_chosen(exam: Exam) -> None:
    if isinstance(day := st.session_state[f"{DAY}_{exam.exam_id}"], date):
        _do(lambda store: store.change_exam(exam, day=day))


@whole
def _named(exam: Exam) -> None:
    name = str(st.session_state[f"{NAME}_{exam.exam_id}"] or "")
    _do(lambda store: store.change_exam(exam, name=name))


@whole
def _areas_chosen(exam: Exam) -> None:
    areas = tuple(st.session_state[key_of_words(f"{AREAS}_{exam.exam_id}")])
    _do(lambda store: store.change_exam(exam, areas=areas))


@whole
def _dropped(id: str) -> None:
    _do(lambda store: store.drop_exam(id))


@whole
def _minutes_chosen() -> None:
    chosen = int(st.session_state[key_of_words(MINUTES)])
    _do(lambda store: store.change_learner(store.learner_id, minutes_a_day=chosen))


def _do(action: Callable[[Store], None]) -> None:
    from db.errors import StoreError
    from ui.session import persistence
    from ui.session.unsaved import report

    try:
        action(persistence.store())
    except StoreError as error:
        report(error)
