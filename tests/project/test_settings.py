"""Settings that keep their promises: safe defaults that Streamlit knows, exact pins of all that is imported."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import pytest

from tests.project.files import PACKAGES, ROOT, files, imported, product_files, relative

CONFIG: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([\w.-]+)==([\w.]+)$")


def options(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from options(value, name)
        else:
            yield name, value


def pins(file: str) -> dict[str, str]:
    """Distribution → version of every line of a requirements file that is not a comment or another file."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    matches = [(line, PIN.match(line)) for line in lines if line and not line.startswith(("#", "-r"))]
    assert all(match for _, match in matches), f"{file}: every line is name==version"
    return {match[1].lower(): match[2] for _, match in matches if match}


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    for name, value in options(CONFIG):
        assert config.get_option(name) == value, name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.address", "127.0.0.1"),
        ("server.enableAgentApi", False),
        ("browser.gatherUsageStats", False),
        ("client.showErrorLinks", False),
    ],
)
def test_only_this_machine_is_served_and_nobody_is_told(name: str, value: object) -> None:
    assert dict(options(CONFIG))[name] == value


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_pins_are_what_is_installed(file: str) -> None:
    for name, pinned in pins(file).items():
        assert version(name).partition("+")[0] == pinned, name


def test_what_learners_run_is_pinned() -> None:
    assert unpinned(product_files(), pins("requirements.txt")) == []


def test_what_tests_run_is_pinned() -> None:
    both = pins("requirements.txt") | pins("requirements-dev.txt")
    assert unpinned(files("tests/*.py", "benchmarks/*.py"), both) == []


def unpinned(paths: list[Path], pinned: Mapping[str, str]) -> list[str]:
    """Which file imports which module that no pinned distribution provides."""
    ours = {*PACKAGES, "app", "tests", "benchmarks", *sys.stdlib_module_names}
    provided = {module for module, by in packages_distributions().items() if {d.lower() for d in by} & set(pinned)}
    return [
        f"{relative(path)} imports {name}"
        for path in paths
        for name in sorted(set(imported(ast.parse(path.read_text(encoding="utf-8")).body)) - ours - provided)
    ]
