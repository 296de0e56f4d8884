"""Lines to put in order: what a line needs, and the question on paper."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from content import topic
from engine.readings.code import variables
from engine.readings.formulas import mathml
from presentation.content_words import titles
from presentation.formulas import words
from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.printing.markup import inline, listed
from presentation.translate import _
from quiz.kinds.order import PART, PosedOrder


def printed(posed: PosedOrder) -> PrintedQuestion:
    """The question in print."""
    title = titles(topic(posed.question.topic), posed.program)
    code = posed.code
    lines = [
        f"<code>{escape(code[s])}</code>"
        if code
        else f"<b>{inline(title(s))}</b> &ensp; {mathml.formula(posed.program, s, words())}"
        for s in posed.shuffled
    ]
    order = posed.solution()["order"][0]
    letters = [ascii_uppercase[posed.shuffled.index(step)] for step in order]
    note = _("Any order in which each line can be computed is right.")
    right = f'<p><b data-part="order" data-answer="{" ".join(order)}">{" ".join(letters)}</b> &ensp; <i>{note}</i></p>'
    return PrintedQuestion(listed(lines, letters=True), _letters(len(order)), right)


def _letters(count: int) -> str:
    return '<p class="answer">' + '<span class="write short"></span>' * count + "</p>"


def _said(posed: PosedOrder, text: str) -> str:
    if text in posed.code:
        return f"<code>{escape(posed.code[text])}</code>"
    if text in posed.shuffled:
        return inline_html(titles(topic(posed.question.topic), posed.program)(text))
    return escape(text)


def _part_names(_posed: PosedOrder) -> dict[str, str]:
    return {PART: _("the order")}


def needs(posed: PosedOrder, late: tuple[str, ...]) -> str:
    """What has to stand before a line and does not; "" where nothing is missing."""
    if not late:
        return ""
    title = titles(topic(posed.question.topic), posed.program)
    named = [variables(posed.program)[step] if posed.code else title(step) for step in late]
    return _("needs this first: {steps}").format(steps=_(", ").join(named))


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
