"""Results of several conventions, on paper."""

from __future__ import annotations

from html import escape
from string import ascii_uppercase

from presentation.inline_html import inline_html
from presentation.kinds.candidates import lettered
from presentation.kinds.paper_form import PaperForm, Printed, answered
from presentation.printing import markup, matrices
from presentation.printing.markup import inline, listed, side_by_side
from presentation.question_view import convention_view
from presentation.translate import _, language
from quiz.kinds.convention import PART, PosedConvention


def printed(posed: PosedConvention) -> Printed:
    """The question in print."""
    step = posed.question.step
    given: dict[str, str] = {}
    for k in posed.order:
        own = posed.sheet_of(k)
        shown = convention_view(posed, k)
        for name in own.provided:
            given.setdefault(name, "".join(matrices.matrices(shown, (name,))))
    candidates = lettered(
        posed.order,
        posed.array,
        convention_view(posed, posed.wanted),
        step,
    )
    names = [inline(posed.question.among[k].name.of(language())) for k in posed.order]
    letters = dict(zip(posed.order, ascii_uppercase, strict=False))
    wanted = f'<b data-part="convention" data-answer="{posed.names[posed.wanted]}">{letters[posed.wanted]}</b>'
    right = f"<p>{wanted}</p>" + listed(names, letters=True)
    return Printed(side_by_side(list(given.values())) + candidates, markup.line(""), right, posed.question.decimals)


def _said(posed: PosedConvention, text: str) -> str:
    if text not in posed.names:
        return escape(text)
    k = posed.names.index(text)
    return f"{ascii_uppercase[posed.order.index(k)]} · {inline_html(posed.question.among[k].name.of(language()))}"


def _part_names(_posed: PosedConvention) -> dict[str, str]:
    return {PART: _("the convention")}


ON_PAPER = PaperForm(printed, answered(_said), _part_names)
