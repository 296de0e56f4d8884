"""Question instances as drafts and papers keep them: what was drawn, and how the question was put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from content import Computed, Question, StepsQuestion, topic
from engine import MECHANISMS, EngineError
from engine.options import formerly
from quiz.kinds import put_again
from quiz.posed import Posed

AS_PUT = "as_put"  # beside what was drawn; no kind of question draws anything of this name


def to_keep(posed: Posed[Any]) -> dict[str, Any]:
    """What was drawn, and under AS_PUT the options and, of worked steps, which are asked and given, as plain data."""
    return {**posed.drawn, AS_PUT: posed.as_put}


def taken_up(question: Question, seed: int, found: Mapping[str, Any]) -> Posed[Any] | None:
    """The instance as it was put when it was kept; None if that no longer fits the question.

    What was kept before options were kept is put under the defaults of that time.
    """
    drawn = {name: value for name, value in found.items() if name != AS_PUT}
    try:
        return put_again(as_put(question, found.get(AS_PUT)), seed, drawn)
    except (AttributeError, EngineError, LookupError, TypeError, ValueError):
        return None


def as_put(question: Question, put: Mapping[str, Any] | None) -> Question:
    """The question under the options it was put with, and with the steps that were asked and given.

    Options that are not known any more are left out, those that did not exist then have their defaults. Without `put`,
    options that the question does not state have the defaults they had before they were kept. Raises EngineError,
    LookupError, TypeError or ValueError for what is no such data.
    """
    if not isinstance(question, Computed):
        return question
    mechanism = MECHANISMS[topic(question.topic).mechanism]
    known = {field.name for field in fields(mechanism.options)}
    before = {**formerly(mechanism.options), **question.options}
    options = before if put is None else {k: v for k, v in put.get("options", {}).items() if k in known}
    changed: dict[str, Any] = {}
    if mechanism.choose(**options) != mechanism.choose(**question.options):
        changed["options"] = options
    if isinstance(question, StepsQuestion) and put is not None:
        steps = {name: tuple(map(str, put[name])) for name in ("ask", "given") if name in put}
        changed |= {name: some for name, some in steps.items() if some != getattr(question, name)}
    return question.model_copy(update=changed) if changed else question
