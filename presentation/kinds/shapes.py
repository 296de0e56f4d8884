"""The shape of each step: how it is typed, and the question on paper."""

from __future__ import annotations

from content import topic
from engine.readings.formulas import mathml
from presentation.content_words import titles
from presentation.formulas import words
from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered, as_typed
from presentation.printing import markup
from presentation.printing.markup import apart, inline, listed
from presentation.translate import _, ngettext
from presentation.workspaces.sizes import input_terms, size_terms
from quiz.attempt import Attempt
from quiz.kinds.shapes import PosedShapes, shape
from quiz.posed import first_cell


def printed(posed: PosedShapes) -> PrintedQuestion:
    """The question in print."""
    title = titles(topic(posed.question.topic), posed.program)
    heads = {s: f"<b>{inline(title(s))}</b> &ensp; {mathml.formula(posed.program, s, words())}" for s in posed.parts}
    sizes = apart(size_terms(posed.program, posed.sizes)) + apart(input_terms(posed.program))
    solution = posed.solution()
    return PrintedQuestion(
        sizes + listed(list(heads.values())),
        listed([f"{head} &ensp; {markup.blank('5rem')}" for head in heads.values()]),
        listed([f'{head} &ensp; <b data-part="{s}">{solution[s][0][0]}</b>' for s, head in heads.items()]),
    )


def _part_names(posed: PosedShapes) -> dict[str, str]:
    title = titles(topic(posed.question.topic), posed.program)
    return {step: inline_html(title(step)) for step in posed.parts}


def how_to_type(posed: PosedShapes) -> str:
    """How a shape is typed."""
    deep = next((posed.shape(step) for step in posed.parts if len(posed.shape(step)) > 2), None)
    said = _("Rows × columns, such as 2×3; 2x3, 2*3 and (2, 3) say the same.")
    return said + " " + _("With heads, their number comes first: 2×4×3.") if deep else said


def complaints(attempt: Attempt) -> list[str]:
    """What cannot be read, and what is left blank."""
    typed = {step: first_cell(attempt.answers, step) for step in attempt.posed.parts}
    said = [
        _("“{text}” is not a shape: write it like 2×3.").format(text=text)
        for text in typed.values()
        if text and not shape(text)
    ]
    blank = sum(not text for text in typed.values())
    if blank:
        template = ngettext("One shape is still blank.", "{n} shapes are still blank.", blank)
        said.append(template.format(n=blank) + " " + _("Check again to leave it so."))
    return said


ON_PAPER = PaperForm(printed, answered(as_typed), _part_names)
