"""Progress: what is due, what was answered, the slips that come back."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from content import questions
from db.errors import StoreError
from db.progress import Overview, TopicTotal
from db.records import AttemptRecord, DueCard
from db.store import Store
from presentation.content_words import when
from presentation.progress.progress_words import aimed_practice, from_the_future, points, question_title, topic_title
from presentation.translate import _, ngettext
from quiz.schedule import local_day
from ui import elements
from ui.components.download import download
from ui.pages import progress_aim
from ui.session import learners, persistence
from ui.session.state import go_to, session
from ui.session.unsaved import leave_undone, report, report_unreadable

LATEST = 20


def page() -> None:
    """The whole page; one sentence when the database cannot be read."""
    st.title(_("Progress"), anchor=False)
    now = persistence.local_now()
    try:
        overview(persistence.store(), now)
    except StoreError as error:
        report(error)
        leave_undone()


def overview(store: Store, now: datetime) -> None:
    """Two cards, then topics and answers beside what goes wrong."""
    progress_aim.mark_again(store, now)
    known = {q.id for q in questions()}  # of a question that was taken out nothing comes back
    latest, found = store.attempts(LATEST), store.overview(now)
    report_unreadable(latest.unreadable + found.cards.unreadable)
    if ahead := store.from_the_future(now):
        st.caption(from_the_future(ahead))
    left, right = st.columns([7, 4], gap="medium")
    with left, st.container(key="due_card", height="stretch"):
        due_card([card for card in found.due() if card.question_id in known], bool(latest), plans_for_exam(store))
    with right, st.container(key="done_card", height="stretch"):
        done_card(store, now)
    with st.container(key="progress_lower"):
        left, right = st.columns([7, 4], gap="large")
    with left:
        by_topic(found)
        answered(latest)
    with right:
        progress_aim.show(store)


def plans_for_exam(store: Store) -> bool:
    """Whether an exam lies ahead, for which Today plans."""
    today = local_day(persistence.local_now(), learners.me().day_start)
    return any(exam.day >= today for exam in store.exams())


def due_card(due: list[DueCard], any_attempt: bool, planned: bool) -> None:
    """How many are due, and a way into each of the first five; with an exam ahead, what Today makes of them."""
    unit = ngettext("question due", "questions due", len(due))
    st.html(f'<span class="big">{len(due)}</span><span class="unit">{escape(unit)}</span>')
    if due and planned:
        said = _("Until the exam, Today chooses what is worth its minutes; not all of these have to be done.")
        st.html(f'<div class="quiet">{escape(said)}</div>')
    if not due:
        nothing = (
            _("Nothing is due. Practise something new.")
            if any_attempt
            else _("Answer a question and it will come back here.")
        )
        st.html(f'<div class="quiet">{escape(nothing)}</div>')
        if st.button(_("Practise"), type="primary", key="begin"):
            go_to("practise")
        return
    for n, card in enumerate(due[:5]):
        with st.container(key=f"due_row_{n}", horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{question_title(card.question_id)}**", width="stretch")
            st.caption(_("recall {share} %").format(share=round(100 * card.retrievability)), width="content")
            open_button(card.question_id, _("Open"), f"due_{n}", primary=n == 0)


def open_button(question_id: str, label: str, key: str, primary: bool = False) -> None:
    """Into Practise, on this question."""
    if st.button(label, key=key, type="primary" if primary else "secondary"):
        session().attempt = None
        go_to("practise", q=question_id)


def done_card(store: Store, now: datetime) -> None:
    """How much was answered today and in the last five weeks; the export."""
    from db.export import attempts_csv

    days = store.daily_counts(now)
    today, weeks = days[-1].attempts, sum(day.attempts for day in days)
    aimed = sum(day.aimed for day in days)
    unit, total = _("answered today"), _("{n} in the last five weeks").format(n=weeks)
    st.html(f'<span class="big">{today}</span><span class="unit">{escape(unit)}</span>')
    st.html(f'<div class="quiet">{escape(total)}</div>')
    if aimed:
        st.html(f'<div class="quiet">{escape(aimed_practice(aimed))}</div>')
    if weeks or aimed:
        download(
            _("Export as CSV"),
            lambda: attempts_csv(store),
            "stepwise.csv",
            "text/csv",
            key="export_csv",
        )


def by_topic(found: Overview) -> None:
    """The share of the marks earned in each topic that was practised."""
    st.header(_("By topic"), anchor=False)
    rows = [_topic_row(total) for total in found.by_topic({q.id: q.topic for q in questions()}) if total.attempts]
    if rows:
        st.html(f'<table class="topics by-topic">{"".join(rows)}</table>')
    else:
        st.caption(_("Nothing has been answered yet."))


def _topic_row(total: TopicTotal) -> str:
    share = round(100 * total.mean_score)
    attempts = ngettext("{n} attempt", "{n} attempts", total.attempts).format(n=total.attempts)
    due = " · " + ngettext("{n} due", "{n} due", total.due).format(n=total.due) if total.due else ""
    bar = f'<div class="share"><i style="width:{share}%"></i></div>'
    return (
        f"<tr><td>{escape(topic_title(total.topic))}</td><td>{bar}</td><td><b>{share} %</b></td>"
        f"<td>{escape(attempts + due)}</td></tr>"
    )


def answered(found: list[AttemptRecord]) -> None:
    """The latest attempts, newest first."""
    if not found:
        return
    st.header(_("Latest answers"), anchor=False)
    rows = []
    alone = _("one step alone")
    one_step = f'<span class="quiet">{escape(alone)}</span>'
    for a in found:
        slips = len({step for step, _id in a.misconceptions})
        named_ones = ngettext("{n} misconception", "{n} misconceptions", slips).format(n=slips)
        slip = elements.badge("misconception", named_ones) if slips else ""
        marks = f"<b>{points(a.points)}</b> / {points(a.possible)}"
        named, moment = escape(question_title(a.question_id)), escape(when(a.finished_at, persistence.local_zone()))
        rows.append(f"<tr><td>{named} {one_step if a.aimed else ''} {slip}</td><td>{marks}</td><td>{moment}</td></tr>")
    st.html(f'<table class="topics answers">{"".join(rows)}</table>')
