"""The numbers a lesson is computed on: those of its presets, or what a learner typed in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from content.presets import arrays, trace_of
from content.schema import Topic
from engine import Trace
from engine.arrays import Array

Inputs = Mapping[str, Array]
FEWEST = 2  # decimals of what follows from a learner's numbers: that an example comes out even says nothing of theirs


@dataclass(frozen=True, eq=False)
class LessonComputations:
    """The computations of a lesson: one for each preset and its options, however many places show it.

    `changed` are inputs, by preset and name, in place of the preset's own.
    """

    topic: Topic
    changed: Mapping[str, Inputs] = field(default_factory=dict)
    _kept: dict[tuple[Any, ...], Trace] = field(default_factory=dict)

    def inputs(self, preset: str) -> Inputs:
        """The inputs of a preset as they are now. Raises NotFound for an unknown preset."""
        return {**arrays(self.topic.preset(preset)), **self.changed.get(preset, {})}

    def digits(self, preset: str, wanted: int) -> int:
        """How many decimals of a preset are shown where the lesson wants so many for its own numbers."""
        return max(wanted, FEWEST) if preset in self.changed else wanted

    def trace(self, preset: str, options: Mapping[str, Any]) -> Trace:
        """The computation on a preset; `options` override its own.

        Raises NotFound for an unknown preset, OptionError or InputError if options or inputs do not fit.
        """
        place = (preset, *sorted(options.items()))
        if place not in self._kept:
            self._kept[place] = trace_of(self.topic, preset, self.inputs(preset), options)
        return self._kept[place]
