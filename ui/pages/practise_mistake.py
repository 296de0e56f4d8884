"""A mistake that somebody else made: one cell worked as it was done and by definition."""

from __future__ import annotations

from engine import run
from engine.readings.misconceptions import with_mistake
from presentation.figure.build import View
from presentation.translate import _
from quiz.exercises.sheet import Sheet
from quiz.kinds.find import mistaken
from ui.pages.practise_feedback import arithmetic
from ui.pages.practise_pick import most_different


def both_ways(view: View, sheet: Sheet, step: str, mistake: str) -> list[tuple[str, str]]:
    """The cell that the mistake changes most: as it was done, and by definition."""
    done = mistaken(sheet, step, mistake)
    defined = run(with_mistake(sheet.program, {step: sheet.formula(step)}), sheet.inputs)
    index = most_different(done[step], defined[step])
    name = view.cell(step, index)
    return [
        (said, f"{name} = {arithmetic(trace, step, index, sheet.decimals)}")
        for said, trace in ((_("as it was done"), done), (_("by definition"), defined))
    ]
