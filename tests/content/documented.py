"""The topic that docs/authoring.md writes: its mechanism filed, its files laid out as a folder of content."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import engine.expression.functions
from content import Library, Problem, read
from content.check import problems
from content.loader import ROOT
from engine import Options, Program, axes, mechanism

PAGE = Path(__file__).parents[2] / "docs" / "authoring.md"
FILES = ("topic.toml", "questions.toml", "lesson.en.md", "lesson.zh.md")


def blocks() -> list[str]:
    """The page's Python, TOML and Markdown blocks, in order."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [text for language, text in found if language in ("python", "toml", "markdown")]


def file_mechanism() -> None:
    """Run the page's engine function, which files itself."""
    written = {"axes": axes, "mechanism": mechanism, "Program": Program, "Options": Options}
    exec(blocks()[0], {**vars(engine.expression.functions), **written})


def folder(root: Path) -> Path:
    """The page's topic with the project's common words."""
    topic = root / "topics" / "highway"
    topic.mkdir(parents=True)
    shutil.copy(ROOT / "common.toml", root)
    for name, text in zip(FILES, blocks()[1:], strict=True):
        (topic / name).write_text(text, encoding="utf-8")
    return root


def edit(root: Path, file: str, old: str, new: str) -> int:
    """Replace one place in a file of the topic and return its line."""
    path = root / "topics" / "highway" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(root: Path) -> list[Problem]:
    """Everything wrong with a folder that can be read."""
    return problems(library_of(root))


def library_of(root: Path) -> Library:
    return read(root)
