"""The route: every topic in its group, what it builds on, what is done and how well, and when its turn comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape

import streamlit as st

from content import questions
from content.route import in_plan, route, unknown
from content.schema import PLANS, Plan, TopicHeading
from presentation.progress.route_words import (
    left_out,
    lesson_words,
    longest_that_fits,
    plan_names,
    planned,
    standing_words,
)
from presentation.progress.today_words import short_day
from presentation.translate import _, language
from quiz.plan import DAYS, TopicDays, spread
from quiz.topic_progress import Standing
from ui.components.picker import picker
from ui.session import agenda, topic_progress
from ui.session.agenda import Agenda
from ui.session.callbacks import whole
from ui.session.state import go_to

PLAN = "route_plan"


def show() -> None:
    """The plan, then group by group. Raises StoreError."""
    with st.container(key="route_head", horizontal=True, vertical_alignment="center"):
        st.title(_("The route"), anchor=False, width="stretch")
        if st.button(_("Glossary"), key="to_glossary", type="tertiary"):
            go_to("glossary")
        if st.button(_("Laboratories"), key="to_laboratories", type="tertiary"):
            go_to("laboratory")
        picker("route_search", "", _open)  # seen at once: at first the rest has the store and all questions read
    day, known = agenda.read(), topic_progress.by_topic()
    plan = _plan(day)
    waiting = [one for group in route() for one in group.topics if in_plan(one, plan) and _state(one, known) != "done"]
    days = day.days_left or DAYS[plan]
    found = spread(waiting, day.still_takes, day.today, days, day.learner.minutes_a_day)
    st.markdown(planned(found, days, day.learner.minutes_a_day, len(waiting), bool(day.planned)))
    if found.left_out:
        st.caption(left_out(found))
    elif day.days_left and plan == day.plan != PLANS[-1]:
        st.caption(longest_that_fits(plan))
    _groups(plan, known, _turns(found), day)


def _plan(day: Agenda) -> Plan:
    names = plan_names()
    chosen: Plan = st.segmented_control(
        _("Plan"),
        PLANS,
        default=day.plan,
        format_func=names.__getitem__,
        key=PLAN,
        required=True,
        label_visibility="collapsed",
    )
    return chosen


def _turns(found: TopicDays) -> dict[str, date]:
    """The first day on which each topic has its turn."""
    turns: dict[str, date] = {}
    for one in found.days:
        for topic, _minutes in one.topics:
            turns.setdefault(topic.id, one.day)
    return turns


def _state(topic: TopicHeading, known: Mapping[str, Standing]) -> str:
    return known[topic.id].state if topic.id in known else "new"


# ---- topics ----


def _groups(plan: Plan, known: Mapping[str, Standing], turns: Mapping[str, date], day: Agenda) -> None:
    done = {id for id, one in known.items() if one.state == "done"}
    for group in route():
        topics = [one for one in group.topics if in_plan(one, plan)]
        if not topics:
            continue
        with st.container(key=f"route_{group.id}", gap=None):
            st.header(group.title.of(language()), anchor=False)
            for one in topics:
                with st.container(key=f"route_row_{one.id}", horizontal=True, vertical_alignment="center"):
                    _name(one, known)
                    _needs(one, done)
                    _done(one, known, turns.get(one.id), day)


def _name(one: TopicHeading, known: Mapping[str, Standing]) -> None:
    """The mark, and the way to the lesson."""
    state = _state(one, known)
    st.html(f'<i class="state {state}" role="img" aria-label="{escape(standing_words(state))}"></i>', width="content")
    st.button(one.title.of(language()), key=f"lesson_{one.id}", type="tertiary", on_click=_open, args=(one.id,))


def _done(one: TopicHeading, known: Mapping[str, Standing], turn: date | None, day: Agenda) -> None:
    """The lesson's minutes or that it was read, what was done, and when the topic has its turn."""
    when = "" if turn is None else _("today") if turn == day.today else short_day(turn)
    here = known.get(one.id)
    done = (
        ""
        if here is None or not here.answered
        else f"{here.answered} / {len(questions(one.id))} · {round(100 * here.score)} %"
    )
    lesson = lesson_words(any(read.topic_id == one.id for read in day.read), day.lesson(one.id))
    spans = "".join(f"<span>{escape(said)}</span>" for said in (lesson, done, when))
    st.html(f'<div class="route-done">{spans}</div>', width="stretch")


@whole
def _open(id: str) -> None:
    st.query_params["topic"] = id


def _needs(one: TopicHeading, done: set[str]) -> None:
    missing = _(", ").join(before.title.of(language()) for before in unknown(one, done))
    if missing:
        said = _("first: {topics}").format(topics=missing)
        st.html(f'<div class="needs">{escape(said)}</div>', width="content")
