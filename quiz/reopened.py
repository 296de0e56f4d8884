"""Question instances as they were: posed again on stored numbers, under the conventions of that time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content import Computed, NotFound, Question, topic
from engine import MECHANISMS, EngineError
from quiz.kinds import put_again
from quiz.own import question_again
from quiz.posed import Posed


def reopened(
    question_id: str, seed: int | None, drawn: Mapping[str, Any], options: Mapping[str, Any]
) -> Posed[Any] | None:
    """The instance that was answered, or None where the question is gone or does not fit what is stored any more.

    `drawn` are the stored numbers, `options` the conventions it was answered under: where a default has changed since,
    those of that time hold. Options that do not exist any more are left out.
    """
    try:
        asked = question_again(question_id, drawn)
        posed = put_again(_under(asked, options), seed or 0, dict(drawn))
        return posed if posed and agree(options, posed.options) else None
    except (EngineError, NotFound, LookupError, TypeError, ValueError):
        return None


def unchanged(posed: Posed[Any]) -> bool:
    """Whether today's question is still asked under the same conventions."""
    try:
        today = put_again(question_again(posed.question.id, posed.drawn), posed.seed, posed.drawn)
    except NotFound:
        return False
    return today is not None and today.options == posed.options


def agree(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether all stored options have their present values; options that did not exist at that time are ignored."""
    return all(now[name] == value for name, value in then.items() if name in now)


def _under(asked: Question, options: Mapping[str, Any]) -> Question:
    """The question under stored options, as far as they differ from those it is asked under today."""
    if not isinstance(asked, Computed) or not options:
        return asked
    there = _options_of(asked)
    other = {name: value for name, value in options.items() if name in there and there[name] != value}
    return asked.model_copy(update={"options": {**asked.options, **other}}) if other else asked


def _options_of(asked: Computed) -> dict[str, Any]:
    return dict(vars(MECHANISMS[topic(asked.topic).mechanism].choose(**asked.options)))
