"""The glossary: read with file and line, its terms used and taught."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.check.glossary import glossary_problems
from content.glossary import glossary, read_glossary
from content.lessons.sections import SectionLink
from tests.content.documented import library_of

WRITTEN = """\
[[terms]]
id = "gate"
term = {en = "gate", zh = "门"}
definition = {en = "A factor between 0 and 1.", zh = "0 与 1 之间的系数。"}
taught = "highway#idea"

[[terms]]
id = "feature"
term = {en = "component", zh = "分量"}
also = {en = ["feature"], zh = ["逐维"]}
definition = {en = "One number of a vector.", zh = "向量中的一个数。"}
taught = "highway#example"
"""


def told(written: Path, text: str) -> list[str]:
    (written / "glossary.toml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in glossary_problems(library_of(written))]


def test_a_folder_needs_no_glossary(written: Path) -> None:
    assert list(glossary_problems(library_of(written))) == []


def test_terms_have_their_names_and_their_place(written: Path) -> None:
    assert told(written, WRITTEN) == []
    gate, feature = read_glossary(written)
    assert gate.place == SectionLink("highway", "idea")
    assert feature.place == SectionLink("highway", "example")
    assert feature.names("zh-CN") == ("分量", "逐维")


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("highway#idea", "motorway#idea", 1, "gate: there is no topic motorway; name one that teaches it."),
        ("highway#idea", "highway#end", 1, "gate: lesson.en.md of highway has no section end."),
        ('"feature"]', '"trait"]', 7, "feature: no lesson uses component or trait (en): use it or take it out."),
        ("向量中的一个数。", "向量中。一个数。", 7, "feature: the definition has 2 sentences (zh); it needs one,"),
        ('en = "component"', 'en = "gate"', 7, "gate and feature are called the same (en): rename one."),
        ("A factor between", "The share between", 4, "«share»: write «"),
        ('taught = "highway#example"', 'taught = "highway"', 12, "terms[2].taught is 'highway', which does not have"),
        ('id = "gate"', 'id = "Gate"', 2, "terms[1].id is 'Gate', which does not have the form"),
        ("[[terms]]", "[[terms]", 1, "This is not valid TOML"),
    ],
)
def test_every_fault_is_told_with_its_line(written: Path, old: str, new: str, line: int, sentence: str) -> None:
    found = told(written, WRITTEN.replace(old, new, 1))
    assert [one for one in found if one.startswith(f"content/glossary.toml:{line}: {sentence}")], found


def test_the_projects_own_has_each_core_term() -> None:
    english = {term.term.en for term in glossary()}
    assert {"attention weights", "context vector", "hidden state", "cell state", "logits", "KV cache"} <= english
    assert len(glossary()) >= 60
