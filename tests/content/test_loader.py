"""Reading: order, look-up, and every fault with its file and line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from content import ContentError, NotFound, question, questions, read, topic, topics
from content.__main__ import main
from tests.content.documented import edit, faults


def test_topics_stand_in_their_order() -> None:
    orders = [t.order for t in topics()]
    assert orders == sorted(orders)
    assert {"self-attention", "lstm", "gru"} <= {t.id for t in topics()}


def test_questions_are_found_by_topic_and_id() -> None:
    assert question("self-attention/by-hand") in questions("self-attention")
    assert all(q.topic == "gru" for q in questions("gru"))
    assert len(questions()) == sum(len(questions(t.id)) for t in topics())


@pytest.mark.parametrize(
    ("look", "sentence"),
    [
        (lambda: topic("lsmt"), "There is no topic called lsmt."),
        (lambda: question("lstm/no"), "There is no question called lstm/no."),
        (lambda: topic("lstm").preset("no"), "The topic lstm has no preset called no."),
    ],
)
def test_what_does_not_exist_is_said(look: Callable[[], object], sentence: str) -> None:
    with pytest.raises(NotFound) as caught:
        look()
    assert str(caught.value) == sentence == caught.value.template.format(**caught.value.values)


@pytest.mark.exhaustive
def test_reading_and_showing_needs_no_torch() -> None:
    code = (
        "import sys, content, content.lessons.render\n"
        "for t in content.topics():\n"
        "    content.arrays(t.presets[0])\n"
        "for id in ('self-attention', 'lstm', 'gru'):\n"
        "    content.lessons.render.lesson(id, 'en')\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


TOPIC, QUESTIONS = "topic.toml", "questions.toml"
EDITS = [
    (
        TOPIC,
        'source = "Made',
        'sauce = "Made',
        "presets[2].sauce is not known here: correct its spelling or take it out.",
    ),
    (TOPIC, "order = 20 ", 'order = "x" ', "order must be a number."),
    (TOPIC, 'id = "highway"  ', 'id = "High way"  ', "id is 'High way', which does not have the form"),
    (TOPIC, 'id = "highway"  ', 'id = "highways"  ', "The id is highways but the folder is highway."),
    (TOPIC, 'title = {en = "Gate", zh = "门"}', 'title = "Gate"', "steps.gate.title must be given in both languages"),
    (TOPIC, 'title = {en = "Gate", zh = "门"}', 'title = {en = "Gate"}', "steps.gate.title has no zh: add it."),
    (TOPIC, 'zh = "门"}', 'zh = ""}', "steps.gate.title.zh is empty: write something."),
    (TOPIC, 'zh = "门"}', 'zh = "$T$"}', "steps.gate.title.zh is shown as plain text"),
    (
        TOPIC,
        "up to 1: $T$",
        "up to 1: $T",
        "misconceptions.output/sub.added.explanation.en has an odd number of $ signs",
    ),
    (TOPIC, "row = 2 ", "row = 0 ", "presets[2].expected[1].row is 0; it must be at least 1."),
    (TOPIC, 'kind = "linear"', 'kind = "uniform"', "presets[2].recipe.draws[1].kind is 'uniform'; it is one of"),
    (TOPIC, "seed = 1", "seed = 1.5", "presets[2].recipe.seed must be a whole number."),
    (TOPIC, "W_h = [[1, 0, 0]", "W_h = [[1, 0, zero]", "This is not valid TOML ("),
    (
        QUESTIONS,
        'kind = "steps"\nid = "highway/blend"',
        'kind = "essay"\nid = "highway/blend"',
        "questions[1] has the unknown kind 'essay'; it is one of 'steps', 'number', ",
    ),
    (QUESTIONS, 'kind = "choice"', "", 'questions[2] does not say its kind: add kind = "steps", "choice" or another.'),
    (
        QUESTIONS,
        "difficulty = 2                 # 1",
        "difficulty = 6  # 1",
        "questions[1].difficulty is 6; it must be at most 5.",
    ),
    (QUESTIONS, '"highway/blend"', '"rail/blend"', "The id rail/blend must begin with highway/."),
    (
        QUESTIONS,
        "highway/bias-at-the-start",
        "highway/blend",
        "There are two questions called highway/blend: rename one.",
    ),
    (
        QUESTIONS,
        'correct = true\nreason = {en = "The gate starts',
        'reason = {en = "The gate starts',
        "questions[2] has no right choice: mark one with correct = true.",
    ),
    (
        QUESTIONS,
        'reason = {en = "$\\\\sigma$',
        'correct = true\nreason = {en = "$\\\\sigma$',
        "questions[2] has 2 right choices",
    ),
    (QUESTIONS, "low = -2, high = 2", "low = 2, high = 2", "questions[1].draw.X holds fewer than two numbers"),
    (
        QUESTIONS,
        "high = 1, step = 0.5",
        "high = 1, step = 0.0001",
        "questions[1].draw.weight holds more than a thousand numbers",
    ),
    (QUESTIONS, "multiple = false", 'multiple = "no idea"', "questions[2].multiple must be true or false."),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), EDITS)
def test_every_fault_is_one_sentence_at_its_line(written: Path, file: str, old: str, new: str, sentence: str) -> None:
    line = edit(written, file, old, new)
    with pytest.raises(ContentError) as caught:
        read(written)
    (problem,) = caught.value.problems
    assert problem.sentence.startswith(sentence)
    assert problem.sentence.endswith(".")
    assert problem.file == f"content/topics/highway/{file}"
    # a missing entry, and what a whole question decides, is said where the question begins
    assert problem.line == line or problem.line == _header(written, file, line)


def _header(root: Path, file: str, line: int) -> int:
    rows = (root / "topics" / "highway" / file).read_text(encoding="utf-8").split("\n")[:line]
    return max(n for n, row in enumerate(rows, 1) if row.startswith("[[questions]]"))


def test_all_faults_are_told_at_once(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(written, TOPIC, "order = 20 ", "ordre = 20 ")
    edit(written, QUESTIONS, "difficulty = 2                 # 1", "difficulty = 6  # 1")
    (written / "topics" / "empty").mkdir()
    assert main([str(written)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "5 faults"
    assert "content/topics/empty/topic.toml:1: This file is missing: add it." in out
    assert "content/topics/empty/questions.toml:1: This file is missing: add it." in out
    assert any(row.startswith("content/topics/highway/topic.toml:1: The file has no order") for row in out)


def test_the_command_counts_what_it_checked(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(written)]) == 0
    said = capsys.readouterr()
    first, kinds, *_rest = said.out.splitlines()
    assert first == "1 topics, 14 questions, 2 presets: no faults"
    assert kinds.startswith("by kind: choice 1, convention 1, debug 1, derivation 1, ")
    assert said.err == "PyTorch is not installed: recipes were not executed (1), their numbers taken as they stand.\n"


def test_the_command_asks_the_examiner_when_nothing_else_is_wrong(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = "weight = {low = -1, high = 1, step = 0.5}"
    edit(written, QUESTIONS, old, "weight = {low = 0, high = 0.0001, step = 0.0001}")
    edit(written, QUESTIONS, "\nbias = 0\n", "\n")  # fixed numbers may hide a mistake
    assert main([str(written)]) == 1
    assert "highway/blend: at output " in capsys.readouterr().out


def test_a_folder_that_holds_no_content_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read(tmp_path)
    assert [str(problem) for problem in caught.value.problems] == [
        f"{tmp_path.name}/common.toml:1: This file is missing: add it.",
        f"{tmp_path.name}/topics:1: This folder is missing: add it.",
    ]


def test_a_lesson_in_another_encoding_is_said(written: Path) -> None:
    file = written / "topics" / "highway" / "lesson.zh.md"
    file.write_bytes("门".encode("gb18030"))
    assert [str(problem) for problem in faults(written)] == [
        "content/topics/highway/lesson.zh.md:1: This file is not UTF-8: save it as UTF-8."
    ]


def test_a_file_in_another_encoding_is_said(written: Path) -> None:
    file = written / "topics" / "highway" / "questions.toml"
    file.write_bytes(file.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(ContentError) as caught:
        read(written)
    assert [str(problem) for problem in caught.value.problems] == [
        "content/topics/highway/questions.toml:1: This file is not UTF-8: save it as UTF-8."
    ]
