"""Derivations: their lines in words, and the question on paper."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.printing import markup
from presentation.printing.markup import inline, listed
from presentation.translate import _, language
from quiz.kinds.derivation import LINE, ORDER, PosedDerivation

GAP = "…"  # in place of the line that is missing


def tasks() -> dict[str, str]:
    """What is to be done with the lines."""
    return {
        "order": _("Put the lines in an order in which each follows from those above it."),
        "wrong": _("One line is wrong; all others are right. Which is it?"),
        "missing": _("One line is missing. Which of these is it?"),
    }


def text(posed: PosedDerivation, key: str) -> str:
    """A line by its key (Markdown)."""
    return posed.texts[key].of(language())


def with_gap(posed: PosedDerivation) -> list[str]:
    """The lines of the derivation (Markdown), the missing one left out."""
    at = (posed.question.at or 0) - 1
    return [GAP if n == at else text(posed, key) for n, key in enumerate(posed.right)]


def chosen_words(posed: PosedDerivation) -> dict[str, str]:
    """What may be chosen, by key: the lines by number, or the candidates for the missing one (Markdown)."""
    if posed.question.task == "wrong":
        return {key: _("line {n}").format(n=n) for n, key in enumerate(posed.shown, 1)}
    return {key: text(posed, key) for key in posed.shown}


def printed(posed: PosedDerivation) -> PrintedQuestion:
    """The question in print."""
    lines = [inline(text(posed, key)) for key in posed.shown]
    asked = f"<p>{escape(tasks()[posed.question.task])}</p>"
    if posed.question.task == "missing":
        asked += listed([inline(line) for line in with_gap(posed)])
    asked += listed(lines, letters=posed.question.task != "wrong")
    places = [posed.shown.index(key) for key in posed.solution()[posed.part][0]]
    said = " ".join(str(n + 1) if posed.question.task == "wrong" else ascii_uppercase[n] for n in places)
    answer = " ".join(posed.solution()[posed.part][0])
    right = f'<p><b data-part="{posed.part}" data-answer="{answer}">{said}</b></p>'
    reason = f"<p><i>{inline(posed.question.reason.of(language()))}</i></p>"
    return PrintedQuestion(
        asked, markup.line(""), right + listed([inline(text(posed, key)) for key in posed.right]) + reason
    )


def _said(posed: PosedDerivation, key: str) -> str:
    return inline_html(text(posed, key)) if key in posed.texts else escape(key)


def _part_names(posed: PosedDerivation) -> dict[str, str]:
    return {ORDER: _("the order")} if posed.part == ORDER else {LINE: _("the line")}


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
