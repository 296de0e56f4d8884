"""Spoken answers, given aloud or in writing: the learner marks which key points were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from content import FollowUp, KeyPoint, SpokenQuestion, Text
from content.lessons.sections import SectionLink, place
from quiz.kinds.stable_keys import entry_keys, ticked_entries
from quiz.marking.points import part_marking
from quiz.posed import Answers, Posed, Rows, first_cell, single_cell
from quiz.verdicts import CellStatus, Marking, StepMarking

PART, WRITTEN = "points", "text"
NONE = "none"  # an answer with none of the key points, as opposed to an empty answer
ASKED = "asked"  # in the part of a follow-up that was asked and whose key points were not shown yet
FOLLOW_UP = "follow_up/"  # before the key of a follow-up, the name of its part


@dataclass(frozen=True)
class Round:
    """What is asked and answered in one go: the question, or one of its follow-ups.

    `aloud` is what is read out. `brief` is the answer of half a minute, if there is one. `names` are the keys of the
    key points; `part` has the keys of those that were made. `topic` is the question's.
    """

    part: str
    text: Text
    aloud: Text
    answer: Text
    points: tuple[KeyPoint, ...]
    names: tuple[str, ...]
    topic: str
    brief: Text | None = None

    @property
    def possible(self) -> float:
        """Total marks of the key points."""
        return _total(self.points)

    @property
    def taught(self) -> tuple[SectionLink | None, ...]:
        """Where each key point is taught; None where that is not said."""
        return tuple(place(point.taught, self.topic) if point.taught else None for point in self.points)

    def shown(self, answers: Answers) -> bool:
        """Whether the key points were shown, so that the answer to them is over."""
        return self.part in answers and first_cell(answers, self.part) != ASKED

    def made(self, answers: Answers) -> set[int]:
        """The indices of the key points that an answer names."""
        return ticked_entries(self.names, answers, self.part)

    def mark(self, answers: Answers) -> StepMarking:
        """The marking: each key point that was made earns its marks."""
        made = self.made(answers)
        missed: CellStatus = "blank" if first_cell(answers, self.part) in ("", ASKED) else "wrong"
        cells: list[CellStatus] = ["right" if k in made else missed for k in range(len(self.points))]
        earned = sum(point.marks for k, point in enumerate(self.points) if k in made)
        return replace(part_marking(self.part, cells, self.possible, 0), points=earned)


@dataclass(frozen=True)
class PosedSpoken(Posed[SpokenQuestion]):
    """An instance of a spoken question; nothing is drawn.

    `names` are the keys of the key points. An answer has the keys of the points that were made, or "none". A written
    answer is stored too and is not marked. `follow_ups` are the follow-ups that are asked, with the keys of theirs.
    """

    names: tuple[str, ...]
    follow_ups: tuple[tuple[FollowUp, tuple[str, ...]], ...] = ()

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The question, then its follow-ups in the order in which they are asked."""
        asked = self.question
        aloud = asked.aloud or asked.prompt
        first = Round(PART, asked.prompt, aloud, asked.answer, asked.points, self.names, asked.topic, asked.brief)
        return (first, *(_follow_up_round(one, names, asked.topic) for one, names in self.follow_ups))

    @property
    def drawn(self) -> dict[str, Any]:
        """The keys of the key points; those of the follow-ups, each with its key points, if there are any."""
        points: dict[str, Any] = {"points": list(self.names)}
        asked = [[one.text.key, list(names)] for one, names in self.follow_ups]
        return points | {"follow_ups": asked} if asked else points

    @property
    def parts(self) -> tuple[str, ...]:
        """The keys of the points made, the written answer, and the keys of the points made in each follow-up."""
        return (PART, WRITTEN, *(one.part for one in self.rounds[1:]))

    @property
    def typed_parts(self) -> tuple[str, ...]:
        """The written answer."""
        return (WRITTEN,)

    @property
    def marked_parts(self) -> tuple[str, ...]:
        """All parts but the written answer."""
        return tuple(one.part for one in self.rounds)

    @property
    def possible(self) -> float:
        """Total marks of the key points."""
        return sum(one.possible for one in self.rounds)

    def without_follow_ups(self) -> PosedSpoken:
        """The same question, asked without its follow-ups."""
        return replace(self, follow_ups=())

    def open_round(self, answers: Answers) -> int:
        """The index of the round that was asked last."""
        return max((k for k, one in enumerate(self.rounds) if one.part in answers), default=0)

    def mark(self, answers: Answers) -> Marking:
        """The marking, round by round."""
        return Marking(tuple(one.mark(answers) for one in self.rounds))

    def solution(self) -> dict[str, Rows]:
        """All key points, and the model answer in English."""
        return {**{one.part: (one.names,) for one in self.rounds}, WRITTEN: single_cell(self.question.answer.en)}


def _follow_up_round(asked: FollowUp, names: tuple[str, ...], topic: str) -> Round:
    part = FOLLOW_UP + asked.text.key
    return Round(part, asked.text, asked.aloud or asked.text, asked.answer, asked.points, names, topic)


def pose(question: SpokenQuestion, seed: int, drawn: Mapping[str, Any] | None = None) -> PosedSpoken:
    """An instance of the question, with all its follow-ups, or with those of `drawn`.

    Raises LookupError if its key points or these follow-ups have changed since `drawn` was stored.
    """
    keys = _keys(question.points)
    if drawn is None:
        return PosedSpoken(question, seed, keys, tuple((one, _keys(one.points)) for one in question.follow_ups))
    places = range(len(keys))  # the names in answers stored before key points had keys
    names = entry_keys(keys, drawn.get("points", places))
    asked = {one.text.key: one for one in question.follow_ups}
    stored = [(asked[key], kept) for key, kept in drawn.get("follow_ups", ())]
    return PosedSpoken(question, seed, names, tuple((one, entry_keys(_keys(one.points), kept)) for one, kept in stored))


def _keys(points: Sequence[KeyPoint]) -> tuple[str, ...]:
    return tuple(point.text.key for point in points)


def worth(question: SpokenQuestion) -> float:
    """Total marks of the key points, those of the follow-ups included."""
    return worth_alone(question) + sum(_total(one.points) for one in question.follow_ups)


def worth_alone(question: SpokenQuestion) -> float:
    """Total marks of the question's own key points."""
    return _total(question.points)


def _total(points: Sequence[KeyPoint]) -> float:
    return sum(point.marks for point in points)
