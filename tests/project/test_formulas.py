"""A formula is data until it is written: nothing reads LaTeX or Markdown back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.project.files import ROOT

PRODUCT = ("engine", "content", "quiz", "db", "presentation", "ui")
COMMAND = re.compile(r"\\[A-Za-z]{2,}|\\[,;:!]")  # \frac, \, in a text
COMMAND_READ = re.compile(r"\\\\(?:[A-Za-z]{2,}|\[|\()|\\\^\\\{|\\\$|`")  # looks for a command, a script, a $ or a `
READERS = frozenset(("compile", "sub", "search", "match", "fullmatch", "findall", "finditer", "split"))
CHANGES = frozenset(
    ("replace", "removeprefix", "removesuffix", "split", "partition", "rpartition", "startswith", "find")
)
FROM_OUTSIDE = {
    "quiz/answers/paste.py",
    "quiz/answers/parse.py",
    "quiz/kinds/shapes.py",
}  # read what a learner types or pastes
# lay out and count what an author wrote, before anything has read it
AUTHORED = {"content/lessons/render.py", "content/check/writing.py"}
WRITERS = {"engine/readings/formulas/latex.py"}


def files() -> Iterator[tuple[str, ast.Module]]:
    for folder in PRODUCT:
        for path in sorted(Path(ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module, names: frozenset[str]) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node, node.func


def texts(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value


def docstrings(tree: ast.Module) -> set[int]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    found = (node.body[0] for node in ast.walk(tree) if isinstance(node, holders) and node.body)
    return {id(first.value) for first in found if isinstance(first, ast.Expr)}


def test_no_pattern_reads_latex_or_markdown() -> None:
    for file, tree in files():
        if file in FROM_OUTSIDE | AUTHORED:
            continue
        for call, function in calls(tree, READERS):
            if isinstance(function.value, ast.Name) and function.value.id == "re" and call.args:
                for pattern in texts(call.args[0]):
                    assert not COMMAND_READ.search(pattern), f"{file}:{call.lineno} reads {pattern}"


def test_no_latex_is_changed_once_it_is_written() -> None:
    for file, tree in files():
        if file in FROM_OUTSIDE:
            continue
        for call, _ in calls(tree, CHANGES):
            for argument in call.args:
                for text in texts(argument):
                    assert not COMMAND.search(text), f"{file}:{call.lineno} looks for {text}"


def test_the_engine_spells_latex_in_one_place() -> None:
    for file, tree in files():
        if not file.startswith("engine/") or file in WRITERS:
            continue
        silent = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                assert not COMMAND.search(node.value), f"{file}:{node.lineno} holds {node.value}"
