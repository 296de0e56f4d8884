"""Choices of which the right one stands out by its length are found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.check.guessable import guessable_problems
from content.loader import ROOT, Library, read
from content.questions import ChoiceQuestion
from content.text import Text


@pytest.fixture(scope="module")
def library() -> Library:
    return read(ROOT)


def lengthened(library: Library, right: bool, only: str = "") -> Library:
    """The library with twelve more characters in every right choice, or in every wrong one; in `only` one topic."""

    def changed(question: object) -> object:
        if not isinstance(question, ChoiceQuestion) or only not in ("", question.topic):
            return question
        choices = [
            choice.model_copy(update={"text": Text(en=choice.text.en + "x" * 12, zh=choice.text.zh + "字" * 12)})
            if choice.correct is right
            else choice
            for choice in question.choices
        ]
        return question.model_copy(update={"choices": tuple(choices)})

    asked = {topic: {id: changed(q) for id, q in questions.items()} for topic, questions in library.asked.items()}
    return replace(library, asked=asked)  # type: ignore[arg-type]


def test_the_bank_cannot_be_guessed(library: Library) -> None:
    assert list(guessable_problems(library)) == []


def test_right_choices_that_are_longer_are_told_in_both_languages(library: Library) -> None:
    told = [problem.sentence for problem in guessable_problems(lengthened(library, right=True))]
    assert told[0].startswith("The right choice is the longest in ")
    assert {language for language in ("en", "zh") for one in told if f"({language}" in one} == {"en", "zh"}
    assert any("times as long as the wrong ones (zh" in one for one in told)


def test_right_choices_that_are_never_the_longest_are_told_too(library: Library) -> None:
    told = [problem.sentence for problem in guessable_problems(lengthened(library, right=False))]
    assert any("(en); it should be in 20% to 35%" in one for one in told)


def test_one_topic_of_a_balanced_bank_is_told(library: Library) -> None:
    told = [problem.sentence for problem in guessable_problems(lengthened(library, right=True, only="rope"))]
    assert len(told) == 2
    for sentence, language in zip(told, ("en", "zh"), strict=True):
        assert f"questions of rope ({language}); it should be in 40% at most" in sentence


def test_a_small_bank_is_not_judged(library: Library) -> None:
    few = lengthened(replace(library, asked=dict(list(library.asked.items())[:1])), right=True)
    assert list(guessable_problems(few)) == []
