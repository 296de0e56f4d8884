"""Today for somebody who has a history: what is due and what lies ahead, what is recalled, what goes wrong."""

from __future__ import annotations

from html import escape

import streamlit as st

from db.records import Exam
from presentation.progress import today_words as words
from presentation.progress.progress_words import aimed_practice, from_the_future
from presentation.translate import _, ngettext, together
from quiz.exam_plan import ExamRecall
from quiz.review_session import SHORT, Item, ReviewSession
from ui.components import exam_day
from ui.components.chip import chip
from ui.components.picker import picker
from ui.pages import progress_aim, today_parts
from ui.session import persistence
from ui.session.agenda import Agenda
from ui.session.state import Picked, go_to, session

MOST_SLIPS = 4


def show(found: Agenda) -> None:
    """Two cards, where it was left, then recall by area beside the mistakes made most. Raises StoreError."""
    with st.container(key="today_head", horizontal=True, vertical_alignment="center"):
        st.title(_("Today"), anchor=False, width="stretch")
        st.caption(words.long_day(found.today), width="content")
        picker("today_search", "", _lesson)
    if ahead := persistence.store().from_the_future(found.now):
        st.caption(from_the_future(ahead))
    left, right = st.columns([7, 4], gap="medium")
    with left, st.container(key="due_card", height="stretch"):
        due_card(found)
    with right, st.container(key="exam_card", height="stretch"):
        exam_card(found)
    today_parts.stopped(session_shown=True)
    today_parts.offer_fit()
    with st.container(key="today_lower"):
        left, right = st.columns([7, 4], gap="large")
    with left:
        recall(found)
    with right:
        progress_aim.slips(persistence.store(), MOST_SLIPS)


def _lesson(id: str) -> None:
    session().picked = Picked("lesson", id, id)


# ---- what is due ----


def due_card(found: Agenda) -> None:
    """How many are due or planned, how long they take, and the buttons that begin."""
    items, open_session = found.items("today"), today_parts.open_session()
    goes_on = open_session is not None and not (items and _is_overtaken(found, open_session))
    ahead = found.forecast
    if open_session and goes_on and open_session.kind != "placement":
        count = sum(not item.is_lesson for item in open_session.left)
        st.html(words.big(count, ngettext("question left", "questions left", count)))
        said = together(words.composition(open_session.left, found.duration(open_session.left)), _answered_today(found))
        ahead = [(found.today, count), *ahead[1:]]
    elif found.exam_plan:
        count = sum(not item.is_lesson for item in items)
        st.html(words.big(count, ngettext("question today", "questions today", count)))
        said = _planned(found, items)
    else:
        count = len(found.due)
        st.html(words.big(count, ngettext("question due", "questions due", count)))
        said = _said(found, items)
    st.html(f'<div class="quiet">{escape(said)}</div>')
    with st.container(key="begin_row", horizontal=True, vertical_alignment="center"):
        if open_session:
            today_parts.go_on(open_session, found.day_of(open_session.begun), found.today, goes_on)
        of_today = open_session is not None and found.day_of(open_session.begun) == found.today
        label = _("Begin anew") if of_today else _("Begin today's") if open_session else _("Begin")
        shortcut = None if goes_on else today_parts.BEGINS
        if items and st.button(label, key="begin", type="secondary" if goes_on else "primary", shortcut=shortcut):
            today_parts.begin("today")
        short = found.items("short")
        worthwhile = short and (len(short) < len(items) or not items) and not open_session
        label = _("Only ten minutes") if items else _("Ten minutes more")
        if worthwhile and st.button(label, key="begin_short"):
            today_parts.begin("short")
        _everything(found, items)
    st.html(words.forecast_bars(ahead, planned=found.exam_plan is not None))


def _is_overtaken(found: Agenda, left: ReviewSession) -> bool:
    """Whether today's session comes before the one that was left: of another day, or longer than a day's minutes."""
    if found.day_of(left.begun) != found.today:
        return True
    return found.exam_plan is not None and found.duration(left.left) > max(SHORT, found.learner.minutes_a_day)


