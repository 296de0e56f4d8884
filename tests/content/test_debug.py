"""Programs with a bug are run: what is said of them is true, and of the right program it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import ContentError
from tests.content.documented import edit, faults, library_of

QUESTIONS = "questions.toml"


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ("Y.max() > max", "Y.max() < max", "holds = ", "What `holds` is not true of the wrong program: Y.max() < max"),
        ('right = "Y = T * H + (1 - T) * X"', 'right = "Y = T * H + 2 * X"', "holds = ", "What `holds` is true of the"),
        ("Y.max() > max", "y.max() > max", "holds = ", "What `holds` cannot be computed: NameError"),
        ('(1 - T) * X"', '(1 - t) * X"', "right = ", "The program with the right line stops: NameError"),
        ("(1 + T) * X\n", "(1 + T) @ X\n", "code = ", "The program stops with ValueError"),
    ],
)
def test_every_fault_is_told(written: Path, old: str, new: str, at: str, sentence: str) -> None:
    edit(written, QUESTIONS, old, new)
    text = (written / "topics" / "highway" / QUESTIONS).read_text(encoding="utf-8")
    found = [p for p in faults(written) if sentence in p.sentence]
    assert len(found) == 1, faults(written)
    assert text.split("\n")[found[0].line - 1].startswith(at)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('library = "numpy"', 'thread = "a forum"\nlibrary = "numpy"', "thread"),
        ("line = 2 ", "line = 9 ", "has 3 lines; line 9 is none of them, or empty"),
        ('holds = "Y', 'raises = "ValueError"\nholds = "Y', "says either what `holds` because of the bug, or what"),
        (
            '出现比 1 和 0.5 都大的数"}, correct = true',
            '出现比 1 和 0.5 都大的数"}',
            "has 0 right outcomes",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(written: Path, old: str, new: str, sentence: str) -> None:
    edit(written, QUESTIONS, old, new)
    with pytest.raises(ContentError, match=sentence):
        library_of(written)


def test_an_exception_is_said_by_its_name(written: Path) -> None:
    edit(written, QUESTIONS, "(1 + T) * X\n", "(1 + T) @ X\n")
    text = (written / "topics" / "highway" / QUESTIONS).read_text(encoding="utf-8")
    line = next(row for row in text.split("\n") if row.startswith("holds = "))
    edit(written, QUESTIONS, line, 'raises = "ValueError"')
    assert faults(written) == []
    edit(written, QUESTIONS, 'raises = "ValueError"', 'raises = "KeyError"')
    assert [p.sentence[:40] for p in faults(written)] == ["The program stops with ValueError: matmu"]


def test_two_lines_that_say_the_same_are_told(written: Path) -> None:
    edit(written, QUESTIONS, "= h'(x) + (1 - t)$\"", "= t\\\\,h'(x) + (1 - t)$\"")
    assert "In lines, number 5 says the same as number 2 (en): change one." in [p.sentence for p in faults(written)]
