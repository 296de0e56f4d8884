"""What a misconception is called on a sheet, where the formula says more than the content's words for it can."""

from __future__ import annotations

from collections.abc import Callable

from content import topic
from content.text import put
from engine.expression.node import Node
from presentation.content_words import misconception, titles
from presentation.translate import _
from quiz.exercises.changes import Changes, changes
from quiz.exercises.hidden_mistakes import made_in
from quiz.exercises.sheet import Sheet, wrong_formulas


def mistake_words(about: str, sheet: Sheet, id: str, step: str, made: Node | None = None) -> tuple[str, str]:
    """Name and explanation of a misconception, with what exactly was left out, or used in place of what.

    `made` is the wrong version; by default the first one of this id. A mistake inside a hidden step has the words of
    that step. Two values of one name, such as the states at two times, are called by their places.
    """
    versions = (wrong.expr for wrong in wrong_formulas(sheet.program, step, sheet.hidden) if wrong.id == id)
    wrong = made or next(versions, None)
    if wrong is None:
        return misconception(about, id, step)
    name, text = misconception(about, id, made_in(sheet, step, id, wrong))
    found, title = changes(sheet.formula(step), wrong), titles(topic(about), sheet.program)
    if found.exchanged and _alike(sheet, *found.exchanged):
        first, second = map(title, found.exchanged)
        name = put(put(_("Exchanged: {first} and {second}"), "{first}", first), "{second}", second)
    return name, " ".join(filter(None, [text, _detail(found, title)]))


def mistake_name(about: str, sheet: Sheet, id: str, step: str) -> str:
    """The name alone; where the same id is more than one mistake on this sheet and no version is known, all names."""
    return _(" or ").join(mistake_names(about, sheet, id, step))


def mistake_names(about: str, sheet: Sheet, id: str, step: str) -> tuple[str, ...]:
    """The names of all that an id may be in a step of this sheet, each once; what has another shape cannot be typed."""
    found = [wrong.expr for wrong in wrong_formulas(sheet.program, step, sheet.hidden) if wrong.id == id]
    fitting = [expr for expr in found if expr.shape == sheet.program.steps[step].shape]
    versions: list[Node | None] = [*(fitting or found)] or [None]
    return tuple(dict.fromkeys(mistake_words(about, sheet, id, step, made)[0] for made in versions))


def _alike(sheet: Sheet, first: str, second: str) -> bool:
    return sheet.program[first].name == sheet.program[second].name


def _detail(found: Changes, title: Callable[[str], str]) -> str:
    """What was left out, or what was read in place of what; "" if the name says it all."""
    if found.left_out:
        return _("Left out here: {what}.").format(what=_(" and ").join(map(title, found.left_out)))
    if found.replaced and not found.exchanged:
        said = _("{used} in place of {meant}")
        pairs = [put(put(said, "{used}", title(u)), "{meant}", title(m)) for m, u in found.replaced]
        return _("Used here: {what}.").format(what=_(" and ").join(pairs))
    return ""
