"""Follow-ups of spoken questions: what is wrong in one is said with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from content import ContentError, SpokenQuestion
from tests.content.documented import edit, faults, library_of

QUESTIONS = "questions.toml"
POINT = 'points = [{text = {en = "the network is the identity", zh = "网络就是恒等映射"}, taught = "example"}]'
SAME = POINT.removesuffix("]") + ', {text = {en = "The network is  the identity", zh = "恒等"}}]'


def test_the_page_s_follow_up_is_read(written: Path) -> None:
    (asked,) = (q for q in library_of(written).asked["highway"].values() if isinstance(q, SpokenQuestion))
    (follow_up,) = asked.follow_ups
    assert follow_up.aloud is not None
    assert follow_up.points[0].marks == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('aloud = {en = "And if every', '# aloud = {en = "And if every', "follow_ups[1] has formulas, which cannot be"),
        (POINT, "points = []", "follow_ups[1].points has 0 entries; it needs at least 1."),
        ('zh = "如果每一层的门都是零呢？"', 'zh = "$T$ 呢？"', "is shown as plain text"),
        ("那么整个网络把输入原样传出去。", "", "follow_ups[1].answer.zh is empty: write something."),
    ],
)
def test_what_cannot_be_read_is_said(written: Path, old: str, new: str, said: str) -> None:
    edit(written, QUESTIONS, old, new)
    with pytest.raises(ContentError) as raised:
        _ = library_of(written).asked["highway"]
    assert said in str(raised.value)
    text = (written / "topics" / "highway" / QUESTIONS).read_text(encoding="utf-8")
    start = text.split("[[questions.follow_ups]]")[0]
    (problem,) = raised.value.problems
    assert problem.line >= start.count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('zh = "如果每一层都有 $T = 0$ 呢？"', 'zh = "$T = 0$?"', "There is no Chinese in the Chinese text"),
        ('en = "Then the whole network', 'en = "那么 the whole network', "There is Chinese in the English text"),
        (POINT, SAME, "In points, number 2 says the same as number 1 (en)"),
    ],
)
def test_what_is_written_wrongly_is_said_with_its_line(written: Path, old: str, new: str, said: str) -> None:
    line = edit(written, QUESTIONS, old, new)
    assert [(problem.file, problem.line) for problem in faults(written) if said in problem.sentence] == [
        (f"{written.name}/topics/highway/{QUESTIONS}", line)
    ]
