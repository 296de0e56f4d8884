"""The code's manners that no linter holds."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.project.files import PACKAGES, ROOT, files, imported, product_files, relative

MODULES = files("*.py")
LATE = {"torch", "pandas"}  # 0.8 and 0.3 seconds that the first page does not have
LONGEST = 400
MACHINE = re.compile(r"(?<![\w./])/(?:root|work|Users/\w+|home/(?!me/|you/)\w+)/")


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_modules_say_what_they_are(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "a module begins with a docstring"
    assert len(text.splitlines()) <= LONGEST


@pytest.mark.parametrize("module", product_files(), ids=relative)
def test_heavy_libraries_are_imported_late(module: Path) -> None:
    top = [s for s in ast.parse(module.read_text(encoding="utf-8")).body if not is_late(s)]
    assert not LATE & set(imported(top))


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
