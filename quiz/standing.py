"""How far a learner is with each topic: what was answered of its questions, and how well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from content import Question
from content.question_base import topic_of
from quiz.schedule import AGAIN_BELOW

State = Literal["new", "begun", "done"]
ENOUGH = 4  # questions answered, from which a topic counts as done if they went well


@dataclass(frozen=True)
class Standing:
    """Of a topic: how many of its questions were answered, their mean score from 0 to 1 (0 where none was), and how
    many of them went well.
    """

    answered: int
    score: float
    well: int

    @property
    def state(self) -> State:
        """Whether the topic is done, begun, or new: a few questions that were not known, as a placement asks them,
        begin nothing.
        """
        if self.answered < ENOUGH and not self.well:
            return "new"
        return "done" if self.answered >= ENOUGH and self.score >= AGAIN_BELOW else "begun"


def standings(scores: Mapping[str, tuple[int, float]]) -> dict[str, Standing]:
    """The standing of every topic of which something was answered, by the tries and mean score of each question."""
    found: dict[str, list[float]] = {}
    for id, (attempts, score) in scores.items():
        if attempts:
            found.setdefault(topic_of(id), []).append(score)
    return {
        topic: Standing(len(each), sum(each) / len(each), sum(score >= AGAIN_BELOW for score in each))
        for topic, each in found.items()
    }


def first_questions(asked: Sequence[Question]) -> list[Question]:
    """The questions with which a topic is begun: the easiest, as many as make it done."""
    return sorted(asked, key=lambda q: q.difficulty)[:ENOUGH]
