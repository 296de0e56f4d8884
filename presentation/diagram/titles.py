"""What boxes and diagrams are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from content import Topic
from engine import Program
from engine.readings.structure.scope import Box, Scope
from presentation.content_words import DOT, place, step_titles
from presentation.translate import _, language

Words = Mapping[str, tuple[str, ...]]  # those along an axis, by its name
Title = Callable[[Box], str]


def box_titles(here: Topic, program: Program, words: Words | None = None) -> Title:
    """What each box is called: a moment with its word, a stack by its layers, a part as content says, else its step."""
    title, spoken = step_titles(here, program), language()

    def of(box: Box) -> str:
        known = here.places.get(box.part)
        named = known.title.of(spoken) if known else ""
        if box.times > 1:
            layer = named or _("layer")
            return f"{box.times} × {layer}"
        if box.whole:
            return DOT.join(filter(None, [place(here, box.whole), _word(box, words or {})]))
        return named or title(box.id).name

    return of


def _word(box: Box, words: Words) -> str:
    """The word that is read in a moment."""
    moment = box.whole[-1]
    along = words.get(moment.axis, ())
    return along[moment.index - 1] if moment.index and moment.index <= len(along) else ""


def captions(found: tuple[Scope, ...], here: Topic, title: Title, step: str) -> list[str]:
    """What the diagrams of a step are called, the whole first; nothing where there is only one."""
    if len(found) == 1:
        return [""]
    whole = _("Unrolled over time") if found[0].unrolled else _("The whole")
    return [whole, *(_opened(scope.box_of[step], here, title, step) for scope in found[:-1])]


def _opened(box: Box, here: Topic, title: Title, step: str) -> str:
    """What is seen inside a box: of a stack one of its layers."""
    if box.times == 1:
        return title(box)
    path = next(one.path for one in box.steps if one.id == step)
    return place(here, path[: len(box.whole)])
