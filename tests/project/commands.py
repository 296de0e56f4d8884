"""The commands that documents tell people to type, and whether they would find what they name."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from tests.project.files import ROOT

PYTHON = re.compile(r"(?:\.venv[/\\](?:bin|Scripts)[/\\])?(?:python3?|py)$")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
MARKER = re.compile(r'^  "(\w+): ', re.MULTILINE)


def lines(block: str) -> list[str]:
    """A shell block's commands, without comments."""
    bare = (re.sub(r"\s+#.*", "", line).strip() for line in block.splitlines())
    return [line for line in bare if line and not line.startswith("#")]


def is_command(text: str) -> bool:
    """Whether inline code is something to type, not a name."""
    first, *rest = text.split() or [""]
    return bool(rest) and (first == "make" or bool(PYTHON.match(first)))


def fault(command: str) -> str:
    """What a command names that is not there; "" when all is."""
    first, *rest = shlex.split(command.replace("\\", "/"))
    if first == "make":
        return missing(rest[:1], targets(), "make target")
    if not PYTHON.match(first):
        return f"nobody knows the command {first}"
    if rest[:1] != ["-m"] or len(rest) < 2:
        return "python is called with -m and a module"
    module, arguments = rest[1], rest[2:]
    if find_spec(module) is None:
        return f"there is no module {module}"
    return ARGUMENTS.get(module, any_arguments)(arguments)


def missing(names: list[str], there: set[str], what: str) -> str:
    """The first of some names that is not there."""
    return next((f"there is no {what} {name}" for name in names if name not in there), "")


def targets() -> set[str]:
    """The Makefile's targets."""
    return set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))


def markers() -> set[str]:
    """The tests' marks."""
    return set(MARKER.findall((ROOT / "pyproject.toml").read_text(encoding="utf-8")))


def any_arguments(arguments: list[str]) -> str:
    return ""


def following(option: str, arguments: list[str]) -> list[str]:
    """What comes after an option, each time it is given."""
    return [value for name, value in pairwise(arguments) if name == option]


def pip(arguments: list[str]) -> str:
    named = following("-r", arguments)
    there = {path.name for path in ROOT.glob("requirements*.txt")}
    return missing(named, there, "file") if named else "pip installs a requirements file"


def streamlit(arguments: list[str]) -> str:
    return missing(arguments[1:2], {path.name for path in ROOT.glob("*.py")}, "script")


def pytest(arguments: list[str]) -> str:
    wanted = set(re.findall(r"\w+", " ".join(following("-m", arguments)))) - {"not", "and", "or"}
    paths = [argument for argument in arguments if argument.startswith("tests")]
    there = {path for path in paths if (ROOT / path).exists()}
    return missing(sorted(wanted), markers(), "marker") or missing(paths, there, "file")


def benchmarks(arguments: list[str]) -> str:
    return missing(arguments, {path.stem for path in Path(ROOT / "benchmarks").glob("*.py")}, "benchmark")


ARGUMENTS: dict[str, Callable[[list[str]], str]] = {
    "pip": pip,
    "streamlit": streamlit,
    "pytest": pytest,
    "benchmarks": benchmarks,
}
