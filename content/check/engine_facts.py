"""Facts about a mechanism over all its option sets: step ids, names, inputs and misconceptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from content.question_base import Computed
from content.questions import Question
from content.step_order import distinguishing_groups
from engine import MECHANISMS, EngineError, Mechanism, Options, Program, option_sets
from engine.ids import BACKWARD
from engine.program import NAMED_BRANCHES
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions

LAYOUTS: tuple[dict[str, Any], ...] = tuple(
    {"tokens": tokens, "weights": weights} for tokens in ("rows", "columns") for weights in ("in_out", "out_in")
)


@dataclass
class Facts:
    """The facts gathered: step ids per option set; step, input and place names; (step, misconception) pairs."""

    ids: list[set[str]] = field(default_factory=list)
    steps: dict[str, None] = field(default_factory=dict)
    inputs: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)
    wrong: dict[tuple[str, str], None] = field(default_factory=dict)

    def learn(self, program: Program, shown: Iterable[str] | None = None) -> None:
        """Add the facts of a program; steps not in `shown` are substituted into those that are."""
        self.ids.append(set(program.steps))
        steps = list(program.steps) if shown is None else [id for id in program.steps if id in shown]
        hidden = tuple(id for id in reversed(program.steps) if id not in steps)
        # a gradient is named after its step
        forward = [step for step in program.steps.values() if not step.gradient_of]
        self.steps.update(dict.fromkeys(step.name for step in forward))
        self.inputs.update(dict.fromkeys(x.name for x in program.inputs.values() if not x.gradient_of))
        paths = (thing.path for thing in (*program.steps.values(), *program.inputs.values()))
        said = (group for path in paths for group in distinguishing_groups(path))
        self.places.update(dict.fromkeys(group.kind for group in said if group.branch in NAMED_BRANCHES))
        self.places.update(dict.fromkeys(part for step in forward for part in step.parts))
        for id in steps:
            name = BACKWARD if program.steps[id].gradient_of else program.steps[id].name
            self.wrong.update(dict.fromkeys((name, wrong.id) for wrong in wrong_versions(program, id, hidden)))


@lru_cache(maxsize=64)
def _everywhere(mechanism: str) -> Facts:
    facts = Facts()
    for options in sets_of(MECHANISMS[mechanism]):
        facts.learn(MECHANISMS[mechanism].build(options))
    return facts


def sets_of(mechanism: Mechanism) -> Iterator[Options]:
    """Every option set in the default layout; in other layouts, which only transpose, those that have a name."""
    yield from option_sets(mechanism.options, tokens="rows", weights="in_out")
    for named in (mechanism.options(), *mechanism.presets.values()):
        for layout in LAYOUTS:
            yield replace(named, **layout)


def facts(mechanism: str, asked: Iterable[Question]) -> Facts:
    """The facts of a mechanism over all its option sets and over the computations of these questions."""
    base = _everywhere(mechanism)
    found = Facts(list(base.ids), dict(base.steps), dict(base.inputs), dict(base.places), dict(base.wrong))
    for question in asked:
        if isinstance(question, Computed):
            _learn_question(found, mechanism, question)
    return found


def _learn_question(found: Facts, mechanism: str, question: Computed) -> None:
    try:
        program = computation(mechanism, question)
    except (EngineError, KeyError):
        return  # reported by content.check.questions
    shown = {*question.named, *getattr(question, "given", ())}
    found.learn(program, shown if question.named else None)


def computation(mechanism: str, question: Computed, drawn: Mapping[str, int] | None = None) -> Program:
    """The program of a question, in the sizes drawn.

    Raises EngineError if it cannot be built, KeyError if `gradient_of` names an unknown step.
    """
    options = MECHANISMS[mechanism].choose(**question.options)
    program = MECHANISMS[mechanism].build(options, {**question.sizes, **(drawn or {})})
    return gradient(program, question.gradient_of) if question.gradient_of else program
