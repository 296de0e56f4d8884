"""Which tests run in the same worker, where what one of them has computed serves the others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from content import QuestionBase, Topic, topics
from engine import MECHANISMS, Mechanism

PROJECT = Path(__file__).parent / "project"


def group(item: pytest.Item) -> None:
    """Put a test that has no group yet into that of the project's files, of PyTorch, or of its mechanism.

    Files are parsed once, and PyTorch takes seconds to import. The mechanism is that of what the test is parametrized
    with.
    """
    if item.get_closest_marker("xdist_group"):
        return
    if item.path.is_relative_to(PROJECT):
        item.add_marker(pytest.mark.xdist_group("project"))
        return
    callspec = getattr(item, "callspec", None)
    found = (name for value in (callspec.params.values() if callspec else ()) for name in _mechanisms(value))
    name = "torch" if item.get_closest_marker("torch") else next(found, "")
    if name:
        item.add_marker(pytest.mark.xdist_group(name))


def _mechanisms(value: Any) -> Iterator[str]:
    """The mechanism that a parameter is, or belongs to: at most one."""
    match value:
        case Mechanism(id=id):
            yield id
        case Topic(mechanism=id):
            yield id
        case QuestionBase(topic=topic):
            yield from _mechanisms(topic)
        case [(str() as id, _), *_] if id in MECHANISMS:  # its cases
            yield id
        case str() if value in MECHANISMS:
            yield value
        case str():
            yield from filter(None, [_by_topic().get(value.partition("/")[0])])


@cache
def _by_topic() -> dict[str, str]:
    return {topic.id: topic.mechanism for topic in topics()}
