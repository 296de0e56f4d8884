"""Matrices to choose the result from, on paper."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.mistake_words import mistake_name
from presentation.printing import markup, matrices
from presentation.printing.markup import inline, listed, side_by_side
from presentation.question_view import question_view
from presentation.translate import _
from quiz.kinds.result import PART, RIGHT, PosedResult


def printed(posed: PosedResult) -> PrintedQuestion:
    """The question in print."""
    paper, step = posed.sheet, posed.question.step
    shown = question_view(posed, paper.truth, paper.decimals, (step,))
    given = side_by_side(matrices.matrices(shown, paper.provided))
    candidates = matrices.lettered(posed.offered, posed.array, shown, step)
    letters = dict(zip(posed.offered, ascii_uppercase, strict=False))
    about = posed.question.topic
    names = [_("right") if id == RIGHT else inline(mistake_name(about, paper, id, step)) for id in posed.offered]
    right = f'<p><b data-part="result" data-answer="{RIGHT}">{letters[RIGHT]}</b></p>' + listed(names, letters=True)
    return PrintedQuestion(given + candidates, markup.line(""), right, paper.decimals)


def _said(posed: PosedResult, text: str) -> str:
    if text not in posed.offered:
        return escape(text)
    letter = ascii_uppercase[posed.offered.index(text)]
    name = "" if text == RIGHT else mistake_name(posed.question.topic, posed.sheet, text, posed.question.step)
    return f"{letter} · {inline_html(name)}" if name else letter


def _part_names(_posed: PosedResult) -> dict[str, str]:
    return {PART: _("the result")}


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
