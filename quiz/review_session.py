"""A session: due and new questions one after another; what was failed comes again before the end.

A session is plain data that is kept with every move, so that another day finds it as it was left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from math import isfinite
from typing import Any, Literal, get_args

import numpy as np

from content import Question
from content.question_base import topic_of
from content.route import TopicGroup
from quiz.schedule import AGAIN_BELOW

Why = Literal["due", "review", "new", "again", "placement", "lesson"]  # review: planned for the exam, due or not
SessionKind = Literal["today", "short", "all", "placement"]

SHORT = 10.0  # minutes
MOST_REPEATS = 2  # of one question that is failed
MOST_NEW = 3  # of one topic in one session
MOST_ITEMS = 1000
PLACEMENT_KINDS = ("choice", "judge", "number", "result", "shapes")  # a minute or two each
PLACEMENT_COUNT = 10
HARDEST_PLACEMENT = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a session, and why it is asked; or a lesson to be read, which has its topic's id."""

    question_id: str
    why: Why

    @property
    def is_lesson(self) -> bool:
        """Whether it is to be read and not answered."""
        return self.why == "lesson"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a question: its attempt, its marks, the probability of recall before, and when it is due next.

    A lesson that was read has neither attempt nor marks, what was left as not known has no attempt. `recall` is None
    for a question that had no card, `due` is None where nothing was scheduled.
    """

    question_id: str
    attempt_id: str
    points: float
    possible: float
    why: Why
    recall: float | None = None
    due: datetime | None = None

    @property
    def fraction(self) -> float:
        """Score in [0, 1]; 0 if there was nothing to score."""
        return min(1.0, max(0.0, self.points / self.possible)) if self.possible > 0 else 0.0

    @property
    def failed(self) -> bool:
        """Whether the question is to come again."""
        return self.why != "lesson" and self.fraction < AGAIN_BELOW


@dataclass(frozen=True, slots=True)
class ReviewSession:
    """The questions of a session in their order, and the results of those answered; `begun` is when it was begun."""

    kind: SessionKind
    begun: datetime
    items: tuple[Item, ...]
    results: tuple[Result, ...] = ()

    @property
    def place(self) -> int:
        """How many questions are answered: the index of the one that is open."""
        return len(self.results)

    @property
    def current(self) -> Item | None:
        """The question that is open; None at the end."""
        return self.items[self.place] if self.place < len(self.items) else None

    @property
    def left(self) -> tuple[Item, ...]:
        """The questions that are not answered yet."""
        return self.items[self.place :]

    def has(self, attempt_id: str) -> bool:
        """Whether an attempt is among the results."""
        return attempt_id in {result.attempt_id for result in self.results}

    def answered(self, result: Result) -> ReviewSession:
        """The session after its open question was answered; a failed one is put at the end once more."""
        items, id = self.items, result.question_id
        repeats = sum(item.question_id == id and item.why == "again" for item in items)
        if result.failed and self.kind != "placement" and repeats < MOST_REPEATS:
            items = (*items, Item(id, "again"))
        return replace(self, items=items, results=(*self.results, result))

    def due_again(self, attempt_id: str, due: datetime | None) -> ReviewSession:
        """The session after one of its answers got another rating: its question comes back at another time."""
        results = tuple(replace(one, due=due) if one.attempt_id == attempt_id else one for one in self.results)
        return replace(self, results=results)

    def not_known(self, possible: float) -> ReviewSession:
        """The session after its open question was left without an answer; it had so many marks."""
        here = self.items[self.place]
        return self.answered(Result(here.question_id, "", 0.0, possible, here.why))

    def later(self) -> ReviewSession:
        """The session with its open question put at the end."""
        now = self.items[self.place]
        return replace(self, items=(*self.items[: self.place], *self.items[self.place + 1 :], now))

    def without(self, known: Callable[[Item], bool]) -> ReviewSession:
        """The session without the open questions that are not known any more."""
        kept = tuple(item for item in self.left if known(item))
        return replace(self, items=(*self.items[: self.place], *kept))

    @property
    def plain(self) -> dict[str, Any]:
        """The session as JSON-compatible data."""
        results = [{**asdict(one), "due": one.due.isoformat() if one.due else None} for one in self.results]
        items = [[item.question_id, item.why] for item in self.items]
        return {"kind": self.kind, "begun": self.begun.isoformat(), "items": items, "results": results}


def restored(kept: Mapping[str, Any]) -> ReviewSession:
    """The session from its plain data. Raises KeyError, TypeError or ValueError where that is none."""
    items = tuple(Item(str(id), _one_of(why, get_args(Why))) for id, why in kept["items"])
    results = tuple(map(_result, kept["results"]))
    if not items or len(items) > MOST_ITEMS or len(results) > len(items):
        raise ValueError("no session")
    kind = _one_of(kept["kind"], get_args(SessionKind))
    return ReviewSession(kind, _instant(kept["begun"]), items, results)


def _result(kept: Mapping[str, Any]) -> Result:
    points, possible = _number(kept["points"]), _number(kept["possible"])
    recall = None if kept["recall"] is None else _number(kept["recall"])
    due = None if kept["due"] is None else _instant(kept["due"])
    why = _one_of(kept["why"], get_args(Why))
    return Result(str(kept["question_id"]), str(kept["attempt_id"]), points, possible, why, recall, due)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("no number")
    return float(value)


def _instant(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("no time zone")
    return found


def _one_of(value: Any, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise ValueError("no such word")
    return value


# ---- what is asked ----


def compose(
    due: Sequence[str],
    fresh: Iterable[str],
    minutes: float,
    cost: Callable[[str], float],
    whole: bool = True,
    lesson: Callable[[str], float] = lambda _topic: 0.0,
) -> tuple[Item, ...]:
    """Due questions in their order, then new ones as long as they fit into the minutes.

    A `whole` session has everything that is due, however long it takes; another ends with its minutes, but has at least
    one question. `lesson` are the minutes of a topic's lesson that is to be read before its questions; 0 for none.
    """
    items: list[Item] = []
    spent = 0.0
    for id in due:
        if items and not whole and spent + cost(id) > minutes:
            return tuple(items)
        items.append(Item(id, "due"))
        spent += cost(id)
    for id in fresh:
        here = () if Item(topic_of(id), "lesson") in items or not lesson(topic_of(id)) else (topic_of(id),)
        needed = cost(id) + sum(map(lesson, here))
        if items and spent + needed > minutes:
            break
        items += [*(Item(topic, "lesson") for topic in here), Item(id, "new")]
        spent += needed
    return tuple(items)


def fresh_questions(topics: Iterable[Sequence[Question]], answered: Callable[[str], bool]) -> list[str]:
    """Questions not answered yet, topic by topic, the easiest first; of each topic a few."""
    found: list[str] = []
    for asked in topics:
        easiest = sorted((q for q in asked if not answered(q.id)), key=lambda q: q.difficulty)
        found += [q.id for q in islice(easiest, MOST_NEW)]
    return found


# ---- where to begin ----


def placement(groups: Sequence[TopicGroup], asked: Callable[[str], Sequence[Question]], seed: int) -> tuple[Item, ...]:
    """Ten short questions along the route, at least one of each group, drawn from the seed."""
    rng = np.random.default_rng(seed)
    counts = [1 + (n < PLACEMENT_COUNT - len(groups)) for n in range(len(groups))]
    items: list[Item] = []
    for group, count in zip(groups, counts, strict=True):
        short = [q for topic in group.topics for q in asked(topic.id) if _short(q)]
        chosen = sorted(rng.permutation(len(short))[:count])
        items += [Item(short[k].id, "placement") for k in chosen]
    return tuple(items)


def _short(asked: Question) -> bool:
    return asked.kind in PLACEMENT_KINDS and asked.difficulty <= HARDEST_PLACEMENT


def scores_by_group(groups: Sequence[TopicGroup], results: Iterable[Result]) -> list[tuple[TopicGroup, float | None]]:
    """The mean score of each group's questions; None where none was asked."""
    group_of = {topic.id: group.id for group in groups for topic in group.topics}
    found: dict[str | None, list[float]] = {}
    for one in results:
        found.setdefault(group_of.get(one.question_id.partition("/")[0]), []).append(one.fraction)
    return [(g, sum(found[g.id]) / len(found[g.id]) if g.id in found else None) for g in groups]


def begin_with(scores: Sequence[tuple[TopicGroup, float | None]]) -> TopicGroup:
    """The first group that was failed; the last one where none was."""
    return next((group for group, score in scores if score is not None and score < AGAIN_BELOW), scores[-1][0])
