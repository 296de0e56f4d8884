"""The end of a session: what has changed, and what comes tomorrow."""

from __future__ import annotations

from html import escape

import streamlit as st

from content.route import TopicGroup, route
from presentation.progress.progress_words import points
from presentation.progress.session_words import placement_table, results_table
from presentation.progress.today_words import about_minutes
from presentation.translate import _, language, ngettext, together
from quiz.review_session import ReviewSession, begin_with, scores_by_group
from quiz.schedule import retrievability
from ui.components.focus import focus
from ui.pages import today_parts
from ui.session import agenda
from ui.session.agenda import Agenda
from ui.session.state import go_to


def show(found: ReviewSession) -> None:
    """The marks and what follows from them. Raises StoreError."""
    with st.container(key="session_end"):
        if found.kind == "placement":
            _placed(found)
        else:
            _done(found, agenda.read())
    focus("end_focus", found.begun.isoformat(), ".st-key-end_moves", bring=False)


def _done(found: ReviewSession, day: Agenda) -> None:
    st.title(_("Done"), anchor=False)
    earned, possible = (sum(getattr(one, name) for one in found.results) for name in ("points", "possible"))
    unit = _("of {possible} marks").format(possible=points(possible))
    st.html(f'<span class="big">{points(earned)}</span><span class="unit">{escape(unit)}</span>')
    st.markdown(together(*_changed(found, day), _tomorrow(day)))
    st.html(results_table(found.results, day.today, day.now.tzinfo, day.learner.day_start, day.exam_on))
    with st.container(key="end_moves", horizontal=True):
        if st.button(_("Back to Today"), key="to_today", type="primary"):
            go_to("today")
        if day.items("short") and st.button(_("Ten minutes more"), key="begin_short"):
            today_parts.begin("short")


def _changed(found: ReviewSession, day: Agenda) -> list[str]:
    """Recall of the reviewed questions before and now; what had to be asked again."""
    said = []
    before = {one.question_id: one.recall for one in found.results if one.recall is not None}
    cards = [card for card in day.cards if card.question_id in before]
    if cards:
        was = sum(before[card.question_id] or 0 for card in cards) / len(cards)
        now = sum(retrievability(card, day.now, day.parameters) for card in cards) / len(cards)
        text = _("Before, you were likely to recall {was} % of what came back; now it is {now} %.")
        said.append(text.format(was=round(100 * was), now=round(100 * now)))
    read = sum(one.why == "lesson" for one in found.results)
    if read:
        said.append(ngettext("{n} lesson was read.", "{n} lessons were read.", read).format(n=read))
    new = len({one.question_id for one in found.results if one.why == "new"})
    if new:
        said.append(ngettext("{n} question is new.", "{n} questions are new.", new).format(n=new))
    again = len({one.question_id for one in found.results if one.why == "again"})
    if again:
        said.append(ngettext("{n} had to be asked again.", "{n} had to be asked again.", again).format(n=again))
    return said


def _tomorrow(day: Agenda) -> str:
    """How many questions come tomorrow, and how long they take."""
    if day.exam_plan and day.days_left == 1:
        return _("Tomorrow is the exam.")
    count, minutes = day.tomorrow
    if not count:
        return _("Nothing comes back tomorrow.")
    said = ngettext("Tomorrow {n} question comes back: {time}.", "Tomorrow {n} questions come back: {time}.", count)
    if day.exam_plan:
        said = ngettext("Tomorrow has {n} question: {time}.", "Tomorrow has {n} questions: {time}.", count)
    return said.format(n=count, time=about_minutes(minutes))


# ---- a placement ----


def _placed(found: ReviewSession) -> None:
    scores = scores_by_group(route(), found.results)
    first = begin_with(scores)
    st.title(_("Where to begin"), anchor=False)
    right = sum(not one.failed for one in found.results)
    said = _("{right} of {count} questions went well. Begin with *{group}*.")
    st.markdown(said.format(right=right, count=len(found.results), group=first.title.of(language())))
    st.html(placement_table(scores, first))
    with st.container(key="end_moves", horizontal=True):
        _begin_here(first)
        if st.button(_("See the route"), key="to_route"):
            go_to("learn")


def _begin_here(first: TopicGroup) -> None:
    topic = first.topics[0]
    label = _("Begin with {topic}").format(topic=topic.title.of(language()))
    if st.button(label, key="begin_lesson", type="primary"):
        go_to("learn", topic=topic.id)
