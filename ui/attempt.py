"""A question as it is being answered in one session."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from content import Question
from quiz.sitting import Sitting


@dataclass
class Attempt:
    """The session's open attempt: which question, which numbers, since when; recorded once."""

    question: Question
    seed: int
    sitting: Sitting | None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    recorded: bool = False
