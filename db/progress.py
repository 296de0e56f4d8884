"""What the Progress page says of a learner's questions: which are due, and how well each topic is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import nan

from db.records import DueCard, QuestionTotal, Readable
from quiz.schedule import CardState, ahead, retrievability


@dataclass(frozen=True, slots=True)
class TopicTotal:
    """Totals of one topic: attempts, their mean score (0 to 1, NaN without one), and the number of questions due."""

    topic: str
    attempts: int
    mean_score: float
    due: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All cards of a learner and the totals of all questions, as they stand at `now`.

    The learner's day ends at `tonight`; `parameters` are FSRS-6's that count for them.
    """

    now: datetime
    tonight: datetime
    parameters: tuple[float, ...]
    cards: Readable[CardState]
    totals: Sequence[QuestionTotal]

    def due(self) -> list[DueCard]:
        """Cards due before the local day ends, least likely to be recalled first."""
        return least_recalled(filter(self._is_due, self.cards), self.now, self.parameters)

    def by_topic(self, topics: Mapping[str, str]) -> list[TopicTotal]:
        """The totals of each topic, in the order topics first appear in `topics` (question id → topic).

        Questions missing from `topics` are left out.
        """
        asked: dict[str, list[QuestionTotal]] = {topic: [] for topic in topics.values()}
        for total in self.totals:
            if total.question_id in topics:
                asked[topics[total.question_id]].append(total)
        due = [topics.get(card.question_id) for card in self.cards if self._is_due(card)]
        return [TopicTotal(topic, *_answered(totals), due.count(topic)) for topic, totals in asked.items()]

    def _is_due(self, card: CardState) -> bool:
        return card.due < self.tonight or ahead(card, self.now)


def least_recalled(cards: Iterable[CardState], now: datetime, parameters: tuple[float, ...]) -> list[DueCard]:
    """Cards with their probability of recall, the least likely to be recalled first."""
    listed = [DueCard(card.question_id, card.due, retrievability(card, now, parameters)) for card in cards]
    return sorted(listed, key=lambda card: (card.retrievability, card.due, card.question_id))


def _answered(totals: Sequence[QuestionTotal]) -> tuple[int, float]:
    """The number and the mean score of all attempts."""
    attempts = sum(total.attempts for total in totals)
    return attempts, sum(total.attempts * total.mean_score for total in totals) / attempts if attempts else nan
