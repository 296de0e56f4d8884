"""FSRS-6's parameters fitted to a learner's own reviews, with PyTorch, which is imported when it is asked for.

The loss is the mean log-loss of the recall that is predicted before each review a day or more after the one before,
as in py-fsrs' optimiser; all cards are computed at once. Each parameter is drawn to its default as by a normal prior,
since few reviews say little about most of them. So the exponent of the forgetting curve stays near where it was as
long as all reviews come when recall is near the goal, where every exponent predicts the same, and with few reviews it
falls short of a large one (docs/performance.md). The latest reviews are held out and decide whether what was fitted
predicts better.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.readings.torch_check import load_torch
from quiz.memory import Array
from quiz.schedule import BOUNDS, DAY, DEFAULT_PARAMETERS, EXPONENT, ReviewLog

if TYPE_CHECKING:
    from torch import Tensor

ENOUGH = 512  # reviews from which a fit is worth while
HELD_OUT = 0.2  # share of the reviews, the latest ones
STEPS = 150
RATE = 0.075  # of the first step, in standard deviations of the priors; it falls to 0
SPREAD = 0.4  # standard deviation of the prior of a parameter, as a share of it
EXPONENTS = 0.27  # that of the exponent, as it is between learners (open-spaced-repetition/fsrs-optimizer 6.5)
LEAST = 1e-6  # probability of recall, and of its opposite, that is told apart from 0
DAMPED = 9.0  # how far difficulties range

Progress = Callable[[float], bool]  # is told how much is done, from 0 to 1; says whether to go on


@dataclass(frozen=True)
class Fitted:
    """Parameters, on how many reviews they rest and on how many they were tried, and the mean log-loss on the latter
    with the parameters of before and with these.
    """

    parameters: tuple[float, ...]
    reviews: int
    held_out: int
    loss_before: float
    loss: float

    @property
    def better(self) -> bool:
        """Whether they predict the reviews that were held out better."""
        return self.loss < self.loss_before


@dataclass(frozen=True)
class History:
    """Reviews by card (rows) and turn (columns): grades (0 where there is none), whole days since the one before, and
    which count for fitting and for trying.
    """

    grades: Array
    days: Array
    fitted: Array
    tried: Array


def history(logs: Sequence[ReviewLog]) -> History:
    """The reviews, of which those a day or more after the one before count; the latest of them are held out."""
    cards: dict[str, list[ReviewLog]] = {}
    for log in sorted(logs, key=lambda log: log.reviewed_at):
        cards.setdefault(log.question_id, []).append(log)
    shape = len(cards), max(map(len, cards.values()), default=0)
    grades, days, times = np.zeros(shape, int), np.zeros(shape), np.full(shape, np.inf)
    for row, own in enumerate(cards.values()):
        for turn, log in enumerate(own):
            grades[row, turn] = log.rating
            times[row, turn] = log.reviewed_at.timestamp()
            days[row, turn] = (log.reviewed_at - own[turn - 1].reviewed_at) // DAY if turn else 0
    counts = days >= 1
    at = np.sort(times[counts])
    border = at[int(len(at) * (1 - HELD_OUT))] if len(at) else np.inf
    return History(grades, days, counts & (times < border), counts & (times >= border))


def fit(
    logs: Sequence[ReviewLog],
    before: tuple[float, ...] = DEFAULT_PARAMETERS,
    progress: Progress = lambda _done: True,
    steps: int = STEPS,
) -> Fitted | None:
    """Fit to all but the latest reviews, and try on those; None if it was broken off or too few reviews count.

    Raises TorchMissing.
    """
    torch = load_torch()
    found = history(logs)
    if not found.fitted.any() or not found.tried.any():
        return None
    moved = torch.zeros(len(DEFAULT_PARAMETERS), dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([moved], lr=RATE)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
    for step in range(steps):
        if not progress(step / steps):
            return None
        adam.zero_grad()
        loss = _loss(_parameters(moved), found, found.fitted, "sum") + (moved**2).sum() / 2
        loss.backward()
        adam.step()
        slower.step()
    fitted = tuple(map(float, _parameters(moved.detach())))
    losses = [log_loss(each, found, found.tried) for each in (before, fitted)]
    return Fitted(fitted, len(logs), int(found.tried.sum()), *losses)


def _parameters(moved: Tensor) -> Tensor:
    """The parameters, each moved by so many standard deviations of its prior, within FSRS-6's bounds."""
    import torch

    start, lowest, highest = (torch.tensor(each, dtype=torch.float64) for each in (DEFAULT_PARAMETERS, *BOUNDS))
    spread = start * SPREAD
    spread[EXPONENT] = EXPONENTS
    return (start + spread * moved).clamp(lowest, highest)


