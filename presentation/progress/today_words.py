"""A day in words and bars: what is due, the next days, what will be recalled. All as HTML, all text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from content.route import route
from db.records import Exam
from presentation.translate import _, language, ngettext, together
from quiz.areas import Area
from quiz.exam_plan import ExamRecall
from quiz.review_session import Item
from quiz.schedule import GOAL

NO_BREAK = "\u00a0"
SAYABLE = 0.005  # a recall of 0 % says nothing


def long_day(day: date) -> str:
    """A day with its weekday."""
    from babel.dates import format_date

    pattern = "M月d日 EEEE" if language() == "zh" else "EEEE d MMMM"
    return str(format_date(day, pattern, locale=language()))


def short_day(day: date) -> str:
    """A day without its year."""
    from babel.dates import format_date

    return str(format_date(day, "M月d日" if language() == "zh" else "d MMM", locale=language()))


def about_minutes(minutes: float) -> str:
    """A length of time that is only expected."""
    n = max(1, round(minutes))
    return ngettext("about {n} minute", "about {n} minutes", n).format(n=n)


def composition(items: Sequence[Item], minutes: float) -> str:
    """What a session has and how long it takes."""
    lessons, fresh = (sum(item.why == why for item in items) for why in ("lesson", "new"))
    reviews = len(items) - lessons - fresh
    said = [
        ngettext("{n} review", "{n} reviews", reviews).format(n=reviews) if reviews else "",
        ngettext("{n} lesson", "{n} lessons", lessons).format(n=lessons) if lessons else "",
        ngettext("{n} new question", "{n} new questions", fresh).format(n=fresh) if fresh else "",
    ]
    *first, last = [one for one in said if one] or [""]
    parts = _(" and ").join([_(", ").join(first), last] if first else [last])
    return _("{time}: {parts}.").format(time=_capital(about_minutes(minutes)), parts=parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def big(number: int, unit: str) -> str:
    """A number that is read from afar."""
    return f'<span class="big">{number}</span><span class="unit">{escape(unit)}</span>'


def days_ahead(n: int) -> str:
    """When something comes again."""
    if n <= 0:
        return _("today")
    return _("tomorrow") if n == 1 else ngettext("in {n} day", "in {n} days", n).format(n=n)


def days_to_exam(n: int) -> str:
    """How many days are left until an exam."""
    return ngettext("{n} day to the exam", "{n} days to the exam", n).format(n=n)


def forecast_bars(days: Sequence[tuple[date, int]], planned: bool = False) -> str:
    """A bar for each of the next days, today in ink: what comes due, or what the plan for the exam has."""
    most = max(1, *(count for _, count in days))
    said = _("Planned for the next days: {counts}") if planned else _("Due on the next days: {counts}")
    said = said.format(counts=", ".join(str(count) for _, count in days))
    bars = "".join(_bar(n, day, count, most) for n, (day, count) in enumerate(days))
    return f'<div class="forecast" role="img" aria-label="{escape(said)}">{bars}</div>'


def _bar(n: int, day: date, count: int, most: int) -> str:
    height = max(4, round(52 * count / most)) if count else 0
    name = _("today") if n == 0 else str(day.day)
    here = ' class="here"' if n == 0 else ""
    return f'<div{here}><b>{count or ""}</b><i style="height:{height}px"></i><span>{escape(name)}</span></div>'


def exam_line(exam: Exam) -> str:
    """An exam: its name, its day, and what it is on."""
    return " · ".join(filter(None, [exam.name, long_day(exam.day), _areas(exam)]))


def _areas(exam: Exam) -> str:
    names = [group.title.of(language()) for group in route() if group.id in exam.areas]
    return _(", ").join(names)


def later_exams(found: Sequence[tuple[Exam, int, ExamRecall | None]]) -> str:
    """The exams after the next: each with the days until then and what is expected to be recalled on its day."""
    rows = []
    for exam, days, recall in found:
        expected = "" if recall is None else f"<b>{round(100 * recall.planned)} %</b>"
        name = escape(" · ".join(filter(None, [exam.name, short_day(exam.day), _areas(exam)])))
        rows.append(f"<tr><td>{escape(days_ahead(days))}</td><td>{name}</td><td>{expected}</td></tr>")
    return f'<table class="topics later-exams">{"".join(rows)}</table>'


def exam_recall(found: ExamRecall) -> str:
    """What is expected to be recalled of the plan: on the day, now, and on the day without another review."""
    said = [_now_and_unreviewed(found)] if found.now >= SAYABLE else []
    if round(found.answered) < found.count:
        reached = _("There is time for about {n} of its {count} questions.")
        said.append(reached.format(n=round(found.answered), count=found.count))
    if found.answered < found.count / 2:
        said.append(_("Choose under Exam dates what it is on, or more minutes a day, and more of it fits."))
    return together(*said)


def _now_and_unreviewed(found: ExamRecall) -> str:
    said = _(
        "Of everything in the plan, by marks: {now} % today. If you stopped reviewing now, it would be {unreviewed} % "
        "on the exam day."
    ).format(now=round(100 * found.now), unreviewed=round(100 * found.unreviewed))
    return said.replace(" %", f"{NO_BREAK}%")


def recall_bar(recall: float, exam: float | None = None) -> str:
    """A probability of recall as a bar, the one expected at the exam as a ring, the goal as a dashed line."""
    ring = f'<em style="left:{_percent(exam)}"></em>' if exam is not None else ""
    return (
        f'<div class="recall"><i style="width:{_percent(recall)}"></i>{ring}<s style="left:{_percent(GOAL)}"></s></div>'
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def area_row(area: Area) -> str:
    """A group of topics as a row: its name, its bar, its recall, what is due."""
    due = (
        ngettext("{n} due", "{n} due", area.due) if area.exam is None else ngettext("{n} today", "{n} today", area.due)
    )
    due = due.format(n=area.due) if area.due else ""
    expected = "" if area.exam is None else _("{share} % expected on the exam day").format(share=round(100 * area.exam))
    return (
        f"<tr><td>{escape(area.group.title.of(language()))}{_practised(area)}</td>"
        f'<td title="{escape(expected)}">{recall_bar(area.recall, area.exam)}</td>'
        f"<td>{_shares(area)}</td><td>{escape(due)}</td></tr>"
    )


def _practised(area: Area) -> str:
    """Of how much the numbers of the row are a mean: with an exam ahead, of all that the plan has."""
    if area.exam is None:
        return ""
    said = _("{n} of {count} questions answered").format(n=area.practised, count=area.count)
    return f" <small>{escape(said)}</small>"


def _shares(area: Area) -> str:
    """Recall today, and what is expected on the exam day if there is one."""
    now = round(100 * area.recall)
    return f"<b>{now} %</b>" if area.exam is None else f"<b>{now}</b> → {round(100 * area.exam)} %"


def areas_table(found: Sequence[Area]) -> str:
    """Groups of topics, and what the signs mean."""
    planned = any(area.exam is not None for area in found)
    signs = [("bar", _("today") if planned else _("tomorrow, without another review"))]
    if planned:
        signs.append(("ring", _("expected on the exam day")))
    signs.append(("goal", _("goal {share} %").format(share=round(100 * GOAL))))
    legend = "".join(f'<span><i class="{kind}"></i>{escape(said)}</span>' for kind, said in signs)
    rows = "".join(map(area_row, found))
    return f'<table class="topics areas">{rows}</table><div class="signs">{legend}</div>'
