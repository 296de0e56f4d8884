"""How far a learner is with each topic: what was answered of its questions, and how well."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from content import Question
from content.question_base import topic_of
from quiz.schedule import AGAIN_BELOW

State = Literal["new", "begun", "done"]
ENOUGH = 4  # questions answered, from which a topic counts as done if they went well


@dataclass(frozen=True)
class Standing:
    """Of a topic: how many of its questions were answered, their mean score from 0 to 1 (0 where none was), how many
    of them went well, and whether its lesson was read.
    """

    answered: int
    score: float
    well: int
    read: bool = False

    @property
    def state(self) -> State:
        """Whether the topic is done, begun, or new: a few questions that were not known, as a placement asks them,
        begin nothing.
        """
        if self.answered < ENOUGH and not self.well and not self.read:
            return "new"
        return "done" if self.answered >= ENOUGH and self.score >= AGAIN_BELOW else "begun"


def standings(scores: Mapping[str, tuple[int, float]], read: Collection[str] = ()) -> dict[str, Standing]:
    """The standing of every topic of which something was answered or `read`, by the tries and mean score of each
    question.
    """
    found: dict[str, list[float]] = {topic: [] for topic in read}
    for id, (attempts, score) in scores.items():
        if attempts:
            found.setdefault(topic_of(id), []).append(score)
    return {topic: _standing(each, topic in read) for topic, each in found.items()}


def _standing(scores: Sequence[float], read: bool) -> Standing:
    well = sum(score >= AGAIN_BELOW for score in scores)
    return Standing(len(scores), sum(scores) / max(1, len(scores)), well, read)


def first_questions(asked: Sequence[Question]) -> list[Question]:
    """The questions with which a topic is begun: the easiest, as many as make it done."""
    return sorted(asked, key=lambda q: q.difficulty)[:ENOUGH]
