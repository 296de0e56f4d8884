"""Spoken questions on paper: room to write the answer, the key points and a model answer in the solution."""

from __future__ import annotations

from html import escape

from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.printing import spoken
from presentation.printing.markup import blank, listed
from presentation.translate import _, language
from quiz.kinds.spoken import NONE, PART, WRITTEN, PosedSpoken, Round

LINES = 8  # to write on


def printed(posed: PosedSpoken) -> PrintedQuestion:
    """The question in print; the boxes of the key points are for whoever marks it."""
    title = escape(_("Key points"))
    head = f'<p><b data-part="{PART}" data-answer="{" ".join(posed.names)}">{title}</b></p>'
    first, *follow_ups = posed.rounds
    solution = head + _ticks(first) + spoken.answers(first)
    for k, asked in enumerate(follow_ups, 1):
        solution += f"<p>{spoken.follow_up_head(k, asked)}</p>" + _ticks(asked) + spoken.answers(asked)
    return PrintedQuestion("", f'<p class="answer">{blank("100%")}</p>' * LINES, solution)


def _ticks(asked: Round) -> str:
    return listed([spoken.point(asked, n, "☐") for n in range(len(asked.points))])


def _said(posed: PosedSpoken, text: str) -> str:
    said = {name: point.text for one in posed.rounds for name, point in zip(one.names, one.points, strict=True)}
    if text in said:
        return inline_html(said[text].of(language()))
    return "–" if text == NONE else escape(text)


def _part_names(posed: PosedSpoken) -> dict[str, str]:
    follow_ups = {one.part: _("Follow-up {n}").format(n=k) for k, one in enumerate(posed.rounds[1:], 1)}
    return {PART: _("the key points"), WRITTEN: _("the answer")} | follow_ups


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
