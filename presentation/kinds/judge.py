"""True or false, and why: what may be picked, and the question on paper."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.printing import markup
from presentation.printing.markup import inline, listed
from presentation.translate import _, language
from quiz.kinds.judge import FALSE, REASON, TRUE, VERDICT, PosedJudge


def verdicts() -> dict[str, str]:
    """What a statement may be."""
    return {TRUE: _("true"), FALSE: _("false")}


def reasons(posed: PosedJudge) -> dict[str, str]:
    """The reasons in the order drawn."""
    return {posed.names[k]: posed.question.reasons[k].text.of(language()) for k in posed.order}


def printed(posed: PosedJudge) -> PrintedQuestion:
    """The question in print."""
    choices = [posed.question.reasons[k] for k in posed.order]
    texts = [inline(choice.text.of(language())) for choice in choices]
    letter = ascii_uppercase[list(reasons(posed)).index(posed.reason)]
    asked = f"<blockquote>{inline(posed.question.statement.of(language()))}</blockquote>" + listed(texts, letters=True)
    room = markup.line(_("True or false?")) + markup.line(_("Why?"))
    right = (
        f'<p><b data-part="{VERDICT}" data-answer="{posed.verdict}">{verdicts()[posed.verdict]}</b> '
        f'<b data-part="{REASON}" data-answer="{posed.reason}">{letter}</b></p>'
    )
    explained = [f"{text}<br><i>{inline(c.reason.of(language()))}</i>" for text, c in zip(texts, choices, strict=True)]
    return PrintedQuestion(asked, room, right + listed(explained, letters=True))


def _said(posed: PosedJudge, text: str) -> str:
    known = {**verdicts(), **reasons(posed)}
    return inline_html(known[text]) if text in known else escape(text)


def _part_names(_posed: PosedJudge) -> dict[str, str]:
    return {VERDICT: _("true or false"), REASON: _("the reason")}


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
