"""What is recalled on the day of an exam: the planner beside other ways to choose, for simulated learners.

A learner's memory follows FSRS-6 with parameters of their own, drawn around the defaults; no policy knows them. All see
the grades alone, estimate memory with the default parameters, and spend the same minutes on the same days. The
questions are the project's own, each with the minutes of its kind and its marks; a topic's first questions bear the
minutes of its lesson, which nobody has read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from benchmarks.timing import duration
from content import headings, questions
from content.lessons.reading import reading_minutes
from content.route import in_plan
from content.schema import Plan
from quiz import planner
from quiz.exam_plan import deck_from
from quiz.memory import Array
from quiz.planner import Deck, Memories, chosen
from quiz.projection import passed, reviewed
from quiz.schedule import DEFAULT_PARAMETERS

LEARNERS = 100
MINUTES = 20.0
MISSED = 0.15  # share of the days on which a learner does nothing
SEED = 20261219
NEVER = -np.inf
FIRST = 1e6  # before everything else
NORMAL = 1.96  # standard errors to either side of a mean in a 95 % interval
SHORT_OF_TIME, AHEAD = 5.0, 0.0  # points by which the planner is to lead plain FSRS, and every other
CARDS, MOST_SECONDS = 10_000, 0.05


def deck_of(plan: Plan, every: int = 1) -> Deck:
    """The questions of a plan, or every so many of each topic, the easiest first, with the lessons of the topics."""
    topics = [one for one in headings() if in_plan(one, plan)]
    asked = [sorted(questions(one.id), key=lambda q: q.difficulty)[::every] for one in topics]
    return deck_from(topics, asked, lessons={one.id: reading_minutes(one.id) for one in topics})


# ---- learners ----


@dataclass(frozen=True)
class Learners:
    """Who learns: true parameters (21, learners, 1), shares of first grades, of HARD among what is recalled, and the
    days that are missed (learners, days).
    """

    parameters: Array
    first_grades: Array
    hard: Array
    missed: Array


def drawn_learners(rng: np.random.Generator, days: int, count: int = LEARNERS) -> Learners:
    """Learners around FSRS-6's defaults: parameters times exp(0.3 ε), first stabilities times exp(0.5 ε)."""
    usual = np.array(DEFAULT_PARAMETERS)[:, None, None]
    own = usual * np.exp(rng.normal(0, 0.3, (len(usual), count, 1)))
    own[:4] = np.sort(usual[:4] * np.exp(rng.normal(0, 0.5, (4, count, 1))), axis=0)
    own[4] = np.clip(usual[4] * np.exp(rng.normal(0, 0.15, (count, 1))), 1, 10)
    own[8] = usual[8] + rng.normal(0, 0.3, (count, 1))
    own[20] = np.clip(own[20], 0.1, 0.8)
    grades = rng.dirichlet([3.5, 2, 4.2, 0.3], count)
    return Learners(own, grades, rng.beta(2, 8, (count, 1)), rng.random((count, days)) < MISSED)


def answered(learners: Learners, found: Memories, rng: np.random.Generator) -> Array:
    """The grade of every question, were it asked now, by the learners' true memories."""
    known, easily, anew = rng.random((3, *found.seen.shape))
    later = np.where(known < found.recall(learners.parameters), np.where(easily < learners.hard, 2, 3), 1)
    shares = np.cumsum(learners.first_grades, axis=-1)[:, None, :-1]
    return np.where(found.seen, later, 1 + (anew[..., None] > shares).sum(-1))


# ---- policies ----


@dataclass
class Situation:
    """What a policy sees on a day: estimated memories, the day's number, how many days are left, when cards are due."""

    deck: Deck
    found: Memories
    day: int
    left: int
    due: Array
    rng: np.random.Generator
    began: dict[str, Array] = field(default_factory=dict)  # what a policy keeps between days


Policy = Callable[[Situation], Array]


def ours(now: Situation) -> Array:
    """The planner."""
    return planner.values(DEFAULT_PARAMETERS, now.deck, now.found, float(now.left))


def due_order(now: Situation, cap: float = np.inf) -> Array:
    """FSRS at a recall of 0.9: what is due in due order, then new questions; intervals no longer than the cap."""
    due = np.minimum(now.due, now.day - now.found.days + cap)
    is_due = now.found.seen & (due <= now.day)
    return np.where(is_due, FIRST - due, _new_in_order(now))


def new_first(now: Situation) -> Array:
    """New questions as long as there are any, then what is due in due order."""
    is_due = now.found.seen & (now.due <= now.day)
    return np.where(is_due, -FIRST - now.due, _new_in_order(now))


def once_more(now: Situation) -> Array:
    """FSRS until there is just time to go through every card once more, then that, the longest not seen first."""
    needed = (now.deck.minutes * now.found.seen).sum(-1)
    began = now.began.setdefault("day", np.full(len(needed), np.inf))
    began[:] = np.where(np.isinf(began) & (needed >= MINUTES * now.left), now.day, began)
    again = now.found.seen & (now.day - now.found.days < began[:, None]) & np.isfinite(began)[:, None]
    return np.where(again, FIRST + now.found.days, due_order(now))