def _everything(found: Agenda, items: tuple[Item, ...]) -> None:
    """The button for all that is due, where a day's minutes have no room for it."""
    if found.exam_plan or sum(item.why == "due" for item in items) >= len(found.due):
        return
    time = words.about_minutes(found.duration(found.items("all")))
    label = _("All that is due: {time}").format(time=time)
    if st.button(label, key="begin_all"):
        today_parts.begin("all")


def _planned(found: Agenda, items: tuple[Item, ...]) -> str:
    """What the plan for the exam has today, and what the order is; what was done."""
    if items:
        said = [words.composition(items, found.duration(items))]
        said.append(_("First comes what adds most, per minute, to what you recall on the exam day."))
    else:
        said = [_("Today's {n} minutes are done.").format(n=found.learner.minutes_a_day)]
    return together(*said, _answered_today(found))


def _said(found: Agenda, items: tuple[Item, ...]) -> str:
    """What a session would have; where nothing is due, what comes tomorrow."""
    said = [words.composition(items, found.duration(items))]
    asked = sum(item.why == "due" for item in items)
    if asked:
        said.append(_("What is most likely forgotten comes first."))
        more = len(found.due) - asked
        said.append(ngettext("{n} more is due.", "{n} more are due.", more).format(n=more) if more else "")
    else:
        tomorrow = found.forecast[1][1]
        coming = ngettext("Tomorrow {n} question comes back.", "Tomorrow {n} questions come back.", tomorrow)
        said = [_("Nothing is due."), coming.format(n=tomorrow), *(said if items else [])]
    return together(*said, _answered_today(found))


def _answered_today(found: Agenda) -> str:
    n = found.today_count.attempts
    said = ngettext("{n} answered today.", "{n} answered today.", n).format(n=n) if n else ""
    return together(said, aimed_practice(found.today_count.aimed))


# ---- the exam ----


def exam_card(found: Agenda) -> None:
    """The days that are left, what is expected on the day, and a mock exam; the date, where none is set."""
    if found.days_left is None:
        asked = _("When is your exam?")
        st.html(f'<div class="slip-name">{escape(asked)}</div>')
        st.html(
            '<div class="quiet">{}</div>'.format(escape(_("Then this says what you are likely to recall on the day.")))
        )
        with st.container(key="exam_fields", gap="small"):
            exam_day.fields((), found.learner.minutes_a_day)
        return
    first, *later = found.coming
    st.html(words.big(found.days_left, ngettext("day to the exam", "days to the exam", found.days_left)))
    st.html(f'<div class="quiet">{escape(words.exam_line(first))}</div>')
    expected = _recalled(found)
    if first in expected:
        _expected(expected[first])
    if later:
        st.html(words.later_exams([(exam, found.days_to(exam), expected.get(exam)) for exam in later]))
    with st.container(key="exam_row", horizontal=True, vertical_alignment="center"):
        if st.button(_("Take a mock exam"), key="mock_exam"):
            go_to("papers")
        with chip("exam_chip", _("Exam dates")) as opened:
            if opened:
                exam_day.fields(found.coming, found.learner.minutes_a_day)


def _recalled(found: Agenda) -> dict[Exam, ExamRecall]:
    """What is expected of each exam that is planned for."""
    plan = found.exam_plan
    return {exam: plan.recall(n) for n, exam in enumerate(found.planned)} if plan else {}


def _expected(recall: ExamRecall) -> None:
    label = escape(_("Expected recall on the exam day"))
    st.html(f'<div class="exam-recall">{label} <b>{round(100 * recall.planned)} %</b></div>')
    st.html(words.recall_bar(recall.now, recall.planned))
    st.html(f'<div class="quiet">{escape(words.exam_recall(recall))}</div>')


# ---- what is recalled ----


def recall(found: Agenda) -> None:
    """Expected recall of each area that was practised."""
    st.header(_("Recall by area"), anchor=False)
    if found.areas:
        st.html(words.areas_table(found.areas))
    else:
        st.caption(_("Nothing has been answered yet."))
