"""The numbers of a lesson as they are typed over, and the lesson that follows them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from content.lessons.numbers import Inputs, LessonComputations
from content.lessons.parts import Shown
from content.lessons.render import Lesson, lesson, rendered
from content.loader import library
from content.schema import Topic
from presentation.content_words import titles
from presentation.figure.view import View
from presentation.translate import _, language
from presentation.workspaces.example_numbers import changed
from presentation.workspaces.resizing import Texts
from presentation.workspaces.unusable_cells import fault
from presentation.workspaces.workspace import Workspace, opened

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class LessonNumbers:
    """A lesson's presets as they were typed over; frozen: every number typed gives a new one.

    `typed` are the presets with a number that is not the example's, `usable` the same as they could last be computed
    with; `said` is what keeps the typed ones from it, "" for nothing.
    """

    topic: Topic
    typed: Mapping[str, Workspace] = field(default_factory=dict)
    usable: Mapping[str, Workspace] = field(default_factory=dict)
    said: str = ""
    _kept: dict[Any, Any] = field(default_factory=dict)

    def lesson(self) -> Lesson:
        """The lesson in the language being spoken, everything in it computed from these numbers."""
        return lesson(self.topic.id, language()) if not self.usable else self._rendered()[0]

    def _rendered(self) -> tuple[Lesson, bool]:
        """The lesson on the learner's numbers, and whether all of it can be computed with them."""
        return self.once("lesson", make=self._made)

    def _made(self) -> tuple[Lesson, bool]:
        spoken = "zh" if language().startswith("zh") else "en"
        inputs = {preset: _inputs(space) for preset, space in self.usable.items()}
        parts, problems = rendered(library(), self.topic, spoken, LessonComputations(self.topic, inputs))
        return parts, not problems

    def typed_in(self, preset: str) -> Workspace:
        """What is typed in a preset, else its example."""
        return self.typed.get(preset) or self._example(preset)

    def used(self, preset: str) -> Workspace:
        """What is computed with of a preset."""
        return self.usable.get(preset) or self._example(preset)

    def _example(self, preset: str) -> Workspace:
        return self.once("example", preset, make=lambda: opened(self.topic, preset, language()))

    def view(self, shown: Shown) -> View:
        """How the computation of a part of the lesson is shown."""
        return self.once(shown.trace, shown.digits, make=lambda: self._view(shown))

    def _view(self, shown: Shown) -> View:
        space = self.used(shown.preset)
        named = titles(self.topic, shown.trace.program)
        return View(shown.trace, shown.digits, space.words, named, axes=space.axis_labels)

    def once(self, *of: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives for this, made once in each language: a page is drawn again at every press."""
        place = language(), *of
        if place not in self._kept:
            self._kept[place] = make()
        found: Made = self._kept[place]
        return found

    def with_cell(self, preset: str, id: str, i: int, j: int, text: str) -> LessonNumbers:
        """One number typed over. What cannot be computed with is kept as it is typed, and the lesson as it was."""
        return self._with(preset, self.typed_in(preset).with_cell(id, i, j, text))

    def with_inputs(self, preset: str, typed: Mapping[str, Texts]) -> LessonNumbers:
        """Whole inputs of a preset typed over."""
        return self._with(preset, self.typed_in(preset).with_typed(typed))

    def one_back(self, preset: str, id: str) -> LessonNumbers:
        """One input of a preset with the example's numbers."""
        space = self.typed_in(preset)
        return self._with(preset, space.with_typed({id: self._example(preset).typed.get(id, space.typed[id])}))

    def back(self, preset: str) -> LessonNumbers:
        """A preset with the example's numbers."""
        return self._with(preset, self._example(preset))

    def _with(self, preset: str, space: Workspace) -> LessonNumbers:
        others = {id: one for id, one in self.typed.items() if id != preset}
        typed = {**others, preset: space} if changed(space) else others
        usable = {id: one for id, one in typed.items() if not fault(one)}
        said = next((fault(one) for one in typed.values() if fault(one)), "")
        made = LessonNumbers(self.topic, typed, {**usable, **self._last(typed, usable)}, said)
        if made.usable and not made._rendered()[1]:  # another convention in the lesson takes no such number
            return LessonNumbers(self.topic, typed, self.usable, _("The lesson cannot be computed with this number."))
        return made

    def _last(self, typed: Mapping[str, Workspace], usable: Mapping[str, Workspace]) -> dict[str, Workspace]:
        """The presets that cannot be computed with, as they could be last."""
        return {id: self.usable[id] for id in typed if id not in usable and id in self.usable}


def _inputs(space: Workspace) -> Inputs:
    """The inputs that hold other numbers than the example's."""
    numbers = space.numbers
    return {id: np.array(numbers[id], dtype=np.float64) for id in changed(space) if id in numbers}
