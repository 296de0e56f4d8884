"""The route: groups that exist and stand together, and topics that build on earlier ones alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from content.errors import Problem
from content.loader import Library
from content.schema import PLANS, Topic
from content.toml.error_sentences import TomlSource


def route_problems(library: Library, groups: Sequence[str]) -> Iterator[Problem]:
    """Every fault of the topics' places on the route; `groups` are the ids of the groups in their order."""
    seen: dict[str, Topic] = {}
    place = -1
    for topic in library.topics.values():
        source = TomlSource(library.folder(topic.id) / "topic.toml", library.root)
        if topic.group not in groups:
            known = ", ".join(groups)
            yield source.problem(("group",), f"There is no group {topic.group}; common.toml has {known}.")
        elif groups.index(topic.group) < place:
            say = f"The topic comes after one of a later group: give it an order among those of {topic.group}."
            yield source.problem(("order",), say)
        else:
            place = groups.index(topic.group)
        yield from _needs(topic, seen, library.topics, source)
        seen[topic.id] = topic


def _needs(
    topic: Topic, seen: Mapping[str, Topic], every: Mapping[str, Topic], source: TomlSource
) -> Iterator[Problem]:
    for n, id in enumerate(topic.needs):
        where = ("needs", n)
        if id not in every:
            yield source.problem(where, f"There is no topic {id}: name one that is taught before.")
        elif id not in seen:
            yield source.problem(where, f"The topic {id} is taught later: nothing can build on it here.")
        elif PLANS.index(seen[id].plan) > PLANS.index(topic.plan):
            yield source.problem(where, f"The plan {topic.plan} does not have {id}: give {id} that plan.")
