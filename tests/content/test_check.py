"""What reading alone does not find: content held against the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from content import trace
from content.errors import Problem
from engine import Trace
from tests.content.documented import edit, faults

TOPIC, QUESTIONS = "topic.toml", "questions.toml"

# where the fault is said: on the edited line, or (0) at the table that lacks something
EDITS = [
    (TOPIC, 'group = "recurrent"', 'group = "recursive"', 1, "There is no group recursive; common.toml has vectors,"),
    (TOPIC, "needs = []", 'needs = ["gru"]', 1, "There is no topic gru: name one that is taught before."),
    (TOPIC, "needs = []", 'needs = ["highway"]', 1, "The topic highway is taught later: nothing can build on it here."),
    (TOPIC, 'mechanism = "highway"', 'mechanism = "motorway"', 1, "There is no mechanism motorway; there are"),
    (TOPIC, "[steps.gate]", "[steps.gait]", 0, "steps.gate is missing: add [steps.gate] with its title and why."),
    (TOPIC, "[steps.gate]", "[steps.gait]", 1, "There is no step called gait: correct its spelling or take it out."),
    (
        TOPIC,
        'title = {en = "Gate"',
        'place = "attic"\ntitle = {en = "Gate"',
        1,
        "There is no place called attic: correct",
    ),
    (TOPIC, "b_t.title", "b.title", 0, "inputs.b_t is missing: add [inputs.b_t] with its title."),
    (TOPIC, "b_t.title", "b.title", 1, "There is no input called b: correct its spelling or take it out."),
    (TOPIC, 'step = "output"  ', 'step = "result"  ', 1, "There is not always a step result: name one that every"),
    (TOPIC, 'stops = ["gate"]', 'stops = ["gait"]', 1, "There is no step called gait: correct its spelling"),
    (TOPIC, '"output/sub.added"', '"output/sub.adde"', 1, "There is no misconception called output/sub.adde:"),
    (
        TOPIC,
        "[overview]",
        "[options.colour]\ntitle = {en = 'C', zh = '色'}\n[overview]",
        1,
        "There is no option called colour",
    ),
    (TOPIC, 'id = "drawn"', 'id = "by-hand"', 1, "There are two presets called by-hand: rename one."),
    (TOPIC, 'weights = "in_out"', 'weights = "sideways"', 0, "The preset drawn cannot be computed: The option weights"),
    (
        TOPIC,
        "b_t = [[-1, 0, 1]]",
        "b_t = [[-1, 0]]",
        0,
        "The preset by-hand cannot be computed: The number of columns is 2 in b_t",
    ),
    (TOPIC, '["猫", "鼠"]', '["猫"]', 1, "X has 2 tokens but there are 1 labels: give one to each."),
    (TOPIC, "0.77, 0.81]]", "0.78, 0.81]]", 1, "gate is [[0.86, 0.77, 0.81]] and not what is printed."),
    (TOPIC, "row = 2 ", "# row = 2 ", 0, "gate is [["),
    (TOPIC, 'step = "gate"', 'step = "gait"', 1, "There is no step gait."),
    (TOPIC, 'kind = "rand", name = "W_t"', 'kind = "rand", name = "W_x"', 1, "W_x is drawn but not written out: add"),
    (QUESTIONS, "n = 2, d = 3", "n = 2, e = 3", 1, "highway has no size e; it has n, d."),
    (
        QUESTIONS,
        "decimals = 3 ",
        'options = {tokens = "diagonals"}\ndecimals = 3 ',
        1,
        "The question highway/blend cannot be computed",
    ),
    (QUESTIONS, 'ask = ["output"]', 'ask = ["result"]', 1, "ask names result; there are candidate, gate, output."),
    (QUESTIONS, 'ask = ["output"]', 'ask = ["gate", "output"]', 0, "gate is both asked and given: take it out of one."),
    (
        QUESTIONS,
        'ask = ["output"]',
        'ask = ["output", "candidate"]',
        1,
        "The steps must be asked in the order they are",
    ),
    (QUESTIONS, 'lines = "numpy" ', 'ask = ["gait"]\nlines = "numpy" ', 0, "ask names gait; there are"),
    (QUESTIONS, 'gradient_of = "output"', 'gradient_of = "result"', 1, "gradient_of names result, which is no step."),
    (QUESTIONS, "vary = {d = [16", "vary = {width = [16", 1, "highway has no size width; it has n, d."),
    (QUESTIONS, "choices = 3", 'choices = 3\namong = ["no.such"]', 0, "among names no.such; there are"),
    (
        QUESTIONS,
        'of = "parameters"',
        'of = "cell"\nstep = "gate"\ncell = [1, 20]',
        0,
        "gate is 2×16; there is no cell [1, 20] in it (d = 16).",
    ),
    (
        QUESTIONS,
        'options = {weights = "out_in"}',
        'options = {weights = "upwards"}',
        1,
        "This convention cannot be computed: The option weights",
    ),
    (QUESTIONS, "weight = {low", "wait = {low", 0, "draw names wait; there are"),
    (QUESTIONS, "\nbias = 0", "\nbiases = 0", 0, "fixed names biases; there are"),
    (QUESTIONS, "\nbias = 0", "\nX = 1", 0, "X is both drawn and fixed: take it out of one."),
    (QUESTIONS, "\nbias = 0", '\nbias = "identity"', 0, "b_t is 1×3: only a square matrix can be the identity."),
    (QUESTIONS, 'zh = "填出门和候选的梯度。"', 'zh = "To do."', 1, "There is no Chinese in the Chinese text"),
    (
        QUESTIONS,
        'zh = "所有门都是 1 时，这一层就是普通的层。"',
        'zh = "T = 1"',
        1,
        "There is no Chinese in the Chinese",
    ),
    (QUESTIONS, 'en = "Its coefficient is', 'en = "比例是', 1, "There is Chinese in the English text: take it out."),
    (QUESTIONS, 'en = "Fill', 'en = "填', 1, "There is Chinese in the English text: take it out."),
    (QUESTIONS, 'zh = "两个系数是 $T$ 和 $1 - T$。"', 'zh = "$T$, $1 - T$"', 1, "There is no Chinese in the Chinese"),
    (
        QUESTIONS,
        'zh = "不管偏置多大，$\\\\sigma$ 都保证这一点。"',
        'zh = "$b^T$"',
        1,
        "There is no Chinese in the Chinese text: write it.",
    ),
    (
        TOPIC,
        'en = "What an ordinary',
        'en = "One. Two. What an ordinary',
        1,
        "This has 3 sentences (en); it needs 1 to 2,",
    ),
    (
        TOPIC,
        "会给出的结果。",
        "会给出的结果",
        1,
        "This has 0 sentences (zh); it needs 1 to 2, each with its full stop.",
    ),
    (
        TOPIC,
        'en = "The two coefficients',
        'en = "1. 2. 3. The two coefficients',
        1,
        "This has 4 sentences (en); it needs 1 to 3,",
    ),
    (
        TOPIC,
        '"weights_of.*"',
        '"weights_of.t"',
        1,
        "The words weights_of.t are shown of a gradient too (weights_of.t at",
    ),
    (
        TOPIC,
        '"output/sub.added"',
        '"backward/tanh.derivative_at_input"',
        1,
        "The words backward/tanh.derivative_at_input come",
    ),
    (
        TOPIC,
        'title = {en = "Gate"',
        'title = {en = "Candidate"',
        1,
        "candidate and gate are both called Candidate (en): re",
    ),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("file", "old", "new", "here", "sentence"), EDITS)
def test_every_fault_is_found(written: Path, file: str, old: str, new: str, here: int, sentence: str) -> None:
    line = edit(written, file, old, new)
    found = [problem for problem in faults(written) if problem.sentence.startswith(sentence)]
    assert len(found) == 1, faults(written)
    assert found[0].file == f"content/topics/highway/{file}"
    assert found[0].line == line if here else found[0].line != 1
    assert found[0].sentence.endswith(".")


@pytest.mark.torch
def test_a_number_that_torch_does_not_draw_is_told(written: Path) -> None:
    line = edit(written, TOPIC, "W_t = [[0.43", "W_t = [[0.53")
    (problem,) = [problem for problem in faults(written) if "recipe" in problem.sentence]
    assert (problem.file, problem.line) == ("content/topics/highway/topic.toml", line)
    assert problem.sentence.startswith("W_t is not what the recipe draws: [[0.43")


def test_a_choice_without_words_is_told_where_the_words_are(written: Path) -> None:
    common = written / "common.toml"
    text = common.read_text(encoding="utf-8")
    line = next(n for n, row in enumerate(text.split("\n"), 1) if row.startswith("choices.columns"))
    common.write_text(text.replace("choices.columns", "choices.col"), encoding="utf-8")
    (problem,) = faults(written)
    assert problem.file == "content/common.toml"
    assert abs(problem.line - line) <= 1
    assert problem.sentence == "The choice columns of the option tokens has no words: add it to its choices."


def without_common_words(written: Path, id: str) -> list[str]:
    """What is said when common.toml calls a mistake something else."""
    common = written / "common.toml"
    text = common.read_text(encoding="utf-8")
    assert f'"{id}"' in text
    common.write_text(text.replace(f'"{id}"', f'"{id}x"'), encoding="utf-8")
    return [p.sentence for p in faults(written)]


def test_a_mistake_without_words_is_told(written: Path) -> None:
    assert without_common_words(written, "tanh.sigmoid") == [
        'The misconception tanh.sigmoid has no common words: add [misconceptions."tanh.sigmoid"].',
        'The misconception tanh.sigmoid at output has no words: add [misconceptions."tanh.sigmoid"], here or in '
        "common.toml.",  # at a candidate it has words of its own there
    ]


def test_a_wrong_derivative_without_words_is_told(written: Path) -> None:
    found = without_common_words(written, "tanh.derivative_at_input")
    assert (
        "The misconception tanh.derivative_at_input at backward/X has no words: add "
        '[misconceptions."backward/tanh.derivative_at_input"].'
    ) in found


def test_a_long_common_explanation_is_told(written: Path) -> None:
    common = written / "common.toml"
    text = common.read_text(encoding="utf-8")
    at = text.index("explanation = {en = ")
    line = text[:at].count("\n") + 1
    common.write_text(text[:at] + text[at:].replace('en = "', 'en = "One. Two. Three. ', 1), encoding="utf-8")
    (problem,) = faults(written)
    assert (problem.file, problem.line) == ("content/common.toml", line)
    assert "sentences (en); it needs 1 to 3" in problem.sentence


def of_length(written: Path) -> list[Problem]:
    """What is said of lengths: a lesson that is replaced also lacks the question in the middle that the other has."""
    return [problem for problem in faults(written) if problem.sentence.startswith("The lesson has ")]


@pytest.mark.parametrize(("language", "counted"), [("en", "3 words"), ("zh", "3 characters")])
def test_a_lesson_that_is_a_stub_is_told(written: Path, language: str, counted: str) -> None:
    file = written / "topics" / "highway" / f"lesson.{language}.md"
    heads = "## $x$ {#idea}\n\n## $y$ {#example}\n"
    file.write_text(f"{heads}One two three $x$ 一二三\n", encoding="utf-8")
    (problem,) = of_length(written)
    assert problem.file == f"content/topics/highway/lesson.{language}.md"
    assert problem.sentence.startswith(f"The lesson has {counted}; it needs between ")


@pytest.mark.parametrize(("language", "text"), [("en", "word "), ("zh", "字")])
def test_a_lesson_that_is_a_chapter_is_told(written: Path, language: str, text: str) -> None:
    whole = f"## $x$ {{#idea}}\n\n## $y$ {{#example}}\n{text * 2700}"
    (written / "topics" / "highway" / f"lesson.{language}.md").write_text(whole, encoding="utf-8")
    assert [problem.sentence.startswith("The lesson has 2700") for problem in of_length(written)] == [True]


def test_an_example_that_overflows_is_told(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def overflowing(*about: Any, **options: Any) -> Trace:
        found = trace(*about, **options)
        return replace(found, arrays={**found.arrays, "gate": found["gate"] * np.inf})

    monkeypatch.setattr("content.check.presets.trace", overflowing)
    assert "In the preset by-hand, gate is too large to compute: take smaller numbers." in [
        problem.sentence for problem in faults(written)
    ]


def test_a_topic_without_a_choice_is_told(written: Path) -> None:
    file = written / "topics" / "highway" / QUESTIONS
    text = file.read_text(encoding="utf-8")
    begin, end = text.index('[[questions]]\nkind = "choice"'), text.index('[[questions]]\nkind = "judge"')
    file.write_text(text[:begin] + text[end:], encoding="utf-8")
    assert [str(problem) for problem in faults(written)] == [
        "content/topics/highway/questions.toml:1: No question is of the kind choice; a topic asks at least one: add it."
    ]


def test_a_missing_lesson_is_told(written: Path) -> None:
    (written / "topics" / "highway" / "lesson.zh.md").unlink()
    assert [str(p) for p in faults(written)] == [
        "content/topics/highway/lesson.zh.md:1: This lesson is missing: write it."
    ]


def test_a_formula_of_several_lines_stands_between_lines_of_its_own(written: Path) -> None:
    """Browsers drop what stands beside the $$ that opens a formula of several lines."""
    line = edit(written, "lesson.en.md", "With $1 + T$", "$$a +\nb$$\n\nWith $1 + T$")
    (problem,) = faults(written)
    assert (problem.file, problem.line) == ("content/topics/highway/lesson.en.md", line)
    assert problem.sentence == "A formula of several lines begins beside its $$: write $$ on a line of its own."


def test_a_formula_within_the_text_stands_on_one_line(written: Path) -> None:
    """Browsers show the dollar signs of one that goes on in the next line."""
    line = edit(written, "lesson.en.md", "With $1 + T$", "With $1 +\nT$")
    (problem,) = faults(written)
    assert (problem.file, problem.line) == ("content/topics/highway/lesson.en.md", line)
    assert problem.sentence == "A formula within the text goes on in the next line: write it on one line."
