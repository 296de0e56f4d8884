"""The content itself."""

from __future__ import annotations

import re
import tomllib

import pytest

from content import LANGUAGES, ChoiceQuestion, StepsQuestion, Text, Topic, library, questions, topics
from content.check import problems
from content.loader import ROOT
from content.schema import Common
from engine.readings.misconceptions import RULES

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sentences(text: str, language: str) -> int:
    """How many sentences: formulas aside, full stops and the like that end one."""
    plain = re.sub(r"\$[^$]*\$", "x", text)
    return len(re.findall(r"[。！？]" if language == "zh" else r"[.!?](?=\s|$)", plain))


def test_the_content_has_no_faults() -> None:
    assert list(map(str, problems(library()))) == []


def test_every_mistake_an_operation_allows_has_common_words() -> None:
    common = Common.model_validate(tomllib.loads((ROOT / "common.toml").read_text(encoding="utf-8")))
    known = [f"{op}.{slip}" for op, rules in RULES.items() for slip in rules]
    assert [id for id in known if id not in common.misconceptions] == []
    assert {"exchanged.*", "stale.*", "weights_of.*"} <= set(common.misconceptions)


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.id)
def test_explanations_are_short_and_chinese_is_chinese(topic: Topic) -> None:
    for key, words in topic.misconceptions.items():
        for language in LANGUAGES:
            assert 1 <= sentences(words.explanation.of(language), language) <= 3, key
        assert CHINESE.search(words.explanation.zh), key
    for name, step in topic.steps.items():
        assert sentences(step.why.en, "en") <= 2, name
        assert CHINESE.search(step.why.zh), name


@pytest.mark.parametrize("id", ["self-attention", "lstm", "gru"])
def test_each_topic_asks_enough(id: str) -> None:
    asked = questions(id)
    steps = [q for q in asked if isinstance(q, StepsQuestion)]
    assert len(steps) >= 3
    assert len([q for q in asked if isinstance(q, ChoiceQuestion)]) >= 3
    assert min(q.difficulty for q in steps) == 1
    assert max(q.difficulty for q in steps) >= 4


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.id)
def test_every_question_is_written_in_both_languages(question: StepsQuestion | ChoiceQuestion) -> None:
    texts: list[Text] = [question.title, question.prompt, *question.hints]
    if isinstance(question, ChoiceQuestion):
        texts += [choice.reason for choice in question.choices]
    for text in texts:
        assert CHINESE.search(text.zh), text.en
        assert not CHINESE.search(text.en), text.en
