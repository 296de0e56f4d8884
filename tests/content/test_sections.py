"""Sections of lessons, what key points say is taught there, and how long a spoken answer may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import KeyPoint, Text
from content.check.missing import missing
from content.check.spoken import said_words
from content.lessons.render import rendered
from content.lessons.sections import SectionHead, SectionLink, place, section, sections, sections_in
from tests.content.documented import edit, faults, library_of

LESSON = "lesson.en.md"
QUESTIONS = "questions.toml"


def test_headings_with_an_id_begin_sections() -> None:
    text = "before\n\n## One $x$ {#one}\n\n```\n## a comment {#no}\n```\n### deeper {#deeper}\n## Two\n"
    assert [(one.id, one.title, one.line) for one in sections_in(text)] == [("one", "One $x$", 3), ("", "Two", 9)]


def test_a_lesson_is_cut_at_its_sections(written: Path) -> None:
    library = library_of(written)
    parts, _ = rendered(library, library.topics["highway"], "en")
    heads = [part for part in parts if isinstance(part, SectionHead)]
    assert heads == [SectionHead("idea", "The idea"), SectionHead("example", "An example")]
    assert "{#" not in "".join(part for part in parts if isinstance(part, str))


def test_a_place_is_in_the_topics_own_lesson_or_another() -> None:
    assert place("gates", "gru") == SectionLink("gru", "gates")
    assert place("lstm#gates", "gru") == SectionLink("lstm", "gates")
    assert str(SectionLink("lstm", "gates")) == "lstm#gates"


def test_a_section_is_found_in_the_language_spoken(written: Path) -> None:
    library = library_of(written)
    found = section(library, SectionLink("highway", "example"), "zh-CN")
    assert found is not None
    assert (found.title, found.line) == ("例子", 6)
    assert section(library, SectionLink("highway", "no"), "en") is None


FAULTS = [
    (LESSON, "{#idea}", "{#motive}", "The section motive is not in lesson.zh.md: give both languages the same"),
    (LESSON, "{#idea}", "{#the idea}", "the idea is no section id: letters, digits and single hyphens make one."),
    (LESSON, "{#example}", "{#idea}", "The section idea begins in line 1 already: rename one."),
    (
        QUESTIONS,
        'taught = "example"',
        'taught = "proof"',
        "The lesson highway has no section proof in lesson.zh.md; there are idea, example.",
    ),
    (
        QUESTIONS,
        'taught = "example"',
        'taught = "motorway#idea"',
        "There is no topic motorway: name one that teaches this.",
    ),
    (
        QUESTIONS,
        'brief = {en = "It can',
        f'brief = {{en = "{"word " * 80}It can',
        "This has 87 words; at most 80 can be said in the time.",
    ),
    (
        QUESTIONS,
        'zh = "它可以让输入原样通过，所以加深不会变坏。"',
        f'zh = "{"字" * 251}"',
        "This has 251 characters; at most 250 can be said in the time.",
    ),
    (
        QUESTIONS,
        'answer = {en = "Then the whole',
        f'answer = {{en = "{"word " * 80}Then the whole',
        "This has 88 words; at most 80 can be said in the time.",
    ),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("file", "old", "new", "sentence"), FAULTS)
def test_every_fault_of_sections_and_spoken_answers_is_told(
    written: Path, file: str, old: str, new: str, sentence: str
) -> None:
    line = edit(written, file, old, new)
    found = [problem for problem in faults(written) if problem.sentence.startswith(sentence)]
    assert [(problem.file, problem.line) for problem in found] == [(f"content/topics/highway/{file}", line)]


def test_a_formula_counts_as_one_word() -> None:
    assert said_words("the weights $QK^T$ of `softmax` here", "en") == 6
    assert said_words("权重 $QK^T$ 之和", "zh") == 5


def test_what_is_missing_is_counted(written: Path) -> None:
    short = [
        "1 spoken questions with fewer than 2 follow-ups: highway 1",
        "2 lessons that are too short: highway 2",
        "5 choices: highway 5",
        "2 spoken questions: highway 2",
    ]
    assert list(missing(library_of(written))) == short
    edit(written, LESSON, " {#idea}", "")
    edit(written, QUESTIONS, ', taught = "example"', "")
    edit(written, QUESTIONS, "brief = {en", "# brief = {en")
    assert list(missing(library_of(written))) == [
        "1 lesson sections without an id: highway 1",
        "1 key points without the section that teaches them: highway 1",
        "1 spoken questions without a short answer: highway 1",
        *short,
    ]


def test_where_a_point_is_taught_does_not_change_its_key() -> None:
    text = Text(en="the input passes", zh="输入通过")
    assert KeyPoint(text=text, taught="idea").text.key == KeyPoint(text=text).text.key


def test_every_section_of_the_projects_lessons_is_read_in_both_languages(written: Path) -> None:
    library = library_of(written)
    english, chinese = (sections(library, "highway", language) for language in ("en", "zh"))
    assert [one.id for one in english] == [one.id for one in chinese] == ["idea", "example"]
