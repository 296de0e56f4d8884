"""A mistake that somebody else made: one cell worked as it was done and by definition."""

from __future__ import annotations

from engine import run
from engine.readings.misconceptions import with_mistake
from quiz.kinds.find import mistaken
from quiz.sheet import Sheet
from ui.figures import View
from ui.translate import _
from ui.views.practise_feedback import arithmetic
from ui.views.practise_pick import most_different


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
