"""Progress: what is due, what was answered, the slips that come back."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from content import NotFound, question, topic
from db import Attempt, DueCard, Slip, StoreError
from db.progress import by_topic, csv
from engine.readings.numbers import fixed
from ui import memory, parts
from ui.translate import _, language, ngettext, sentence
from ui.words import local, titles

LATEST = 20


def page() -> None:
    """The whole page; one sentence when the database cannot be read."""
    st.title(_("Progress"), anchor=False)
    now = memory.local_now()
    try:
        store = memory.store()
        found, due, slips = store.attempts(), store.due(now), store.slips()
    except StoreError as error:
        st.error(sentence(error))
        return
    left, right = st.columns([7, 4], gap="medium")
    with left, st.container(key="due_card", height="stretch"):
        due_card(due, bool(found))
    with right, st.container(key="done_card", height="stretch"):
        done_card(found, now)
    left, right = st.columns([7, 4], gap="large")
    with left:
        topics(found)
        answered(found)
    with right:
        slips_list(slips)


def due_card(due: list[DueCard], any_attempt: bool) -> None:
    """How many are due, and a way into each of the first five."""
    unit = ngettext("question due", "questions due", len(due))
    st.html(f'<span class="big">{len(due)}</span><span class="unit">{escape(unit)}</span>')
    if not due:
        nothing = _("Nothing is due. Practise something new.") if any_attempt else _("Answer a question and it will come back here.")
        st.html(f'<div class="quiet">{escape(nothing)}</div>')
        if st.button(_("Practise"), type="primary", key="begin"):
            st.switch_page(st.session_state["pages"]["practise"])
        return
    for n, card in enumerate(due[:5]):
        with st.container(key=f"due_row_{n}", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_title(card.card.question_id)}**", width="stretch")
            st.markdown(_("recall {share} %").format(share=round(100 * card.recall)), width="content")
            open_button(card.card.question_id, _("Open"), f"due_{n}", primary=n == 0)


def open_button(question_id: str, label: str, key: str, primary: bool = False) -> None:
    """Into Practise, on this question."""
    if st.button(label, key=key, type="primary" if primary else "secondary"):
        st.session_state.pop("attempt", None)
        st.switch_page(st.session_state["pages"]["practise"], query_params={"q": question_id})


def _title(question_id: str) -> str:
    """A question's title; its id when the content has it no more."""
    try:
        found = question(question_id)
        return f"{topic(found.topic).title.of(language())} · {found.title.of(language())}"
    except NotFound:
        return question_id


def done_card(found: list[Attempt], now: datetime) -> None:
    """How much was answered, today and in all; the export."""
    today = sum(a.finished_at.astimezone(now.tzinfo).date() == now.date() for a in found)
    unit = ngettext("answered today", "answered today", today)
    st.html(f'<span class="big">{today}</span><span class="unit">{escape(unit)}</span>')
    st.html(f'<div class="quiet">{escape(_("{n} in all").format(n=len(found)))}</div>')
    if found:
        st.download_button(
            _("Export as CSV"), lambda: csv(memory.store().attempts(10**6)), file_name="stepwise.csv", mime="text/csv",
            on_click="ignore", key="export_csv",
        )


def topics(found: list[Attempt]) -> None:
    """The share of the marks in each topic's last ten attempts."""
    st.header(_("By topic"), anchor=False)
    if not found:
        st.caption(_("Nothing has been answered yet."))
        return
    rows = []
    for row in by_topic(found).to_dict("records"):
        share = round(100 * float(row["share"]))
        attempts = ngettext("{n} attempt", "{n} attempts", row["attempts"]).format(n=row["attempts"])
        rows.append(
            f"<tr><td>{escape(_topic(row['topic']))}</td><td><div class='share'><i style='width:{share}%'></i></div></td>"
            f"<td><b>{share} %</b></td><td>{escape(attempts)}</td></tr>"
        )
    st.html(f'<table class="topics">{"".join(rows)}</table>')


def _topic(id: str) -> str:
    try:
        return topic(id).title.of(language())
    except NotFound:
        return id


def answered(found: list[Attempt]) -> None:
    """The latest attempts, newest first."""
    if not found:
        return
    from babel.dates import format_datetime

    st.header(_("Latest answers"), anchor=False)
    zone = memory.local_now().tzinfo
    rows = []
    for a in found[:LATEST]:
        when = format_datetime(a.finished_at.astimezone(zone), "MMM d, HH:mm", locale=language())
        named = sum(bool(step.misconceptions) for step in a.steps)
        slip = parts.badge("misconception", ngettext("{n} slip", "{n} slips", named).format(n=named)) if named else ""
        rows.append(
            f"<tr><td>{escape(_title(a.question_id))} {slip}</td><td><b>{_points(a.points)}</b> / {_points(a.possible)}</td>"
            f"<td>{escape(when)}</td></tr>"
        )
    st.html(f'<table class="topics answers">{"".join(rows)}</table>')


def _points(x: float) -> str:
    return fixed(x, 1).removesuffix(".0")


def slips_list(slips: list[Slip]) -> None:
    """The misconceptions made most, their last eight tries, and a way to practise against each."""
    st.header(_("Slips that come back"), anchor=False)
    if not slips:
        st.caption(_("None so far. A mistake that has a name is listed here."))
    for n, slip in enumerate(slips):
        with st.container(key=f"slip_row_{n}", horizontal=True, vertical_alignment="center"):
            st.html(_slip(slip), width="stretch")
            open_button(slip.question_id, _("Practise this"), f"practise_slip_{n}")


def _slip(slip: Slip) -> str:
    made = sum(slip.tries)
    boxes = "".join(f'<i class="{"made" if t else ""}"></i>' for t in slip.tries)
    said = _("{made} of the last {tries}").format(made=made, tries=len(slip.tries))
    return (
        f'<div class="slip-name">{parts.icon("misconception")}{escape(_slip_name(slip))}</div>'
        f'<div class="tries"><span aria-hidden="true">{boxes}</span>{escape(said)}</div>'
    )


def _slip_name(slip: Slip) -> str:
    """The misconception in words, and the step it was made in."""
    try:
        here = topic(question(slip.question_id).topic)
        name, _text = here.misconception(slip.misconception_id, local(slip.step), language())
    except NotFound:
        return slip.misconception_id
    words = here.steps.get(local(slip.step))
    return f"{name} · {words.title.of(language())}" if words else name
