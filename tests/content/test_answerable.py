"""Questions that cannot be answered sensibly: each fault is reported in one sentence, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import questions
from content.question_base import Sized
from tests.content.documented import edit, faults

TOPIC, QUESTIONS = "topic.toml", "questions.toml"
ANOTHER_CHOICE = """
[[questions.choices]]
text = {{en = "{en}", zh = "{zh}"}}
reason = {{en = "No.", zh = "不是。"}}

[[questions]]
kind = "judge\""""

# what is written in place of what, and what is said there
EDITS = [
    ('lines = "numpy" ', 'ask = ["gate"]\nlines = "numpy" ', "A single line has no order: ask for more steps."),
    ('lines = "numpy" ', 'ask = ["candidate", "gate"]\nlines = "numpy" ', "None of these lines needs another, so any"),
    ('ask = ["output"]', 'ask = ["output", "output"]', "ask names output twice: take one out."),
    ('given = ["candidate", "gate"]  #', 'given = ["gate", "gate"]  #', "given names gate twice: take one out."),
    ("times = 6 ", "decimals = 3\ntimes = 6 ", 'decimals has no say in of = "parameters": take it out.'),
    ("times = 6 ", "draw = {X = {low = 0, high = 1, step = 1}}\ntimes = 6 ", 'draw has no say in of = "parameters"'),
    (
        "multiple = false ",
        'hints = [{step = "gate", en = "Think.", zh = "想一想。"}]\nmultiple = false ',
        "Nothing is computed here: take gate out of the hint.",
    ),
    ("vary = {n = [2, 5], d", "vary = {n = [2, 2], d", "vary has the same n twice: take one out."),
    ("vary = {n = [2, 5]", "sizes = {d = 4}\nvary = {n = [2, 5]", "d is drawn from vary, so sizes has no say in it:"),
    (
        'options = {weights = "out_in"}',
        'options = {weights = "in_out"}',
        "On all numbers (out, in) gives what (in, out) gives: take one out or change its options.",
    ),
    ('name = {en = "(out, in)"', 'name = {en = "(in, out)"', "In among, number 2 says the same as number 1 (en):"),
    (
        'en = "a gate decides for each feature"',
        'en = "the input  can PASS unchanged"',
        "In points, number 2 says the same as number 1 (en): change one.",
    ),
    (
        '[[questions]]\nkind = "judge"',
        ANOTHER_CHOICE.format(en="Another.", zh="让门不会超过 1。"),
        "In choices, number 3 says the same as number 2 (zh): change one.",
    ),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("old", "new", "sentence"), EDITS)
def test_what_cannot_be_answered_sensibly_is_reported(written: Path, old: str, new: str, sentence: str) -> None:
    line = edit(written, QUESTIONS, old, new)
    (problem,) = [problem for problem in faults(written) if problem.sentence.startswith(sentence)]
    assert problem.file == "content/topics/highway/questions.toml"
    assert line <= problem.line <= line + 2
    assert problem.sentence.endswith(".")


def test_two_steps_of_one_title_cannot_be_put_in_order(written: Path) -> None:
    edit(written, TOPIC, 'title = {en = "Gate", zh = "门"}', 'title = {en = "Candidate", zh = "门"}')
    edit(written, QUESTIONS, 'lines = "numpy" ', 'lines = "steps" ')
    assert [problem.sentence for problem in faults(written)] == [
        "candidate and gate are both called Candidate (en): rename one.",
        "candidate and gate are both called Candidate (en): ask for one of them, or rename one.",
    ]


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("d = [3, 4], n = [3, 7]", []),
        ("d = [4, 2], n = [3, 7]", ["gate is 3×2; there is no cell [3, 3] in it (d = 2, n = 3)."]),
        ("d = [3, 4], n = [7, 2]", ["gate is 2×3; there is no cell [3, 3] in it (d = 3, n = 2)."]),
    ],
)
def test_every_combination_of_sizes_is_built(written: Path, vary: str, said: list[str]) -> None:
    """A cell that only some sizes have is told, with the first that have not."""
    edit(written, QUESTIONS, "vary = {d = [16", f"vary = {{{vary}}}\n# {{d = [16")
    edit(written, QUESTIONS, 'of = "parameters"', 'of = "cell"\nstep = "gate"\ncell = [3, 3]\n#')
    edit(written, QUESTIONS, "times = 6 ", "# times = 6 ")
    assert [problem.sentence for problem in faults(written)] == said


def test_a_backward_pass_that_is_asked_for_whole_may_be_given_the_forward_one(written: Path) -> None:
    edit(written, QUESTIONS, 'ask = ["backward/gate", "backward/candidate"]\n', "")
    assert faults(written) == []


def test_a_drawn_model_is_named_and_differs_from_the_others(written: Path) -> None:
    same = '{name = {en = "A", zh = "甲"}, sizes = {d = 16}, times = 2}'
    edit(written, QUESTIONS, "times = 6 ", f"models = [{same}, {same.replace('A', 'B')}]\ntimes = 6 ")
    found = [problem.sentence for problem in faults(written)]
    assert found.count("Each of the models says its own times: take this one out.") == 1
    assert found.count("B has the sizes of another model: take one out.") == 1
    assert found.count("d is said twice: take it out of sizes or vary.") == 2
    assert found.count("The prompt must say which model is meant: write {name} where its name belongs.") == 2


def test_the_content_has_sizes_to_combine() -> None:
    combined = [len(list(q.combinations)) for q in questions() if isinstance(q, Sized)]
    assert max(combined) > 10
    assert min(combined) == 1
