"""Moments of a program that runs over time: the steps of each time step or token, and what passes from one to the next.

A track is one pass over the words, such as a layer's, a direction's, an encoder's. What stands along it is found from
the program: gates and attention weights by what they were declared to be, states by being read in the next moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from engine.expression.node import names, nodes
from engine.program import BACKWARD_GROUP, Branch, Path, Program, Step

OVER_TIME: tuple[Branch, ...] = ("time", "token")


@dataclass(frozen=True)
class StepMoment:
    """Where a step stands in time: its track, the moment (from 1), and whether it is a step of the backward pass."""

    track: Path
    moment: int
    backward: bool = False


@dataclass(frozen=True, eq=False)
class Track:
    """One pass over time. `moments` are the steps of each moment by its index, `order` the indices as they are read.

    `axis` names the size that is counted. `gates`, `candidates`, `states`, `attention` are names of steps, one of each
    in every moment: gates; what a gate writes into a state; what the next moment reads; attention weights.
    """

    path: Path
    axis: str
    moments: dict[int, tuple[Step, ...]]
    gates: tuple[str, ...]
    candidates: tuple[str, ...]
    states: tuple[str, ...]
    attention: tuple[str, ...]

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The indices of the moments in the order in which they are computed."""
        return tuple(self.moments)

    @property
    def reversed(self) -> bool:
        """True where the words are read from the last to the first."""
        return self.order[0] > self.order[-1]

    def step(self, name: str, moment: int) -> Step:
        """The step of this name in a moment; raises KeyError where there is none."""
        found = {step.name: step for step in self.moments[moment]}
        return found[name]


def place_of(step: Step) -> StepMoment | None:
    """Where in time a step stands; None for one outside time."""
    backward = step.path[:1] == (BACKWARD_GROUP,)
    path = step.path[1:] if backward else step.path
    for depth, group in enumerate(path):
        if group.branch in OVER_TIME and group.index is not None:
            return StepMoment(path[:depth], group.index, backward)
    return None


@lru_cache(maxsize=64)
def tracks(program: Program) -> tuple[Track, ...]:
    """The tracks of a program in the order of computation; none for a program that does not run over time."""
    found: dict[Path, dict[int, list[Step]]] = defaultdict(lambda: defaultdict(list))
    axes: dict[Path, str] = {}
    for step in program.steps.values():
        place = place_of(step)
        if place and not place.backward:
            found[place.track][place.moment].append(step)
            axes[place.track] = step.path[len(place.track)].axis
    return tuple(_track(program, path, axes[path], moments) for path, moments in found.items())


def _track(program: Program, path: Path, axis: str, moments: dict[int, list[Step]]) -> Track:
    every = [step for steps in moments.values() for step in steps]
    gates = _names(step for step in every if step.meaning == "gate")
    states = _states(program, every)
    written = {
        program.steps[id].name
        for step in every
        if step.renewal and not step.renewal.grows
        for id in names(step.renewal.written)
        if id in program.steps
    }
    candidates = _names(step for step in every if step.name in written and step.name not in (*gates, *states))
    return Track(
        path,
        axis,
        {index: tuple(steps) for index, steps in moments.items()},
        gates,
        candidates,
        states,
        _names(step for step in every if step.meaning == "attention"),
    )


def _names(steps: Iterator[Step]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.name for step in steps))


def _states(program: Program, every: list[Step]) -> tuple[str, ...]:
    """Names of the steps that carry something on: declared as a state's new value, or read in another moment."""
    moment = {step.id: place.moment for step in every if (place := place_of(step))}
    read = {
        id for step in every for id in names(step.expr) if id in moment and moment[id] != moment[step.id]
    }  # in the same track: what another layer reads is no state
    return _names(step for step in every if step.previous or step.renewal or step.id in read)


def words_read(program: Program, track: Track, moment: int) -> tuple[str, int] | None:
    """Id of the sequence of which this moment reads its own row (or column), and along which axis; None without one.

    Where the sequence was multiplied by weights for all moments at once, it is the sequence itself.
    """
    for step in track.moments[moment]:
        for node in nodes(step.expr):
            if node.op == "part" and node.args[0].op == "ref":
                id, (axis, start, stop) = node.args[0].params[0], node.params
                if (start, stop) == (moment - 1, moment) and not _is_trained(program, id):
                    return _multiplied(program, str(id)), int(axis)
    return None


def _multiplied(program: Program, id: str) -> str:
    """What a step is a product of, if besides trained parameters it reads one thing alone; else the step."""
    read = names(program.steps[id].expr) if id in program.steps else []
    others = [name for name in read if not _is_trained(program, name)]
    return _multiplied(program, others[0]) if len(others) == 1 and len(read) > 1 else id


def _is_trained(program: Program, id: str) -> bool:
    return id in program.inputs and program.inputs[id].trained
