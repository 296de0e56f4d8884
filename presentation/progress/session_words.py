"""A session in words and signs. All as HTML, all text escaped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from html import escape

from content.route import TopicGroup
from presentation.progress.progress_words import points, question_title
from presentation.progress.today_words import days_ahead
from presentation.translate import _, language
from quiz.review_session import Result, ReviewSession, Why
from quiz.schedule import HARD_BELOW, local_day


def why_asked(why: Why) -> str:
    """Why a question is asked."""
    said: dict[Why, str] = {
        "due": _("due"),
        "review": _("review"),
        "new": _("new"),
        "again": _("once more"),
        "placement": "",
        "lesson": _("lesson"),
    }
    return said[why]


def progress_strip(found: ReviewSession, place: int) -> str:
    """A mark for each question: how it went, which is open, which are to come."""
    marks = "".join(f'<i class="{_state(found, n, place)}"></i>' for n in range(len(found.items)))
    return f'<div class="session-strip" aria-hidden="true">{marks}</div>'


def _state(found: ReviewSession, n: int, place: int) -> str:
    if n == place:
        return "here"
    return _kind(found.results[n]) if n < len(found.results) else "open"


def _kind(result: Result) -> str:
    if result.why == "lesson":
        return "read"
    if result.fraction >= HARD_BELOW:
        return "right"
    return "wrong" if result.failed else "misconception"


def results_table(
    results: Sequence[Result],
    today: date,
    zone: tzinfo | None,
    day_start: int,
    latest: Callable[[str], datetime | None] = lambda _question: None,
) -> str:
    """Every answer: its marks, what was expected to be recalled before, and when the question comes again.

    `latest` is when the next exam on a question begins: nothing comes after it.
    """
    head = "".join(f"<th>{escape(said)}</th>" for said in ("", _("marks"), _("recall before"), _("comes again")))
    return f'<table class="topics results"><tr>{head}</tr>{_rows(results, today, zone, day_start, latest)}</table>'


def _rows(
    results: Sequence[Result],
    today: date,
    zone: tzinfo | None,
    day_start: int,
    latest: Callable[[str], datetime | None],
) -> str:
    last = {one.question_id: n for n, one in enumerate(results)}
    rows = []
    for n, one in enumerate(results):
        if one.why == "lesson":
            continue
        before = "" if one.recall is None else f"{round(100 * one.recall)} %"
        due = local_day(one.due.astimezone(zone), day_start) if one.due and last[one.question_id] == n else None
        if due and (exam := latest(one.question_id)):  # before the exam, or not at all
            eve = local_day(exam.astimezone(zone), day_start) - timedelta(days=1)
            due = min(due, eve) if eve > today else None
        again = "" if due is None else days_ahead((due - today).days)
        rows.append(
            f'<tr><td><i class="dot {_kind(one)}"></i>{escape(question_title(one.question_id))}</td>'
            f"<td><b>{points(one.points)}</b> / {points(one.possible)}</td>"
            f"<td>{before}</td><td>{escape(again)}</td></tr>"
        )
    return "".join(rows)


def placement_table(scores: Sequence[tuple[TopicGroup, float | None]], first: TopicGroup) -> str:
    """How each group went, and with which to begin."""
    rows = []
    for group, score in scores:
        if score is None:
            continue
        share = round(100 * score)
        bar = f'<div class="share"><i style="width:{share}%"></i></div>'
        here = " · " + _("begin here") if group is first else ""
        name = escape(group.title.of(language()) + here)
        rows.append(f"<tr><td>{f'<b>{name}</b>' if here else name}</td><td>{bar}</td><td><b>{share} %</b></td></tr>")
    return f'<table class="topics">{"".join(rows)}</table>'
