"""Programs with a bug: lines and outcomes in words, and the question on paper."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.printing import markup
from presentation.printing.markup import inline, listed
from presentation.translate import _, language, titled
from quiz.kinds.debug import LINE, OUTCOME, PosedDebug


def line_numbers(posed: PosedDebug) -> dict[str, str]:
    """The lines that are not empty, by their numbers."""
    return {str(n): str(n) for n, line in enumerate(posed.question.lines, 1) if line.strip()}


def outcomes(posed: PosedDebug) -> dict[str, str]:
    """The outcomes in the order drawn (Markdown)."""
    return {posed.names[k]: posed.question.outcomes[k].text.of(language()) for k in posed.order}


def printed(posed: PosedDebug) -> PrintedQuestion:
    """The question in print."""
    question = posed.question
    program = listed([f"<code>{_indented(line)}</code>" for line in question.lines])
    shown = [question.outcomes[k] for k in posed.order]
    texts = [inline(one.text.of(language())) for one in shown]
    room = markup.line(_("Which line is wrong?")) + markup.line(_("What does the output look like?"))
    letter = ascii_uppercase[list(outcomes(posed)).index(posed.outcome)]
    right = (
        f'<p><b data-part="{LINE}" data-answer="{question.line}">{question.line}</b> '
        f"<code>{escape(question.right.strip())}</code> "
        f'<b data-part="{OUTCOME}" data-answer="{posed.outcome}">{letter}</b></p>'
        f"<p><i>{inline(question.reason.of(language()))}</i></p>"
    )
    reasons = [inline(one.reason.of(language())) for one in shown]
    explained = [f"{text}<br><i>{reason}</i>" for text, reason in zip(texts, reasons, strict=True)]
    return PrintedQuestion(program + listed(texts, letters=True), room, right + listed(explained, letters=True))


def _indented(line: str) -> str:
    return escape(line).replace("    ", "\u00a0" * 4)


def _said(posed: PosedDebug, text: str) -> str:
    numbers, known = line_numbers(posed), outcomes(posed)
    if text in numbers:
        return titled(text, f"<code>{escape(posed.question.lines[int(text) - 1].strip())}</code>")
    return inline_html(known[text]) if text in known else escape(text)


def _part_names(_posed: PosedDebug) -> dict[str, str]:
    return {LINE: _("the wrong line"), OUTCOME: _("the output")}


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