def log_loss(parameters: tuple[float, ...], found: History, counted: Array) -> float:
    """The mean log-loss of the recall that is predicted before the reviews that are counted."""
    import torch

    with torch.no_grad():
        return float(_loss(torch.tensor(parameters, dtype=torch.float64), found, counted, "mean"))


def _loss(parameters: Tensor, found: History, counted: Array, reduction: str) -> Tensor:
    import torch

    predicted = _predicted(parameters, found).clamp(LEAST, 1 - LEAST)
    chosen = torch.from_numpy(counted)
    recalled = torch.from_numpy((found.grades > 1).astype(float))
    loss: Tensor = torch.nn.functional.binary_cross_entropy(predicted[chosen], recalled[chosen], reduction=reduction)
    return loss


def _predicted(w: Tensor, found: History) -> Tensor:
    """The probability of recall before each review, 1 before a first one."""
    import torch

    grades, days = torch.from_numpy(found.grades), torch.from_numpy(found.days)
    factor = 0.9 ** (-1 / w[20]) - 1
    stability, difficulty = _first(w, grades[:, 0])
    recall = [torch.ones_like(days[:, 0])]
    for turn in range(1, grades.shape[1]):
        now = (1 + factor * days[:, turn] / stability) ** -w[20]
        recall.append(now)
        there = grades[:, turn] > 0
        after = _later(w, stability, difficulty, now, grades[:, turn], days[:, turn])
        stability = torch.where(there, after[0], stability)
        difficulty = torch.where(there, after[1], difficulty)
    return torch.stack(recall, dim=1)


def _first(w: Tensor, grade: Tensor) -> tuple[Tensor, Tensor]:
    return w[:4][(grade - 1).clamp(0, 3)].clamp(min=0.001), _first_difficulty(w, grade).clamp(1, 10)


def _first_difficulty(w: Tensor, grade: Any) -> Tensor:
    exponent: Tensor = w[5] * (grade - 1)
    return w[4] - exponent.exp() + 1


def _later(w: Tensor, s: Tensor, d: Tensor, recall: Tensor, grade: Tensor, days: Tensor) -> tuple[Tensor, Tensor]:
    import torch

    one = torch.ones_like(s)
    factor = torch.where(grade == 2, w[15] * one, torch.where(grade == 4, w[16] * one, one))
    growth = w[8].exp() * (11 - d) * s ** -w[9] * torch.expm1((1 - recall) * w[10]) * factor
    long = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * torch.exp((1 - recall) * w[14])
    failed = torch.minimum(long, s / torch.exp(w[17] * w[18]))
    same_day = torch.exp(w[17] * (grade - 3 + w[18])) * s ** -w[19]
    same_day = torch.where(grade > 1, same_day.clamp(min=1), same_day)
    stability = torch.where(days < 1, s * same_day, torch.where(grade == 1, failed, s * (1 + growth)))
    moved = d - w[6] * (grade - 3) * (10 - d) / DAMPED
    difficulty = w[7] * _first_difficulty(w, 4) + (1 - w[7]) * moved
    return stability.clamp(min=0.001), difficulty.clamp(1, 10)
