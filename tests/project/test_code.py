"""The code's manners that no linter holds."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

from tests.project.files import PACKAGES, ROOT, files, imported, product_files, relative

MODULES = files("*.py")
LATE = {"torch", "pandas"}  # 0.8 and 0.3 seconds that the first page does not have
LONGEST = 400
MACHINE = re.compile(r"(?<![\w./])/(?:root|work|Users/\w+|home/(?!me/|you/)\w+)/")


def test_modules_say_what_they_are() -> None:
    texts = {relative(module): module.read_text(encoding="utf-8") for module in MODULES}
    assert not [name for name, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]


def test_modules_are_short() -> None:
    lengths = {relative(module): len(module.read_text(encoding="utf-8").splitlines()) for module in MODULES}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST}


def test_heavy_libraries_are_imported_late() -> None:
    bodies = {relative(module): ast.parse(module.read_text(encoding="utf-8")).body for module in product_files()}
    early = {name: LATE & set(imported([s for s in body if not is_late(s)])) for name, body in bodies.items()}
    assert not {name: found for name, found in early.items() if found}


def test_the_app_is_only_a_door() -> None:
    body = ast.parse((ROOT / "app.py").read_text(encoding="utf-8")).body
    assert set(imported(body)) - sys.stdlib_module_names <= {"streamlit", "ui"}


def test_only_known_folders_at_the_top() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in files() if path.parent != ROOT}
    assert {folder for folder in folders if not folder.startswith(".")} <= {*PACKAGES, "tests", "benchmarks", "docs"}


def test_no_file_names_a_machine() -> None:
    here = [f"{place}/" for place in (str(ROOT), str(Path.home())) if len(place) > 1]
    found = []
    for path in files("*.py", "*.md", "*.toml", "*.txt", "*.js", "*.css", "*.po", "*.cfg", "Makefile", ".ci"):
        text = path.read_text(encoding="utf-8")
        found += [f"{relative(path)}: {m[0]}" for m in MACHINE.finditer(text)]
        found += [f"{relative(path)}: {place}" for place in here if place in text]
    assert not found


def is_late(statement: ast.stmt) -> bool:
    """Whether what the statement imports waits for a call or for the type checker."""
    if isinstance(statement, ast.If):
        return "TYPE_CHECKING" in ast.unparse(statement.test)
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
