"""What opens a figure of a lesson, as markup: buttons that a script of the page listens to."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from content.lessons.parts import Shown
from engine import Program
from engine.readings.formulas.pieces import name
from presentation.content_words import titles
from presentation.formulas import html
from presentation.lessons.numbers import LessonNumbers
from presentation.translate import _


def opener(key: str, said: str, opened: bool) -> str:
    """A button that opens the figure of this key, or closes it; `said` is markup."""
    state = "true" if opened else "false"
    return f'<button type="button" class="opens" data-press="{escape(key)}" aria-expanded="{state}">{said}</button>'


def row(buttons: Iterable[str]) -> str:
    """Such buttons side by side."""
    return f'<div class="openers">{"".join(buttons)}</div>'


def of_step() -> str:
    """What opens the step of a worked line."""
    return escape(_("Open the numbers"))


def of_matrix(numbers: LessonNumbers, part: Shown) -> str:
    """What opens a matrix of the text: its symbol, and what it is."""
    title = titles(numbers.topic, part.trace.program)(part.step)
    return f"<i>{html(name(part.trace.program[part.step].symbol))}</i> {escape(title)}"


def of_given(program: Program) -> str:
    """What opens the given numbers of an example: their symbols."""
    symbols = dict.fromkeys(one.symbol for one in program.inputs.values())  # each sublayer has a gain, all are called γ
    names = _(", ").join(f"<i>{html(name(symbol))}</i>" for symbol in symbols)
    said = escape(_("Given numbers"))
    return f"{said} {names}"


def put_back(preset: str) -> str:
    """What puts an example back."""
    said = escape(_("Put the example's numbers back"))
    return f'<button type="button" class="opens" data-press="back:{escape(preset)}">{said}</button>'
