"""What of a timeline is open: a track, a moment of it, a unit, the forward or the backward pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from content import Topic
from engine import Trace
from engine.readings.moments import StepMoment, Track, tracks
from presentation.content_words import place, place_in_words, step_titles
from presentation.timeline.lanes import Lane, choices, lanes

MOST = 24  # moments side by side; of more, those around the selected one


@dataclass(frozen=True)
class Timeline:
    """A trace along time for a topic. `at` is the moment that is open, None outside time; `unit` counts from 0.

    `words` are those along an axis, by its name. `after` are the parts of the story outside time: (title, part).
    """

    here: Topic
    trace: Trace
    words: dict[str, tuple[str, ...]]
    at: StepMoment | None
    unit: int = 0
    whole: bool = False
    digits: int = 4
    outside: tuple[tuple[str, int], ...] = ()
    open_part: int = 0

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks, each drawn with its own words."""
        return tracks(self.trace.program)

    @property
    def open(self) -> Track:
        """The track that is drawn in full: the one of the open moment, else the first."""
        return next((t for t in self.tracks if self.at and t.path == self.at.track), self.tracks[0])

    @property
    def backward(self) -> bool:
        """Whether there is a backward pass."""
        return any(step.gradient_of for step in self.trace.program.steps.values())

    def lanes(self, track: Track) -> tuple[Lane, ...]:
        """The lanes of a track."""
        return self._lanes[self.tracks.index(track)]

    @cached_property
    def _lanes(self) -> tuple[tuple[Lane, ...], ...]:
        return tuple(map(self._lanes_of, self.tracks))

    def _lanes_of(self, track: Track) -> tuple[Lane, ...]:
        title = step_titles(self.here, self.trace.program)
        unit = min(self.unit, choices(self.trace, track)[1] - 1)
        return lanes(self.trace, track, unit, lambda id: title(id).name)

    def title(self, track: Track) -> str:
        """Layer, direction or part; "" where there is one track only."""
        return place(self.here, track.path)

    def place(self, track: Track) -> str:
        """The same for the middle of a sentence."""
        return place_in_words(self.here, track.path)

    def word(self, track: Track, moment: int) -> str:
        """The word that is read in a moment; "" where the axis has none."""
        words = self.words.get(track.axis, ())
        return words[moment - 1] if len(words) == len(track.order) else ""

    def shown(self, track: Track) -> tuple[int, ...]:
        """The moments that are drawn, from left to right: all, or a window around the open one."""
        every = sorted(track.order)
        if len(every) <= MOST:
            return tuple(every)
        here = self.at.moment if self.at and self.at.track == track.path else every[0]
        first = (every.index(here)) // MOST * MOST
        return tuple(every[first : first + MOST])

    def moved(self, moment: int) -> Timeline:
        """The timeline with another moment of its open track open; its lanes are as they were."""
        back = bool(self.at and self.at.backward)
        made = replace(self, at=StepMoment(self.open.path, moment, back), whole=False)
        vars(made)["_lanes"] = self._lanes
        return made

    def at_moment(self, track: Track, moment: int, backward: bool | None = None) -> str:
        """The name of a moment, as the browser sends it back."""
        back = bool(self.at and self.at.backward) if backward is None else backward
        return f"moment:{self.tracks.index(track)}:{moment}:{int(back)}"


def place_named(text: str, known: tuple[Track, ...]) -> StepMoment | None:
    """The moment of this name; None unless it is one."""
    kind, *numbers = text.split(":")
    if kind != "moment" or len(numbers) != 3 or not all(n.isdecimal() and n.isascii() for n in numbers):
        return None
    track, moment, backward = map(int, numbers)
    if track >= len(known) or moment not in known[track].moments or backward > 1:
        return None
    return StepMoment(known[track].path, moment, bool(backward))
