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
    """Every question: its marks each time, what was expected to be recalled before, and when it comes again.

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
    each: dict[str, list[Result]] = {}
    for one in results:
        if one.why != "lesson":
            each.setdefault(one.question_id, []).append(one)
    rows = []
    for id, times in each.items():
        recall, last = times[0].recall, times[-1]
        before = "" if recall is None else f"{round(100 * recall)} %"
        due = local_day(last.due.astimezone(zone), day_start) if last.due else None
        if due and (exam := latest(id)):  # before the exam, or not at all
            eve = local_day(exam.astimezone(zone), day_start) - timedelta(days=1)
            due = min(due, eve) if eve > today else None
        again = "" if due is None else days_ahead((due - today).days)
        rows.append(
            f'<tr><td><i class="dot {_kind(last)}"></i>{escape(question_title(id))}</td>'
            f"<td>{_marks(times)}</td><td>{before}</td><td>{escape(again)}</td></tr>"
        )
    return "".join(rows)


def _marks(times: Sequence[Result]) -> str:
    """The marks of every time a question was asked: 0 → 3 / 3."""
    *first, last = (points(one.points) for one in times)
    return "".join(f"{one} → " for one in first) + f"<b>{last}</b> / {points(times[-1].possible)}"


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
