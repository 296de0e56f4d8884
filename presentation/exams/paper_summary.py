"""A marked paper summed up: the marks by topic and by kind, the time used (HTML)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from content import Question, topic
from presentation.kinds import kind_names
from presentation.translate import _, language


@dataclass(frozen=True)
class MarkedQuestion:
    """A question of a paper, what it earned, and what it could have earned."""

    question: Question
    points: float
    possible: float


@dataclass(frozen=True)
class Share:
    """The marks earned and possible of several questions, under a title."""

    title: str
    points: float
    possible: float


def by_topic(marked: Iterable[MarkedQuestion]) -> list[Share]:
    """The marks of each topic, in the order of the paper."""
    return _grouped(marked, lambda q: topic(q.topic).title.of(language()))


def by_kind(marked: Iterable[MarkedQuestion]) -> list[Share]:
    """The marks of each kind of question, in the order of the paper."""
    names = kind_names()
    return _grouped(marked, lambda q: names[q.kind])


def _grouped(marked: Iterable[MarkedQuestion], title: Callable[[Question], str]) -> list[Share]:
    groups: dict[str, list[MarkedQuestion]] = {}
    for one in marked:
        groups.setdefault(title(one.question), []).append(one)
    return [Share(name, sum(q.points for q in qs), sum(q.possible for q in qs)) for name, qs in groups.items()]


def summary_table(title: str, shares: Sequence[Share]) -> str:
    """Each title with its share as a bar and its marks."""
    return f'<div class="paper-share"><h2>{escape(title)}</h2><table class="topics">{_rows(shares)}</table></div>'


def _rows(shares: Sequence[Share]) -> str:
    rows = []
    for one in shares:
        percent = round(100 * one.points / one.possible) if one.possible else 0
        bar = f'<div class="share"><i style="width:{percent}%"></i></div>'
        marks = f"<b>{one.points:g}</b> / {one.possible:g}"
        rows.append(f"<tr><td>{escape(one.title)}</td><td>{bar}</td><td>{marks}</td></tr>")
    return "".join(rows)


def time_used(seconds: float) -> str:
    """A length of time in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("{seconds} s").format(seconds=rest)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
