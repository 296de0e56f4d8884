"""The shape of each step on paper."""

from __future__ import annotations

from content import topic
from engine.readings.formulas import mathml
from presentation.content_words import titles
from presentation.formulas import words
from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, Printed, answered, as_typed
from presentation.printing import markup
from presentation.printing.markup import apart, inline, listed
from presentation.sizes import input_terms, size_terms
from quiz.kinds.shapes import PosedShapes


def printed(posed: PosedShapes) -> Printed:
    """The question in print."""
    title = titles(topic(posed.question.topic), posed.program)
    heads = {s: f"<b>{inline(title(s))}</b> &ensp; {mathml.formula(posed.program, s, words())}" for s in posed.parts}
    sizes = apart(size_terms(posed.program, posed.sizes)) + apart(input_terms(posed.program))
    solution = posed.solution()
    return Printed(
        sizes + listed(list(heads.values())),
        listed([f"{head} &ensp; {markup.blank('5rem')}" for head in heads.values()]),
        listed([f'{head} &ensp; <b data-part="{s}">{solution[s][0][0]}</b>' for s, head in heads.items()]),
    )


def _part_names(posed: PosedShapes) -> dict[str, str]:
    title = titles(topic(posed.question.topic), posed.program)
    return {step: inline_html(title(step)) for step in posed.parts}


ON_PAPER = PaperForm(printed, answered(as_typed), _part_names)
