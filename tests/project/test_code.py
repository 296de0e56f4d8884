"""The code's manners that no linter holds."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.project.files import PACKAGES, ROOT, files, imported, parsed, product_files, relative

MODULES = files("*.py")
LATE = {"torch", "pandas"}  # 0.8 and 0.3 seconds that the first page does not have
LONGEST = 400
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CACHES = ("cache", "cache_data", "cache_resource")
OWN = re.compile(r"(Path|Table|type\b.*)$")  # what there are only so many of
MACHINE = re.compile(r"(?<![\w./])/(?:root|work|Users/\w+|home/(?!me/|you/)\w+)/")


def test_modules_say_what_they_are() -> None:
    texts = {relative(module): module.read_text(encoding="utf-8") for module in MODULES}
    assert not [name for name, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]


def test_modules_are_short() -> None:
    lengths = {relative(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST}


def test_heavy_libraries_are_imported_late() -> None:
    bodies = {relative(module): parsed(module).body for module in product_files()}
    early = {name: LATE & set(imported([s for s in body if not is_late(s)])) for name, body in bodies.items()}
    assert not {name: found for name, found in early.items() if found}


def test_the_app_is_only_a_door() -> None:
    body = ast.parse((ROOT / "app.py").read_text(encoding="utf-8")).body
    assert set(imported(body)) - sys.stdlib_module_names <= {"streamlit", "ui"}


def test_only_known_folders_at_the_top() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in files() if path.parent != ROOT}
    known = {*PACKAGES, "models", "tests", "benchmarks", "docs"}
    assert {folder for folder in folders if not folder.startswith(".")} <= known


def test_a_class_has_its_name_to_itself() -> None:
    places: dict[str, list[str]] = {}
    for path in product_files():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(f"{relative(path)}:{node.lineno}")
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_no_file_names_a_machine() -> None:
    here = [f"{place}/" for place in (str(ROOT), str(Path.home())) if len(place) > 1]
    found = []
    for path in files("*.py", "*.md", "*.toml", "*.txt", "*.js", "*.css", "*.po", "*.cfg", "Makefile", ".ci"):
        text = path.read_text(encoding="utf-8")
        found += [f"{relative(path)}: {m[0]}" for m in MACHINE.finditer(text)]
        found += [f"{relative(path)}: {place}" for place in here if place in text]
    assert not found


def test_no_cache_grows_with_what_visitors_do() -> None:
    trees = {relative(path): parsed(path) for path in product_files()}
    functions = [(name, node) for name, tree in trees.items() for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    found = [f"{name}: {node.name}" for name, node in functions if not all(map(is_bounded(node), node.decorator_list))]
    assert not found


@pytest.mark.parametrize(
    ("text", "bounded"),
    [
        ("@cache\ndef f(): ...", True),
        ("@cache\ndef f(kind: type[Options]): ...", True),
        ("@cache\ndef f(text: str): ...", False),
        ("@functools.cache\ndef f(text: str): ...", False),
        ("@lru_cache(maxsize=8)\ndef f(text: str): ...", True),
        ("@lru_cache(KEPT)\ndef f(text: str): ...", True),
        ("@lru_cache\ndef f(text: str): ...", True),
        ("@lru_cache(maxsize=None)\ndef f(text: str): ...", False),
        ("@st.cache_data\ndef f(text: str): ...", False),
        ("@st.cache_data(max_entries=9)\ndef f(text: str): ...", True),
        ("@st.cache_resource(show_spinner=False)\ndef f(): ...", True),
        ("@st.cache_resource(show_spinner=False)\ndef f(id: str): ...", False),
        ("@whole\ndef f(text: str): ...", True),
    ],
)
def test_what_counts_as_a_bounded_cache(text: str, bounded: bool) -> None:
    (node,) = ast.parse(text).body
    assert isinstance(node, FUNCTIONS)
    assert all(map(is_bounded(node), node.decorator_list)) == bounded


def is_bounded(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Callable[[ast.expr], bool]:
    """Whether a decorator of a function keeps a limited number of results, or keeps none.

    A cache without a limit is for functions that can be called with the project's own folders, tables and classes only.
    """
    own = all(argument.annotation and OWN.match(ast.unparse(argument.annotation)) for argument in function.args.args)

    def judged(decorator: ast.expr) -> bool:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = ast.unparse(call.func if call else decorator).rpartition(".")[2]
        named = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords} if call else {}
        if name == "lru_cache":
            return own or named.get("maxsize") != "None"
        return own or name not in CACHES or "max_entries" in named

    return judged


def is_late(statement: ast.stmt) -> bool:
    """Whether what the statement imports waits for a call or for the type checker."""
    if isinstance(statement, ast.If):
        return "TYPE_CHECKING" in ast.unparse(statement.test)
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
