"""One number on paper: a cell worked out, or a count added up."""

from __future__ import annotations

from content import topic
from engine.readings.explanation.explain import explain
from engine.readings.formulas import mathml
from presentation.content_words import bare, titles
from presentation.formulas import html, line_pieces
from presentation.kinds.paper_form import PaperForm, Printed, answered, as_typed
from presentation.printing import markup, matrices
from presentation.printing.markup import apart, inline, side_by_side
from presentation.question_view import question_view
from presentation.sizes import count_terms
from presentation.translate import _
from quiz.exercises.sheet import Sheet
from quiz.kinds.number import PART, PosedNumber


def printed(posed: PosedNumber) -> Printed:
    """The question in print."""
    if posed.sheet:
        paper = posed.sheet
        shown = question_view(posed, paper.truth, paper.decimals, paper.asked)
        given = side_by_side(matrices.matrices(shown, paper.provided))
        label = html(shown.label(posed.question.step or "", posed.index))
        return Printed(given, markup.line(f"{label} ="), f"<p>{label} {_arithmetic(posed, paper)}</p>", paper.decimals)
    return Printed(apart(count_terms(posed)), markup.line(""), _terms(posed) + _total(posed))


def _arithmetic(posed: PosedNumber, paper: Sheet) -> str:
    """The cell by its symbols, in numbers, and the result."""
    found = explain(paper.truth, posed.question.step or "", posed.index, paper.decimals)
    signs = ["=", "=", *("=" if line.exact else "≈" for line in found.lines)]
    said = (html(line_pieces(line.tokens)) for line in (found.symbols, *found.lines))
    return " ".join(f"{sign} {part}" for sign, part in zip(signs, [*said, _right(posed)], strict=True))


def _terms(posed: PosedNumber) -> str:
    """What each step adds to a count, as a formula in the sizes and as a number; nothing for a size."""
    title = titles(topic(posed.question.topic), posed.program)
    names = {term.id: title(term.id) if term.repeated == 1 else bare(title(term.id)) for term in posed.terms}
    rows = [
        f"<tr><td>{inline(names[term.id])}</td><td>{mathml.amount(term.amount)}</td><td>{int(term.amount):,}</td></tr>"
        for term in posed.terms
    ]
    return f'<table class="terms">{"".join(rows)}</table>' if rows else ""


def _total(posed: PosedNumber) -> str:
    """The count, or how many times it is taken; thousands set apart."""
    times, right = posed.question.times, int(posed.right)
    said = f"{times} · {right // times:,} = " if times > 1 else ""
    return f'<p>{said}<b data-part="{posed.parts[0]}" data-answer="{right}">{right:,}</b></p>'


def _right(posed: PosedNumber) -> str:
    text = posed.solution()[posed.parts[0]][0][0]
    return f'<b data-part="{posed.parts[0]}">{text.replace("-", "−")}</b>'


def _part_names(_posed: PosedNumber) -> dict[str, str]:
    return {PART: _("the number")}


ON_PAPER = PaperForm(printed, answered(as_typed), _part_names)
