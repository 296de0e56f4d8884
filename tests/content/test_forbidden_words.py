"""Words that the field does not use are found in what is shown, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.check.forbidden_words import forbidden, forbidden_in, forbidden_words, said
from content.loader import LANGUAGES
from tests.content.documented import edit, faults

SOMEWHERE = "content/topics/self-attention/topic.toml"


def found(text: str, language: str, path: str = SOMEWHERE) -> list[str]:
    return [sentence for _, sentence in forbidden_words(text, language, path)]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("topic.toml", 'en = "Candidate"', 'en = "Shares"', "«Shares»: write «attention weights"),
        ("topic.toml", 'zh = "候选"', 'zh = "份额"', "«份额»: write «注意力权重"),
        ("questions.toml", 'title = {en = "', 'title = {en = "Guess ', "«Guess»: write «predict(ion)»."),
        ("lesson.en.md", "Candidate and gate", "Every slip and gate", "«slip»: write «misconception / mistake»."),
        ("lesson.zh.md", "候选", "份额", "«份额»: write «注意力权重"),
    ],
)
def test_a_forbidden_word_is_found_with_file_and_line(
    written: Path, file: str, old: str, new: str, sentence: str
) -> None:
    path = written / "topics" / "highway" / file
    before = path.read_text(encoding="utf-8")
    first = before.index(old)
    path.write_text(before[:first] + new + before[first + len(old) :], encoding="utf-8")
    at = before[:first].count("\n") + 1
    problems = [str(problem) for problem in forbidden_in(path, written)]
    assert [problem for problem in problems if problem.startswith(f"content/topics/highway/{file}:{at}: {sentence}")]


def test_the_check_of_the_content_reports_them(written: Path) -> None:
    line = edit(written, "topic.toml", 'en = "Candidate"', 'en = "Shares"')
    assert [str(fault) for fault in faults(written)] == [
        f"content/topics/highway/topic.toml:{line}: «Shares»: write «attention weights / probabilities / gate values»."
    ]


def test_formulas_code_directives_and_placeholders_are_not_words() -> None:
    text = "One $share$ or $$\nshare$$ and `share`\n{{matrix share}} {share} and a guess"
    assert said(text) == "One $ or $\n and \n  and a guess"
    assert list(forbidden_words(text, "en", SOMEWHERE)) == [(2, "«guess»: write «predict(ion)».")]


def test_what_is_allowed_is_no_hit() -> None:
    assert found("A uniform guess.", "en") == []
    assert found("The heads share keys.", "en") == []
    assert found("对各头的结果进行汇总。", "zh") == []
    assert len(found("汇总了。", "zh")) == 1


def test_words_hold_where_they_are_said_to_hold() -> None:
    assert found("The slope.", "en", "content/topics/alibi/topic.toml") == []
    assert len(found("The slope.", "en", "content/topics/rnn/topic.toml")) == 1
    assert len(found("The pair is turned.", "en", "content/topics/rope/topic.toml")) == 1
    assert found("The pair is turned.", "en") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_says_something_else_than_it_forbids(language: str) -> None:
    assert forbidden(language)
    for one in forbidden(language):
        assert list(one.found_in(one.write)) == [], one.pattern.pattern
