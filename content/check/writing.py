"""How things are written: sentences counted, lessons measured, Chinese in Chinese and English in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from content.errors import Problem
from content.kinds import complete
from content.loader import LANGUAGES
from content.questions import (
    ChoiceQuestion,
    DebugQuestion,
    DerivationQuestion,
    DiagramQuestion,
    JudgeQuestion,
    Question,
    SpokenQuestion,
)
from content.schema import Misconception, Topic
from content.spans import spans
from content.text import Text
from content.toml.error_sentences import TomlSource

Where = tuple[Any, ...]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
UNSAID = re.compile(r"\{\{.*?\}\}|\{#[^{}]*\}", re.DOTALL)  # directives, and ids of sections
STOP = {"en": re.compile(r"[.!?](?=\s|$)"), "zh": re.compile(r"[。！？]")}
WORD = {"en": re.compile(r"[A-Za-z][A-Za-z'’-]*"), "zh": CHINESE}
COUNTED = {"en": "words", "zh": "characters"}
LENGTH = {"en": (100, 1600), "zh": (150, 2600)}
MOST_WHY, MOST_EXPLANATION = 2, 3


def sentences(text: str, language: str) -> int:
    """How many sentences; full stops inside formulas do not count."""
    return len(STOP[language].findall("".join("x" if span.is_formula else span.text for span in spans(text))))


def length(lesson: str, language: str) -> int:
    """A lesson's English words or Chinese characters, without formulas, directives and code."""
    written = UNSAID.sub(" ", lesson)
    return len(WORD[language].findall(" ".join(span.text for span in spans(written) if span.kind == "prose")))


def lesson_length(lesson: str, language: str, file: str) -> Iterator[Problem]:
    """A lesson is neither a stub nor a chapter."""
    count, (least, most) = length(lesson, language), LENGTH[language]
    if not least <= count <= most:
        say = f"The lesson has {count} {COUNTED[language]}; it needs between {least} and {most}."
        yield Problem(file, 1, say)


def topic_writing(topic: Topic, source: TomlSource) -> Iterator[Problem]:
    """Why-lines and the topic's own explanations."""
    for name, step in topic.steps.items():
        yield from _short(step.why, MOST_WHY, source, ("steps", name, "why"))
    own = {keys[1] for keys in source.lines if len(keys) == 2 and keys[0] == "misconceptions"}
    yield from explanations({id: words for id, words in topic.misconceptions.items() if id in own}, source)


def explanations(misconceptions: dict[str, Misconception], source: TomlSource) -> Iterator[Problem]:
    """What misconceptions are said to be, at most three sentences long."""
    for id, words in misconceptions.items():
        yield from _short(words.explanation, MOST_EXPLANATION, source, ("misconceptions", id, "explanation"))


def question_writing(questions: Sequence[Question], source: TomlSource) -> Iterator[Problem]:
    """Everything a learner reads of a question stands in both languages."""
    for n, question in enumerate(questions):
        for where, text in _texts(question, ("questions", n)):
            yield from _in_its_language(text, source, where)


def _texts(question: Question, where: Where) -> Iterator[tuple[Where, Text]]:
    yield (*where, "title"), question.title
    yield (*where, "prompt"), question.prompt
    yield from (((*where, "hints", n), hint) for n, hint in enumerate(question.hints))
    yield from (((*where, *field), text) for field, text in SENTENCES[question.kind](question))


Told = Iterator[tuple[Where, Text]]  # texts by their fields


def _reasons(of: str, explained: Sequence[Any]) -> Told:
    yield from (((of, n, "reason"), one.reason) for n, one in enumerate(explained))


def _of_choice(question: ChoiceQuestion) -> Told:
    yield from _reasons("choices", question.choices)


def _of_judge(question: JudgeQuestion) -> Told:
    yield ("statement",), question.statement
    yield from _reasons("reasons", question.reasons)


def _of_derivation(question: DerivationQuestion) -> Told:
    yield ("reason",), question.reason
    yield from _reasons("instead", question.instead)


def _of_debug(question: DebugQuestion) -> Told:
    yield ("reason",), question.reason
    yield from _reasons("outcomes", question.outcomes)


def _of_diagram(question: DiagramQuestion) -> Told:
    yield from _reasons("distractors", question.distractors)


def _of_spoken(question: SpokenQuestion) -> Told:
    """What is read out and the model answers; a key point may be a formula alone."""
    yield ("answer",), question.answer
    if question.brief:
        yield ("brief",), question.brief
    if question.aloud:
        yield ("aloud",), question.aloud
    for n, follow_up in enumerate(question.follow_ups):
        here = ("follow_ups", n)
        yield (*here, "text"), follow_up.text
        yield (*here, "answer"), follow_up.answer
        if follow_up.aloud:
            yield (*here, "aloud"), follow_up.aloud


def _no_more(_question: Question) -> Told:
    """Nothing but title, prompt and hints is said in sentences."""
    yield from ()


# by kind of question, what a learner reads of it in sentences besides title, prompt and hints
SENTENCES: Mapping[str, Callable[[Any], Told]] = complete(
    {
        "choice": _of_choice,
        "judge": _of_judge,
        "derivation": _of_derivation,
        "debug": _of_debug,
        "diagram": _of_diagram,
        "spoken": _of_spoken,
        "steps": _no_more,
        "number": _no_more,
        "shapes": _no_more,
        "find": _no_more,
        "order": _no_more,
        "result": _no_more,
        "convention": _no_more,
    },
    "content/check/writing.py",
)


def _short(text: Text, most: int, source: TomlSource, where: Where) -> Iterator[Problem]:
    for language in LANGUAGES:
        count = sentences(text.of(language), language)
        if not 1 <= count <= most:
            say = f"This has {count} sentences ({language}); it needs 1 to {most}, each with its full stop."
            yield source.problem((*where, language), say)
    yield from _in_its_language(text, source, where)


def _in_its_language(text: Text, source: TomlSource, where: Where) -> Iterator[Problem]:
    if not CHINESE.search(text.zh):
        yield source.problem((*where, "zh"), "There is no Chinese in the Chinese text: write it.")
    if CHINESE.search(text.en):
        yield source.problem((*where, "en"), "There is Chinese in the English text: take it out.")
