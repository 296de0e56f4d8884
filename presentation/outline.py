"""The outline of a long computation: its parts in their groups, each with its symbol and shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from content import Topic
from engine import Program
from engine.program import Group, Path
from engine.readings.formulas.pieces import Pieces, name
from presentation.content_words import place, step_titles
from presentation.element import Element, element, named
from presentation.figure.layout import story
from presentation.translate import _, language, ngettext

Part = tuple[int, tuple[str, ...]]  # its number in the story, and its steps


def outline(topic: Topic, program: Program, opened: int, beside: bool = False) -> Element:
    """The tree of all parts; the groups that the open part stands in are unfolded, and each part can be pressed.

    `beside` the figures it is narrow and as high as the window.
    """
    parts = list(enumerate(story(program), 1))
    return element(
        "div", *_Tree(topic, program, opened).below(parts, 0), class_="outline beside" if beside else "outline"
    )


class _Tree:
    def __init__(self, topic: Topic, program: Program, opened: int) -> None:
        self.topic, self.program, self.opened = topic, program, opened
        self.title = step_titles(topic, program)

    def below(self, parts: Sequence[Part], depth: int) -> Iterator[Element]:
        """Groups and parts in the order of computation; a run of parts in the same group is one branch."""
        for group, run in groupby(parts, lambda part: self._path(part)[depth : depth + 1]):
            if group:
                yield self._branch(list(run), depth)
            else:
                yield from map(self._leaf, run)

    def _path(self, part: Part) -> Path:
        """The groups that content has words for."""
        groups = self.program.steps[part[1][0]].path
        return tuple(group for group in groups if self._said(group))

    def _said(self, group: Group) -> str:
        if group.branch == "backward":
            return _("Backward")
        words = self.topic.places.get(group.kind)
        return place(self.topic, (group,)) or (words.title.of(language()) if words and words.heading else "")

    def _branch(self, parts: list[Part], depth: int) -> Element:
        title = self._said(self._path(parts[0])[depth])
        count = ngettext("{n} part", "{n} parts", len(parts)).format(n=len(parts))
        here = any(n == self.opened for n, _steps in parts)
        summary = element("summary", element("b", title), element("small", count))
        inside = element("div", *self.below(parts, depth + 1), class_="branch")
        return element("details", summary, inside, open="" if here else None)

    def _leaf(self, part: Part) -> Element:
        n, steps = part
        titles = element("span", " · ".join(self.title(step).name for step in steps), class_="title")
        shapes = (element("span", named(self._name(step)), " ", self._shape(step), class_="shape") for step in steps)
        here = "step" if n == self.opened else None
        number = element("span", str(n), class_="number")
        return element("button", number, titles, *shapes, type="button", data_to=f"part:{n}", aria_current=here)

    def _name(self, step: str) -> Pieces:
        return name(self.program.steps[step].symbol)

    def _shape(self, step: str) -> str:
        return "×".join(str(int(n)) for n in self.program.steps[step].shape)
