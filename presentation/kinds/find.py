"""A worked solution with a wrong step in it: what may be picked, and the question on paper."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from content import topic
from engine import Trace
from presentation.content_words import titles
from presentation.figure.view import View
from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.mistake_words import mistake_name, mistake_words
from presentation.printing import markup, matrices
from presentation.printing.markup import beside, inline, listed, side_by_side
from presentation.question_view import question_view
from presentation.translate import _
from quiz.kinds.find import NAME, STEP, PosedFind, key


def printed(posed: PosedFind) -> PrintedQuestion:
    """The question in print."""
    paper = posed.sheet
    shown = question_view(posed, Trace(paper.program, posed.shown.arrays), paper.decimals, paper.asked)
    given = side_by_side(matrices.matrices(shown, paper.provided))
    story = [
        beside(matrices.heading(shown, paper.program, step), side_by_side(matrices.matrices(shown, (step,))))
        for step in paper.asked
    ]
    offered_names = names(posed)
    room = markup.line(_("The wrong step")) + markup.line(_("What was done"))
    offered = [key(step, id) for step, id in posed.offered]
    letter = ascii_uppercase[offered.index(key(posed.step, posed.mistake))]
    name, why = mistake_words(posed.question.topic, paper, posed.mistake, posed.step)
    number = paper.asked.index(posed.step) + 1
    right = (
        f'<p><b data-part="step" data-answer="{posed.step}">{number}</b> '
        f'<b data-part="misconception" data-answer="{key(posed.step, posed.mistake)}">{letter}</b> &ensp; '
        f"{inline(name)}<br><i>{inline(why)}</i></p>"
    )
    done = _("What was done there?")
    asked = given + listed(story) + f"<p>{done}</p>" + listed(list(map(inline, offered_names.values())), letters=True)
    return PrintedQuestion(asked, room, right, paper.decimals)


def _said(posed: PosedFind, text: str) -> str:
    if text in posed.sheet.asked:
        title = titles(topic(posed.question.topic), posed.sheet.program)(text)
        return f"{posed.sheet.asked.index(text) + 1} · {inline_html(title)}"
    named = names(posed)
    return inline_html(named[text]) if text in named else escape(text)


def _part_names(_posed: PosedFind) -> dict[str, str]:
    return {STEP: _("the wrong step"), NAME: _("what was done")}


# ---- on the page ----


def number(posed: PosedFind, step: str) -> int:
    """A step's place in the story."""
    return posed.sheet.asked.index(step) + 1


def places(posed: PosedFind, view: View) -> dict[str, str]:
    """The steps by number and title."""
    return {step: f"{n} · {view.title(step)}" for n, step in enumerate(posed.sheet.asked, 1)}


def names(posed: PosedFind) -> dict[str, str]:
    """The mistakes that are offered, in words."""
    return {key(step, id): mistake_name(posed.question.topic, posed.sheet, id, step) for step, id in posed.offered}


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
