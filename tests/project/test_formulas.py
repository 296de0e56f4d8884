"""A formula is data until it is written: nothing reads LaTeX or Markdown back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.project.files import ROOT, parsed

PRODUCT = ("loading", "engine", "parameters", "content", "quiz", "db", "presentation", "ui")
COMMAND = re.compile(r"\\[A-Za-z]{2,}|\\[,;:!]")  # \frac, \, in a text
COMMAND_READ = re.compile(r"\\\\(?:[A-Za-z]{2,}|\[|\()|\\\^\\\{|\\\$|`")  # looks for a command, a script, a $ or a `
READERS = frozenset(("compile", "sub", "search", "match", "fullmatch", "findall", "finditer", "split"))
CHANGES = frozenset(
    ("replace", "removeprefix", "removesuffix", "split", "partition", "rpartition", "startswith", "find")
)
# read what a learner types or pastes
FROM_OUTSIDE = {f"loading/{name}.py" for name in ("latex", "lines", "numbers", "text")} | {"quiz/kinds/shapes.py"}
AUTHORED = {"content/spans.py", "content/lessons/sections.py"}  # divide what an author wrote
WRITERS = {"engine/readings/formulas/latex.py"}
SIGNS = {"−", "-"}
# change the minus of typed numbers, of a declared symbol, of an author's LaTeX, of Python's own numbers
MINUS_FROM_OUTSIDE = {
    "engine/expression/symbol.py",
    "engine/readings/numbers.py",
    "presentation/inline_html.py",
    "presentation/printed_numbers.py",
}


def files() -> Iterator[tuple[str, ast.Module]]:
    for folder in PRODUCT:
        for path in sorted(Path(ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), parsed(path)


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


def patterns_that_read_latex(tree: ast.Module) -> Iterator[str]:
    for call, function in calls(tree, READERS):
        if isinstance(function.value, ast.Name) and function.value.id == "re" and call.args:
            yield from (f"{call.lineno}: {text}" for text in texts(call.args[0]) if COMMAND_READ.search(text))


def changes_of_latex(tree: ast.Module) -> Iterator[str]:
    for call, _ in calls(tree, CHANGES):
        for argument in call.args:
            yield from (f"{call.lineno}: {text}" for text in texts(argument) if COMMAND.search(text))


def latex_in(tree: ast.Module) -> Iterator[str]:
    silent = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield from [f"{node.lineno}: {node.value}"] * bool(COMMAND.search(node.value))


def signs_read(tree: ast.Module) -> Iterator[str]:
    """A minus that is looked for at the beginning of a text, or compared with a piece of one."""
    for call, function in calls(tree, CHANGES):
        if any(text in SIGNS for argument in call.args for text in texts(argument)):
            yield f"{call.lineno}: {function.attr}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Subscript):
            compared = {text for side in node.comparators for text in texts(side)}
            yield from [f"{node.lineno}: a comparison"] * bool(compared & SIGNS)


def guilty(find: Callable[[ast.Module], Iterator[str]], folders: tuple[str, ...] = PRODUCT) -> dict[str, list[str]]:
    """The files in which something is found, and what."""
    found = {file: list(find(tree)) for file, tree in files() if file.startswith(folders)}
    return {file: places for file, places in found.items() if places}


def test_no_pattern_reads_latex_or_markdown() -> None:
    assert guilty(patterns_that_read_latex).keys() == FROM_OUTSIDE | AUTHORED


def test_no_latex_is_changed_once_it_is_written() -> None:
    assert not guilty(changes_of_latex)


def test_the_engine_spells_latex_in_one_place() -> None:
    assert guilty(latex_in, ("engine/",)).keys() == WRITERS


def test_no_sign_is_read_off_a_text() -> None:
    assert guilty(signs_read, ("engine/", "content/", "presentation/")).keys() == MINUS_FROM_OUTSIDE
