"""Sitting an oral exam: one question at a time, asked aloud, answered, held against its key points, followed up."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from html import escape

import streamlit as st

from presentation.exams.mark_sheet import marked_parts
from presentation.exams.oral_words import duration, follow_up_time_told, sort_of, time_told
from presentation.translate import _, language, ngettext
from quiz import oral as rules
from quiz.attempt import Attempt
from quiz.kinds.spoken import PosedSpoken
from quiz.oral import Allowed, Spent
from ui import kinds
from ui.components.focus import focus
from ui.components.oral_clock import oral_clock
from ui.components.recorder import recorded, recorder
from ui.components.voice import voice
from ui.kinds import board_work, key_points
from ui.pages.paper_result import row
from ui.session import oral, persistence
from ui.session.open_paper import OpenPaper
from ui.session.state import session

FRESH = timedelta(seconds=8)  # after which a question is not read out by itself any more


def show(found: OpenPaper) -> None:
    """The open question; at the end the way to the result. Raises StoreError."""
    place = oral.place(found)
    if place == len(found.attempts):
        _over(found)
        return
    session().attempt = attempt = found.attempts[place]
    _bar(found, place)
    stage = rules.stage(attempt.posed, attempt.answers)
    if stage == "waiting":
        _waiting(found, attempt, place)
    elif isinstance(attempt.posed, PosedSpoken):
        _aloud(found, attempt, attempt.posed, place, stage == "ticking")
    else:
        _on_the_board(found, attempt, place, stage == "ticking")


def _over(found: OpenPaper) -> None:
    """Every question is done, and the exam could not be closed, or its questions are gone."""
    st.markdown(_("Every question was asked."))
    args = (found.paper.paper_id,)
    st.button(_("See the result"), key="finish_oral", type="primary", on_click=oral.finish, args=args)


def _bar(found: OpenPaper, place: int) -> None:
    """Which question this is, and the way out."""
    with st.container(key="oral_bar", horizontal=True, vertical_alignment="center"):
        said = _("Question {n} of {count}").format(n=place + 1, count=len(found.attempts))
        sort = sort_of(found.attempts[place].posed)
        st.html(f'<div class="session-place"><b>{escape(said)}</b><span>{escape(sort)}</span></div>', width="stretch")
        with st.popover(_("End the exam")):
            st.markdown(_("What was not asked yet brings no marks and is not recorded."))
            args = (found.paper.paper_id,)
            st.button(_("End now"), key="end_oral", type="primary", on_click=oral.finish, args=args)


def _waiting(found: OpenPaper, attempt: Attempt, place: int) -> None:
    """Before the question: what is coming, so that nobody is surprised by the clock."""
    st.title(_("Question {n}").format(n=place + 1), anchor=False)
    posed = attempt.posed
    time = rules.allowed(found.paper.wanted, posed)
    said = _("About {time} on the board").format(time=duration(time.speaking))
    if isinstance(posed, PosedSpoken):
        said = _("{thinking} to think, {speaking} to speak").format(
            thinking=duration(time.thinking), speaking=duration(time.speaking)
        )
    marks = ngettext("{n} mark", "{n} marks", 1 if posed.possible == 1 else 2).format(n=f"{posed.possible:g}")
    st.markdown(f"{said} · {marks}")
    with st.container(key="oral_moves"):
        st.button(_("Ask me"), key="ask", type="primary", on_click=oral.ask, args=(attempt.id,), shortcut="Ctrl+Enter")
    focus("oral_focus", f"{attempt.id}/ask", ".st-key-ask button", bring=False)


# ---- answered aloud ----


def _aloud(found: OpenPaper, attempt: Attempt, posed: PosedSpoken, place: int, ticking: bool) -> None:
    k = posed.open_round(attempt.answers)
    asked = posed.rounds[k]
    time = rules.allowed(found.paper.wanted, posed, follow_up=k > 0)
    with st.container(key="oral_asked"):
        if k:
            st.caption(posed.question.title.of(language()))
        st.title(posed.question.title.of(language()) if k == 0 else _n_of(posed, k), anchor=False)
        st.markdown(asked.text.of(language()))
        since, now = oral.since(attempt, k), oral.now(found.paper)
        fresh = not ticking and since is not None and now - since < FRESH
        voice(f"voice_{attempt.id}", asked.aloud.of(language()), f"{attempt.id}/{k}/{since}", fresh)
    _recorder(attempt)
    with st.container(key="oral_stage"):
        if ticking:
            _ticking(found, attempt, posed, k, place)
        elif since is None or rules.left_alone(since, time, now):
            _again(attempt, asked.part if k else "")
        else:
            _clock(found, attempt, time, k)
            label = _("I have answered: show the key points")
            args = (attempt.id, asked.part)
            st.button(
                label, key=f"answered_{k}", type="primary", shortcut="Ctrl+Enter", on_click=oral.answered, args=args
            )
            speaks = rules.moment_of(attempt.answers, rules.SPEAKING) is not None
            focus("oral_focus", f"{attempt.id}/{k}/{speaks}", ".st-key-oral_stage", bring=False)


def _n_of(posed: PosedSpoken, k: int) -> str:
    return _("Follow-up {n} of {count}").format(n=k, count=len(posed.rounds) - 1)


def _recorder(attempt: Attempt) -> None:
    key = f"recorder_{attempt.id}"
    kept = persistence.store().recordings.has(attempt.id)
    recorder(key, attempt.id, kept, partial(_keep, attempt.id, key))


def _keep(id: str, key: str) -> None:
    if sound := recorded(st.session_state.get(key)):
        oral.keep_recording(id, sound)


def _clock(found: OpenPaper, attempt: Attempt, time: Allowed, k: int) -> None:
    """The time of the question, or of a follow-up, which has none to think."""
    now = oral.now(found.paper)
    since = oral.since(attempt, k) or now
    if k:
        so_far: Spent | None = Spent(0, (now - since).total_seconds())
    else:
        so_far = rules.spent(attempt.answers, time, now)
    speaks = bool(k) or rules.moment_of(attempt.answers, rules.SPEAKING) is not None
    board = not isinstance(attempt.posed, PosedSpoken)
    key = f"oral_clock_{attempt.id}_{k}"
    oral_clock(key, time, so_far or Spent(0, 0), speaks or board, board, partial(oral.speak, attempt.id))


def _again(attempt: Attempt, part: str) -> None:
    """Whoever left a question comes back to it, and to all of its time."""
    st.markdown(_("You left this question. Its time begins anew when you ask for it."))
    if part:
        st.button(_("Ask me"), key="ask", type="primary", on_click=oral.ask_follow_up, args=(attempt.id, part))
    else:
        st.button(_("Ask me"), key="ask", type="primary", on_click=oral.ask, args=(attempt.id,))
    focus("oral_focus", f"{attempt.id}/again/{part}", ".st-key-ask button", bring=False)


def _ticking(found: OpenPaper, attempt: Attempt, posed: PosedSpoken, k: int, place: int) -> None:
    """The key points, then the examiner goes on: with a follow-up, the next question, the result."""
    if told := _time_told(found, attempt, posed, k):
        st.caption(told)
    key_points.checklist(attempt, posed.rounds[k])
    key_points.model_answer(posed.rounds[k])
    with st.container(key="oral_moves"):
        if k + 1 < len(posed.rounds):
            following = posed.rounds[k + 1].part
            st.button(
                _n_of(posed, k + 1),
                key=f"follow_up_{k + 1}",
                type="primary",
                shortcut="Ctrl+Enter",
                on_click=oral.ask_follow_up,
                args=(attempt.id, following),
            )
        else:
            _onward(found, attempt, place)
    focus("oral_focus", f"{attempt.id}/{k}/tick", ".st-key-key_points_0", bring=False)


def _time_told(found: OpenPaper, attempt: Attempt, posed: PosedSpoken, k: int) -> str:
    time, now = rules.allowed(found.paper.wanted, posed, follow_up=k > 0), oral.now(found.paper)
    if k:
        spoke = rules.spent_on_follow_up(attempt.answers, posed.rounds[k].part, now)
        return follow_up_time_told(spoke, time) if spoke else ""
    so_far = rules.spent(attempt.answers, time, now)
    return time_told(so_far, time) if so_far else ""


def _onward(found: OpenPaper, attempt: Attempt, place: int) -> None:
    """To the next question, or to the result."""
    if place + 1 < len(found.attempts):
        label, args = _("Next question"), (attempt.id,)
        st.button(label, key="next_oral", type="primary", shortcut="Ctrl+Enter", on_click=oral.close, args=args)
    else:
        done = (found.paper.paper_id, attempt.id)
        label = _("See the result")
        st.button(label, key="finish_oral", type="primary", shortcut="Ctrl+Enter", on_click=oral.finish_with, args=done)


# ---- worked on the board ----


def _on_the_board(found: OpenPaper, attempt: Attempt, place: int, done: bool) -> None:
    if done:
        _marked(found, attempt, place)
        return
    since, now = oral.since(attempt, 0), oral.now(found.paper)
    time = rules.allowed(found.paper.wanted, attempt.posed)
    if since is None or rules.left_alone(since, time, now):
        _again(attempt, "")
        return
    title = attempt.question.title.of(language())
    voice(f"voice_{attempt.id}", _("On the board: {title}.").format(title=title), attempt.id, now - since < FRESH)
    _clock(found, attempt, time, 0)
    kinds.sit(attempt)
    with st.container(key="oral_moves"):
        args = (attempt.id, None)
        st.button(_("Done"), key="board_done", type="primary", on_click=oral.answered, args=args)


def _marked(found: OpenPaper, attempt: Attempt, place: int) -> None:
    """What was worked on the board, marked, and how it is done."""
    st.title(attempt.question.title.of(language()), anchor=False)
    time = rules.allowed(found.paper.wanted, attempt.posed)
    so_far = rules.spent(attempt.answers, time, oral.now(found.paper))
    points = _("{points} / {possible} marks").format(
        points=f"{attempt.points:g}", possible=f"{attempt.posed.possible:g}"
    )
    st.caption(points + (f" · {time_told(so_far, time, board=True)}" if so_far else ""))
    parts = marked_parts(attempt.posed, attempt.answers, attempt.marking)
    st.html(f'<table class="marksheet">{"".join(map(row, parts))}</table>')
    board_work.show(attempt)
    with st.container(key="oral_moves"):
        _onward(found, attempt, place)
    focus("oral_focus", f"{attempt.id}/marked", ".st-key-oral_moves button", bring=False)
