"""Recorded attempts as a page to print: each question as it was asked, the answer with its marks, the solution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from db.records import AttemptRecord
from presentation.exams.mark_sheet import MarkedPart, marked_parts
from presentation.exams.notebook_words import gone, stored
from presentation.exams.paper_pages import asked, document
from presentation.kinds import paper_form
from presentation.progress.progress_words import points, question_title
from presentation.translate import _
from quiz.kinds.spoken import WRITTEN, PosedSpoken
from quiz.posed import Posed, Rows, first_cell
from quiz.verdicts import Marking


@dataclass(frozen=True)
class ToPrint:
    """A recorded attempt, when it was finished, in words, and how it was answered: None where its question is gone."""

    record: AttemptRecord
    when: str
    posed: Posed[Any] | None = None
    answers: Mapping[str, Rows] | None = None
    marking: Marking | None = None


def printed(attempts: Sequence[ToPrint]) -> str:
    """A page with all of them, in the language being spoken."""
    sections = "".join(_section(n, one) for n, one in enumerate(attempts, 1))
    title = _("My mistakes")
    return document(title, f"<header><h1>{escape(title)}</h1></header>{sections}", "attempts")


def _section(n: int, one: ToPrint) -> str:
    title = f"{n}. {escape(question_title(one.record.question_id))} <small>{escape(one.when)}</small>"
    marks = f'<span class="marks">{points(one.record.points)} / {points(one.record.possible)}</span>'
    return f'<section class="steps"><h2>{title}{marks}</h2>{_body(one)}</section>'


def _body(one: ToPrint) -> str:
    posed, answers, marking = one.posed, one.answers, one.marking
    if posed is None or answers is None or marking is None:
        return f"<p>{escape(gone())}</p>{stored(one.record)}"
    written = first_cell(answers, WRITTEN) if isinstance(posed, PosedSpoken) else ""
    said = f"<blockquote>{escape(written)}</blockquote>" if written else ""
    parts = "".join(map(_or_room, marked_parts(posed, answers, marking)))
    form = paper_form(posed)
    mine, right = escape(_("Your answer")), escape(_("The solution"))
    return f"{asked(posed)}<h3>{mine}</h3>{said}{parts}<h3>{right}</h3>{form.printed(posed).solution}"


def _or_room(part: MarkedPart) -> str:
    """A part with its marking; where nothing was entered, room to write, for its solution stands below."""
    return marked_part(replace(part, answer='<div class="room"></div>') if part.mark == "blank" else part)


def marked_part(part: MarkedPart) -> str:
    """What was entered in a part, with its marking."""
    said = " · ".join(filter(None, [part.verdict, part.mistakes, part.points]))
    return f'<p class="part">{part.name} <small>{escape(said)}</small></p>{part.answer}'
