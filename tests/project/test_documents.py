"""Documents hold what they say: links lead somewhere, commands exist, lessons come in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.project.files import ROOT, files, relative
from tests.project.markdown import anchors, links

DOCUMENTS = files("*.md")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
OTHER_LANGUAGE = {".en.md": ".zh.md", ".zh.md": ".en.md"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_links_lead_somewhere(document: Path) -> None:
    dead = [link for link in links(document.read_text(encoding="utf-8")) if is_dead(document, link)]
    assert not dead


@pytest.mark.parametrize("document", files("README.md", "CHANGELOG.md", "docs/*.md"), ids=relative)
def test_make_commands_exist(document: Path) -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    code = " ".join(
        re.findall(r"`[^`\n]+`|^```.*?^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) <= targets


def test_the_readme_names_every_way_to_start() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"make run", "make test", "make check"} <= set(re.findall(r"make [a-z]+", readme))


@pytest.mark.parametrize("lesson", files("content/*.en.md", "content/*.zh.md"), ids=relative)
def test_lessons_come_in_both_languages(lesson: Path) -> None:
    ending = lesson.name[-len(".en.md") :]
    assert lesson.with_name(lesson.name.replace(ending, OTHER_LANGUAGE[ending])).exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[a](b.md) ![c](d.png "e")', ["b.md", "d.png"]),
        ("`[a](b.md)`\n```\n[a](b.md)\n```\n", []),
        ("[a][b]\n\n[b]: c.md\n", ["c.md"]),
        ('<img src="d.png">', ["d.png"]),
    ],
)
def test_links_are_found(text: str, expected: list[str]) -> None:
    assert list(links(text)) == expected


def test_anchors_are_github_s() -> None:
    text = "# The one `idea`\n## 1. Conventions, 约定!\n## Same\n## Same\n```\n# not this\n```\n"
    assert anchors(text) == {"the-one-idea", "1-conventions-约定", "same", "same-1"}


def is_dead(document: Path, link: str) -> bool:
    """Whether a link within the repository leads nowhere; other places are not asked."""
    if re.match(r"[a-z][a-z+.-]*:", link):
        return False
    name, _, anchor = unquote(link).partition("#")
    target = (document.parent / name).resolve() if name else document
    if not target.exists() or not target.is_relative_to(ROOT):
        return True
    return bool(anchor) and anchor not in anchors(target.read_text(encoding="utf-8"))