def random_order(now: Situation) -> Array:
    """Any question, seen or new."""
    return now.rng.random(now.found.seen.shape)


def _new_in_order(now: Situation) -> Array:
    return np.where(now.deck.new(now.found.seen), -np.arange(float(len(now.deck))), NEVER)


PLAIN = "FSRS at 0.9, due order"
POLICIES: dict[str, Policy] = {
    "the planner": ours,
    PLAIN: due_order,
    "FSRS, no interval over 7 days": lambda now: due_order(now, 7),
    "FSRS, no interval over 14 days": lambda now: due_order(now, 14),
    "FSRS, every card once more at the end": once_more,
    "FSRS, new questions first": new_first,
    "random order": random_order,
}


# ---- a run ----


def expected_recall(policy: Policy, deck: Deck, days: int, seed: int, count: int = LEARNERS) -> Array:
    """Each learner's true expected recall on the day of the exam, over all questions of the deck by their marks."""
    rng, own = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    learners = drawn_learners(rng, days, count)
    true = estimated = _nothing((count, len(deck)))
    due = np.full(true.seen.shape, np.inf)
    kept: dict[str, Array] = {}
    for day in range(days):
        grade = answered(learners, true, rng)
        order, taken = chosen(
            policy(Situation(deck, estimated, day, days - day, due, own, kept)), deck.costs(estimated.seen), MINUTES
        )
        asked = np.zeros(taken.shape, bool)
        np.put_along_axis(asked, order, taken & ~learners.missed[:, day, None], axis=-1)
        true = passed(reviewed(learners.parameters, true, asked, grade), 1.0)
        estimated = passed(reviewed(DEFAULT_PARAMETERS, estimated, asked, grade), 1.0)
        due = np.where(asked, day + np.maximum(1, np.round(estimated.stability)), due)
    return np.asarray((true.recall(learners.parameters) * deck.weights).sum(-1) / deck.weights.sum())


def _nothing(shape: tuple[int, int]) -> Memories:
    return Memories(np.ones(shape), np.full(shape, 5.0), np.ones(shape), np.zeros(shape, bool))


def interval(figures: Array) -> str:
    """A mean in points with its 95 % confidence interval over the learners."""
    points = 100 * figures
    return f"{points.mean():5.1f} ± {NORMAL * points.std(ddof=1) / len(points) ** 0.5:3.1f}"


def compare(name: str, deck: Deck, days: int, learners: int = LEARNERS) -> None:
    """Print every policy on the same learners, and by how much the planner is ahead of each."""
    read, total = sum(deck.lessons), deck.minutes.sum() + sum(deck.lessons)
    said = f"{len(deck)} questions of {total - read:.0f} minutes, {len(deck.lessons)} lessons of {read:.0f}"
    print(f"\n{name}: {said}, {days} days of {MINUTES:.0f} minutes")
    found = {each: expected_recall(policy, deck, days, SEED + days, learners) for each, policy in POLICIES.items()}
    mine = found["the planner"]
    print(f"{'':38} {'recall on the day, %':>20}   the planner is ahead by")
    for each, figures in found.items():
        ahead = "" if figures is mine else interval(mine - figures) + _verdict(each, mine - figures, total, days)
        print(f"{each:38} {interval(figures):>20}   {ahead}")


def _verdict(name: str, lead: Array, total: float, days: int) -> str:
    short = total > MINUTES * days * (1 - MISSED)
    least = SHORT_OF_TIME if name == PLAIN and short else AHEAD
    return "" if 100 * lead.mean() > least else "  missed"


def timed() -> None:
    """Print how long the choice of a day takes among many cards."""
    rng, many = np.random.default_rng(SEED), deck_of("whole-course")
    topics = np.sort(rng.integers(0, len(many.needs), CARDS))
    deck = replace(many, minutes=rng.uniform(0.75, 9, CARDS), weights=rng.uniform(1, 9, CARDS), topics=topics)
    seen = rng.random(CARDS) < 0.9
    found = Memories(rng.uniform(0.2, 90, CARDS), rng.uniform(1, 10, CARDS), rng.uniform(0.5, 60, CARDS), seen)
    taken = []
    for _ in range(15):
        began = perf_counter()
        planner.today(DEFAULT_PARAMETERS, deck, found, 30.0, MINUTES)
        taken.append(perf_counter() - began)
    took = float(np.median(taken))
    print(f"\na day's choice among {CARDS:,} cards: {duration(took)}{'' if took < MOST_SECONDS else '  missed'}")


def main() -> None:
    """Print a table for each deck and number of days."""
    decks = {
        "The whole course": deck_of("whole-course"),
        "The shortest plan": deck_of("three-days"),
        "Every sixth question": deck_of("whole-course", 6),
        "Every fifteenth question": deck_of("whole-course", 15),
    }
    print(f"{LEARNERS} learners, {MISSED:.0%} of the days missed; means with 95 % confidence intervals")
    for name, deck in decks.items():
        for days in (30, 60):
            compare(name, deck, days)
    timed()


if __name__ == "__main__":
    main()
