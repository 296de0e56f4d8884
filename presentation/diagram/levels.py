"""The diagrams in which a step stands, beside each other: the whole, its moment or layer, the inside of its part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from content import Topic
from engine import Program, Trace
from engine.readings.structure.levels import beheld, levels
from engine.readings.structure.scope import Box, Scope
from presentation.diagram.draw import beside, drawn
from presentation.diagram.titles import Title, Words, box_titles, captions
from presentation.element import Element
from presentation.figure.layout import story

INSIDE = "inside"  # what a box is called that opens in its place


@dataclass(frozen=True, eq=False)
class Structures:
    """The diagrams of a trace for a topic; `words` are those along an axis, by its name."""

    here: Topic
    trace: Trace
    words: Words

    def of(
        self, step: str, parts: Mapping[str, int], unit: int = 0, opened: int = 0, ways: Element | None = None
    ) -> Element:
        """All diagrams of a step on Explain, gates with the value of a unit (from 0).

        `parts` are the numbers of the parts of the story that tell each step, `opened` is the open one, `ways` lead to
        other diagrams.
        """
        found = levels(self.trace.program, step)
        title, said = self._called(found, step)
        shown = [drawn(scope, self.trace, title, parts, unit, partial(_tells, parts, opened)) for scope in found]
        return beside(list(zip(said, shown, strict=True)), ways)

    def in_a_lesson(self, step: str, opened: str = "", deepest: bool = False) -> Element:
        """The diagrams of a step in a lesson; a box that opens shows its inside beside them, as the `opened` one does.

        `opened` is what the drawing calls the box, "" for the usual ones: all with `deepest`, else all but the inside
        of a small part.
        """
        program = self.trace.program
        usual = len(levels(program, step)) if deepest else beheld(program, step)
        at, depth = unfolded(program, opened) or (step, usual)
        found = levels(program, at)[:depth]
        title, said = self._called(found, at)
        parts = {id: n for n, steps in enumerate(story(program), 1) for id in steps}
        inner = [*(scope.box_of[at] for scope in found[:-1]), None]
        shown = [
            self._opening(scope, n, box, title, parts) for n, (scope, box) in enumerate(zip(found, inner, strict=True))
        ]
        return beside(list(zip(said, shown, strict=True)))

    def _opening(self, scope: Scope, n: int, opened: Box | None, title: Title, parts: Mapping[str, int]) -> Element:
        """The diagram number `n`, from 0; a box of it opens beside it, and the one that is `opened` closes."""

        def behind(box: Box) -> str | None:
            return f"{INSIDE}:{n + 1 + (box is not opened)}:{box.steps[0].id}" if box.opens else None

        return drawn(scope, self.trace, title, parts, here=lambda box: box is opened, behind=behind)

    def _called(self, found: tuple[Scope, ...], step: str) -> tuple[Title, list[str]]:
        title = box_titles(self.here, self.trace.program, self.words)
        return title, captions(found, self.here, title, step)


def _tells(parts: Mapping[str, int], part: int, box: Box) -> bool:
    """Whether a part of the story tells a step of a box."""
    return any(parts[step.id] == part for step in box.steps)


def unfolded(program: Program, said: str) -> tuple[str, int] | None:
    """The first step of a box that was pressed to be opened, and how many diagrams show it; None if there is none."""
    kind, _colon, rest = said.partition(":")
    depth, _colon, step = rest.partition(":")
    if kind != INSIDE or not depth.isdecimal() or step not in program.steps:
        return None
    return step, int(depth)


def leads_to(program: Program, said: str) -> str | None:
    """The step that a pressed box leads to on Explain; None for a box that opens where it is."""
    kind, _colon, part = said.partition(":")
    told = story(program)
    return told[int(part) - 1][0] if kind == "part" and part.isdecimal() and int(part) <= len(told) else None
