"""The question on a learner's own computation: their numbers, words, sizes and conventions; no file holds it."""

from __future__ import annotations

from collections.abc import Mapping

from content.question_base import topic_of
from content.questions import StepsQuestion
from content.schema import Id
from content.text import Label, Text

NAME = "own-numbers"  # after the topic in its id; no question of the content may be called so
TITLE = Label(en="On your own numbers", zh="用自己的数")
PROMPT = Text(
    en="This is your own computation from Explain. Fill in its steps, one after the other.",
    zh="这是你在“演算”里的计算。请逐步填写。",
)
DIFFICULTY = 3
STORED = {"ask", "given", "decimals", "options", "sizes", "gradient_of", "labels", "begun"}  # what makes one again


class OwnQuestion(StepsQuestion):
    """A question of steps on a learner's own numbers, which are stored with each attempt and never drawn.

    `labels` are the words along each axis, by its name; `begun` are the steps that are given instead of computed.
    """

    labels: Mapping[str, tuple[str, ...]] = {}
    begun: tuple[Id, ...] = ()


def own_id(topic_id: str) -> str:
    """The id of a topic's question on the learner's own numbers."""
    return f"{topic_id}/{NAME}"


def is_own(question_id: str) -> bool:
    """Whether an id is that of a question on the learner's own numbers."""
    return question_id == own_id(topic_of(question_id))
