"""The repository's files, and what its Python files import."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("loading", "engine", "parameters", "content", "check", "quiz", "db", "presentation", "ui")


def files(*patterns: str) -> list[Path]:
    """Files of the repository, new ones included and ignored ones not, that match Git's patterns."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return sorted(path for path in {ROOT / name for name in listed if name} if path.is_file())


def relative(path: Path) -> str:
    """The path as the repository sees it, for names of tests and messages."""
    return path.relative_to(ROOT).as_posix()


def product_files() -> list[Path]:
    """The Python files that learners run: the packages and app.py, without tests and benchmarks."""
    return [path for path in files("*.py") if path.relative_to(ROOT).parts[0] in (*PACKAGES, "app.py")]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file, parsed once for all tests of this process."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(statements: list[ast.stmt]) -> Iterator[str]:
    """The top-level names that these statements and all below them import absolutely."""
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]
