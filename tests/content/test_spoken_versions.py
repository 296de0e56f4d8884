"""The version of two minutes that ends a lesson: said to an examiner, in sentences, not a list of what to say."""

from __future__ import annotations

import re

import pytest

from content import topics
from content.check.writing import length, sentences
from content.loader import library

MARK = {
    "en": re.compile(r"^## [^\n]*\{#two-minutes\}$|^\*\*(?:In )?2 minutes(?:\.\*\*|:\*\*)", re.MULTILINE),
    "zh": re.compile(r"^## [^\n]*\{#two-minutes\}$|^\*\*2 分钟(?:。\*\*|\*\*：)", re.MULTILINE),
}
OUTLINED = {
    "en": re.compile(r"^(?:Add|Give|Say|Begin|Start|Tell|Write|Explain|Name|Close|Compare|Unroll|Derive) "),
    "zh": re.compile(r"^(?:再加上|补上|补充|先说|先讲|先给出|从.{1,6}说起|给出|展开|最后说|最后讲)"),
}
SAID = {"en": (110, 170), "zh": (180, 280)}
SENTENCES = 6


def two_minutes(topic: str, language: str) -> list[str]:
    """The paragraphs of a lesson's version of two minutes."""
    lesson = (library().folder(topic) / f"lesson.{language}.md").read_text(encoding="utf-8")
    _, said = MARK[language].split(lesson)
    return said.strip().split("\n\n")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("topic", [topic.id for topic in topics()])
def test_two_minutes_are_written_out(topic: str, language: str) -> None:
    paragraphs = two_minutes(topic, language)
    assert len(paragraphs) in (2, 3)
    least, most = SAID[language]
    assert least <= length("\n\n".join(paragraphs), language) <= most
    assert sentences("\n".join(paragraphs), language) >= SENTENCES
    assert not any(OUTLINED[language].match(paragraph.strip()) for paragraph in paragraphs)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("topic", [topic.id for topic in topics()])
def test_two_minutes_end_the_lesson(topic: str, language: str) -> None:
    assert "##" not in "".join(two_minutes(topic, language))
