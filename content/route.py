"""The route: topics in groups, in the order they are taught, with what has to be known before each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from content.loader import common, headings
from content.schema import PLANS, Plan, TopicHeading
from content.text import Label


@dataclass(frozen=True)
class TopicGroup:
    """A group of topics that are taught one after the other."""

    id: str
    title: Label
    topics: tuple[TopicHeading, ...]


@cache
def route() -> tuple[TopicGroup, ...]:
    """All topics in their groups."""
    words = common().groups
    together = groupby(headings(), key=lambda one: one.group)
    return tuple(TopicGroup(id, words[id].title, tuple(found)) for id, found in together)


def following(id: str, plan: Plan = "whole-course") -> TopicHeading | None:
    """The next topic of a plan after this one; None after the last, and for an unknown one."""
    ids = [one.id for one in headings()]
    rest = headings()[ids.index(id) + 1 :] if id in ids else ()
    return next((one for one in rest if in_plan(one, plan)), None)


def in_plan(topic: TopicHeading, plan: Plan) -> bool:
    """Whether a plan has this topic."""
    return PLANS.index(topic.plan) <= PLANS.index(plan)


def unknown(topic: TopicHeading, known: Collection[str]) -> tuple[TopicHeading, ...]:
    """The topics that should be known before this one and are not."""
    return tuple(one for one in headings() if one.id in topic.needs and one.id not in known)
