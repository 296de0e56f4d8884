"""What the engine can say about one mechanism, over all its option sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from content.question_base import Computed
from content.questions import Question
from content.schema import BACKWARD, backward
from engine import MECHANISMS, EngineError, Mechanism, Options, Program, option_sets
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions

LAYOUTS: tuple[dict[str, Any], ...] = tuple(
    {"tokens": tokens, "weights": weights} for tokens in ("rows", "columns") for weights in ("in_out", "out_in")
)


@dataclass
class Facts:
    """Ids of steps for each option set; names of steps and inputs, and (step, misconception) pairs, as they are met."""

    ids: list[set[str]] = field(default_factory=list)
    steps: dict[str, None] = field(default_factory=dict)
    inputs: dict[str, None] = field(default_factory=dict)
    wrong: dict[tuple[str, str], None] = field(default_factory=dict)

    def learn(self, program: Program, shown: Iterable[str] | None = None) -> None:
        """Take in a program; steps that are not `shown` are spelled out in those that are."""
        self.ids.append(set(program.steps))
        steps = list(program.steps) if shown is None else [id for id in program.steps if id in shown]
        hidden = tuple(id for id in reversed(program.steps) if id not in steps)
        forward = [id for id in program.steps if not backward(id)]  # a gradient is named after its step
        self.steps.update(dict.fromkeys(program.steps[id].name for id in forward))
        self.inputs.update(dict.fromkeys(x.name for id, x in program.inputs.items() if not backward(id)))
        for id in steps:
            name = BACKWARD if backward(id) else program.steps[id].name
            self.wrong.update(dict.fromkeys((name, wrong.id) for wrong in wrong_versions(program, id, hidden)))


@lru_cache(maxsize=64)
def _everywhere(mechanism: str) -> Facts:
    facts = Facts()
    for options in sets_of(MECHANISMS[mechanism]):
        facts.learn(MECHANISMS[mechanism].build(options))
    return facts


def sets_of(mechanism: Mechanism) -> Iterator[Options]:
    """Every set in the plain layout; in the other layouts, which add only transposes, those that have a name."""
    yield from option_sets(mechanism.options, tokens="rows", weights="in_out")
    for named in (mechanism.options(), *mechanism.presets.values()):
        for layout in LAYOUTS:
            yield replace(named, **layout)


def facts(mechanism: str, asked: Iterable[Question]) -> Facts:
    """Over every option set, and over what the questions leave to the learner's head."""
    base = _everywhere(mechanism)
    found = Facts(list(base.ids), dict(base.steps), dict(base.inputs), dict(base.wrong))
    for question in asked:
        if isinstance(question, Computed):
            _learn_question(found, mechanism, question)
    return found


def _learn_question(found: Facts, mechanism: str, question: Computed) -> None:
    try:
        program = computation(mechanism, question)
    except (EngineError, KeyError):
        return  # said where questions are checked
    shown = {*question.named, *getattr(question, "given", ())}
    found.learn(program, shown if question.named else None)


def computation(mechanism: str, question: Computed, drawn: Mapping[str, int] | None = None) -> Program:
    """What a question computes in drawn sizes; raises EngineError, and KeyError for a gradient of an unknown step."""
    options = MECHANISMS[mechanism].choose(**question.options)
    program = MECHANISMS[mechanism].build(options, {**question.sizes, **(drawn or {})})
    return gradient(program, question.gradient_of) if question.gradient_of else program
