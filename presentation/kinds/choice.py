"""Choices on paper, with the reason for each in the solution."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.printing import markup
from presentation.printing.markup import inline, listed
from presentation.translate import _, language
from quiz.kinds.choice import PART, PosedChoice


def printed(posed: PosedChoice) -> PrintedQuestion:
    """The question in print."""
    choices = [posed.question.choices[k] for k in posed.order]
    texts = [inline(choice.text.of(language())) for choice in choices]
    right = [
        (ascii_uppercase[n], posed.names[k]) for n, k in enumerate(posed.order) if posed.question.choices[k].correct
    ]
    answer = " ".join(name for _letter, name in right)
    reasons = [f"{inline(c.text.of(language()))}<br><i>{inline(c.reason.of(language()))}</i>" for c in choices]
    several = _("More than one may be right.")
    many = f"<p>{several}</p>" if posed.question.multiple else ""
    said = f'<p><b data-part="choices" data-answer="{answer}">{" ".join(letter for letter, _name in right)}</b></p>'
    return PrintedQuestion(many + listed(texts, letters=True), markup.line(""), said + listed(reasons, letters=True))


def _said(posed: PosedChoice, text: str) -> str:
    if text not in posed.names:
        return escape(text)
    return inline_html(posed.question.choices[posed.names.index(text)].text.of(language()))


def _part_names(_posed: PosedChoice) -> dict[str, str]:
    return {PART: _("the choice")}


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
