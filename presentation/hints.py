"""The three hints of a worked step, each saying more than the one before."""

from __future__ import annotations

from content import Question, topic
from engine import Trace
from engine.readings.explanation.explain import explain
from presentation.arithmetic import arithmetic
from presentation.content_words import why
from presentation.figure.view import View
from presentation.translate import _, language
from quiz.exercises.feedback import telling_cell
from quiz.exercises.sheet import Sheet


def hint_label(n: int) -> str:
    """What hint number n, from 1, is about."""
    return [_("Hint 1: what to think of"), _("Hint 2: the formula of one cell"), _("Hint 3: one cell worked")][n - 1]


def hints(question: Question, sheet: Sheet, view: View, step: str, count: int = 3) -> list[str]:
    """The first hints: in words, one cell in symbols, one cell in the learner's own numbers (Markdown)."""
    if not count:
        return []
    words = [why(topic(question.topic), step, sheet.program), *own_hints(question, sheet, step)]
    in_words = "\n\n".join(text for text in words if text)
    return [in_words, *(_of_one_cell(sheet, view, step) if count > 1 else ())][:count]


def _of_one_cell(sheet: Sheet, view: View, step: str) -> tuple[str, str]:
    """A cell in symbols and in numbers."""
    index = telling_cell(view.trace[step], sheet.half)
    trace = Trace(sheet.on_paper(step), view.trace.arrays)
    found = explain(trace, step, index, sheet.decimals, longest=6)
    name = view.cell(step, index)
    in_symbols = f"{name} = {found.symbols}".replace("*", r"\*")
    return in_symbols, f"{name} = {arithmetic(trace, step, index, sheet.decimals)}"


def own_hints(question: Question, sheet: Sheet, step: str) -> list[str]:
    """What the question says to this step; before the first one also what it says to all of them."""
    at_first = step == sheet.asked[0]
    return [hint.of(language()) for hint in question.hints if hint.step == step or (at_first and hint.step is None)]
