"""The coverage: what its rows name is there, no row is empty, and docs/coverage.md is what the command writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import SpokenQuestion, questions
from content.check.coverage import coverage_problems
from content.coverage import Coverage, CoveragePart, __main__, read_coverage
from content.coverage.page import page
from content.loader import ROOT
from tests.content.documented import faults, library_of

WRITTEN = """\
[[parts]]
id = "articles"
title = {en = "Claims", zh = "说法"}
note = {en = "From articles.", zh = "来自文章。"}

[[parts.rows]]
id = "gate"
about = {en = "A gate", zh = "门"}
computed = true
asked = ["highway/blend", "highway/open-gates"]
taught = ["highway#idea"]
presets = ["highway/by-hand"]

[[parts.rows]]
id = "way"
number = 1
about = {en = "P | Q", zh = "通路"}
asked = ["highway/open-gates"]
taught = ["highway#idea"]
"""


def told(written: Path, text: str) -> list[str]:
    (written / "coverage.toml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in coverage_problems(library_of(written))]


def own() -> Coverage:
    coverage = read_coverage(ROOT)
    assert coverage is not None
    return coverage


def part(id: str) -> CoveragePart:
    return next(part for part in own().parts if part.id == id)


def test_a_folder_needs_no_coverage(written: Path) -> None:
    assert list(coverage_problems(library_of(written))) == []


def test_a_page_has_a_line_for_each_row(written: Path) -> None:
    assert told(written, WRITTEN) == []
    coverage = read_coverage(written)
    assert coverage is not None
    lines = page(coverage).splitlines()
    link = "[highway#idea](../content/topics/highway/lesson.en.md)"
    assert lines[-2:] == [
        f"|  | A gate | 门 | `highway/blend`, `highway/open-gates` | {link}; example `highway/by-hand` |",
        rf"| 1 | P \| Q | 通路 | `highway/open-gates` | {link} |",
    ]
    assert "Rows: 2. Questions named: 2. Lesson sections named: 1." in lines
    assert "## Claims · 说法" in lines


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("highway/blend", "highway/bland", 10, "There is no question called highway/bland: name one that asks this."),
        ("highway#idea", "motorway#idea", 11, "There is no topic motorway: name one that teaches this."),
        ("highway#idea", "highway#end", 11, "lesson.en.md of highway has no section end: name one that teaches this."),
        ("highway#idea", "highway#end", 11, "lesson.zh.md of highway has no section end: name one that teaches this."),
        ("highway#idea", "highway", 11, "parts[1].rows[1].taught[1] is 'highway', which does not have the form"),
        ("highway/by-hand", "highway/by-foot", 12, "There is no example called highway/by-foot: name one with these"),
        ('["highway/blend", "highway/open-gates"]', "[]", 10, "parts[1].rows[1].asked has 0 entries; it needs"),
        ('["highway#idea"]', "[]", 11, "parts[1].rows[1].taught has 0 entries; it needs at least 1."),
        ('taught = ["highway#idea"]\npresets', "presets", 6, "parts[1].rows[1] has no taught: add it."),
        ('"highway/blend", ', "", 9, "No question of gate is computed: add one, or leave computed out."),
        ("blend", "open-gates", 10, "highway/open-gates is named twice: take one out."),
        ('id = "way"', 'id = "gate"', 15, "There are two rows called gate: rename one."),
        ('"A gate"', '"A share"', 8, "«share»: write «"),
        ("[[parts]]", "[[parts]", 1, "This is not valid TOML"),
    ],
)
def test_every_fault_is_told_with_its_line(written: Path, old: str, new: str, line: int, sentence: str) -> None:
    found = told(written, WRITTEN.replace(old, new, 1))
    assert [one for one in found if one.startswith(f"content/coverage.toml:{line}: {sentence}")], found


def test_the_content_check_asks_for_it(written: Path) -> None:
    (written / "coverage.toml").write_text(WRITTEN.replace("#idea", "#end", 1), encoding="utf-8")
    assert [(problem.file, problem.line) for problem in faults(written)] == [("content/coverage.toml", 11)] * 2


def test_the_page_is_what_the_command_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = __main__.PAGE.read_text(encoding="utf-8")
    written = tmp_path / "coverage.md"
    monkeypatch.setattr(__main__, "PAGE", written)
    assert __main__.main() == 0
    assert written.read_text(encoding="utf-8") == there, "docs/coverage.md is old: run python -m content.coverage"


def test_all_forty_counted_questions_are_there_and_can_be_asked_aloud() -> None:
    rows = part("counted").rows
    assert [row.number for row in rows] == list(range(1, 41))
    spoken = {question.id for question in questions() if isinstance(question, SpokenQuestion)}
    assert [row.id for row in rows if not spoken & set(row.asked)] == []


def test_every_part_is_there() -> None:
    assert [part.id for part in own().parts] == ["counted", "near-misses", "numbers", "articles", "depth"]
    assert {"three-secretaries", "robot", "motorway", "matchmaking", "your-journey"} <= {
        row.id for row in part("articles").rows
    }
