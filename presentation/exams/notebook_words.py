"""Recorded attempts in words: the mistakes made by name, what is looked for, what is left where a question is gone.

HTML is returned as such; all text in it is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from db.records import AttemptRecord, MisconceptionMade
from presentation.printed_numbers import as_printed
from presentation.progress.progress_words import about
from presentation.recorded_mistakes import of_many_names, recorded_name, typed_name
from presentation.translate import _, ngettext
from quiz.attempt import Attempt


def by_name(made: Iterable[MisconceptionMade]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The mistakes, as pairs of mechanism and id, by what they are called, in alphabetical order.

    Those whose question is gone have no name.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for one in made:
        of = about(one.question_id)
        if of is None:
            continue
        name = recorded_name(one.question_id, of, one.misconception_id, one.step)
        found.setdefault(name, []).append((one.mechanism, one.misconception_id))
    return {name: tuple(found[name]) for name in sorted(found)}


def mistakes_in(record: AttemptRecord, as_it_was: Callable[[AttemptRecord], Attempt | None]) -> str:
    """The names of the mistakes recognised in an attempt, each once; ids where the question is gone.

    Where one id is several mistakes, `as_it_was` opens the attempt: what was typed says which it was.
    """
    of = about(record.question_id)
    if of is None:
        return _(", ").join(dict.fromkeys(id for _step, id in record.misconceptions))
    named = (_name(record, of, id, step, as_it_was) for step, id in record.misconceptions)
    return " · ".join(dict.fromkeys(named))


def _name(
    record: AttemptRecord, of: str, id: str, step: str, as_it_was: Callable[[AttemptRecord], Attempt | None]
) -> str:
    attempt = as_it_was(record) if of_many_names(record.question_id, of, id, step) else None
    if attempt is None:
        return recorded_name(record.question_id, of, id, step)
    return typed_name(attempt.posed, attempt.texts, id, step)


def period(days: int) -> str:
    """How long back one looks."""
    if days > 1:
        return _("the last {n} days").format(n=days)
    return _("today") if days else _("at any time")


def how_many(count: int, every: bool) -> str:
    """How many attempts fit what is looked for."""
    if every:
        return ngettext("{n} answer", "{n} answers", count).format(n=count)
    words = ngettext("{n} answer with less than full marks", "{n} answers with less than full marks", count)
    return words.format(n=count)


def hints_taken(count: int) -> str:
    """How many hints an attempt had."""
    return ngettext("{n} hint taken", "{n} hints taken", count).format(n=count)


def gone() -> str:
    """What is said of an attempt that cannot be shown as it was."""
    return _("This question no longer exists, or has changed since: this is what was stored of the answer.")


def stored(record: AttemptRecord) -> str:
    """What an attempt whose question is gone still says: the answers and the numbers, by part (HTML)."""
    answers = _table(_("Your answer"), record.answers)
    if not answers:
        mine, nothing = _("Your answer"), _("Nothing was entered.")
        answers = f"<h3>{escape(mine)}</h3><p>{escape(nothing)}</p>"
    return answers + _table(_("The numbers of the question"), record.inputs)


def _table(title: str, kept: Any) -> str:
    entered = {name: value for name, value in kept.items() if _says(value)} if isinstance(kept, Mapping) else {}
    if not entered:
        return ""
    rows = "".join(f"<tr><td>{escape(str(name))}</td><td>{_grid(value)}</td></tr>" for name, value in entered.items())
    return f'<h3>{escape(title)}</h3><table class="stored">{rows}</table>'


def _says(value: Any) -> bool:
    """Whether anything stands in a value, or in what it is made of."""
    if isinstance(value, Mapping):
        return any(map(_says, value.values()))
    return any(map(_says, value)) if isinstance(value, list | tuple) else bool(str(value).strip())


def _grid(value: Any) -> str:
    """Rows of texts or numbers as a table; anything else as it is written."""
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(as_printed(str(x))) or '–'}</td>" for x in row) + "</tr>" for row in value
        )
        return f'<table class="numbers">{rows}</table>'
    if isinstance(value, Mapping):
        return escape(" · ".join(f"{name} = {as_printed(str(one))}" for name, one in value.items()))
    return escape(as_printed(str(value)))
