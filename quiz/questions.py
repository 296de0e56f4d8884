"""From a question of the content to what is drawn and marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content import ChoiceQuestion, StepsQuestion, topic
from engine import mechanisms
from quiz.variant import Draw, Exercise


def exercise(question: StepsQuestion) -> Exercise:
    """What a steps question asks; a size it does not name is the mechanism's own."""
    mechanism = mechanisms[topic(question.topic).mechanism]
    options = mechanism.choose(**question.options)
    sizes = {**mechanism.sizes, **question.sizes}
    draws = {name: Draw(n.low, n.high, n.step, n.nonzero) for name, n in question.draw.items()}
    asked = question.ask or tuple(mechanism.build(options, sizes).steps)
    order = [step for step in mechanism.build(options, sizes).steps if step in asked]
    return Exercise(
        mechanism.id, options, sizes, tuple(order), question.given, question.decimals, question.marks, draws
    )


@dataclass(frozen=True)
class ChoiceMarking:
    """A marked choice: for each option whether it was ticked as it should be, and the points."""

    agreed: tuple[bool, ...]
    points: float
    possible: float

    @property
    def right(self) -> bool:
        return all(self.agreed)


def mark_choice(question: ChoiceQuestion, ticked: Sequence[int]) -> ChoiceMarking:
    """One choice is right or not; of several, each wrong tick takes back what a right one brings, never below 0."""
    chosen = set(ticked)
    agreed = tuple((k in chosen) == choice.correct for k, choice in enumerate(question.choices))
    if not question.multiple:
        return ChoiceMarking(agreed, question.marks if all(agreed) else 0.0, question.marks)
    right = {k for k, choice in enumerate(question.choices) if choice.correct}
    net = len(chosen & right) - len(chosen - right)
    return ChoiceMarking(agreed, round(2 * question.marks * max(0, net) / len(right)) / 2, question.marks)
