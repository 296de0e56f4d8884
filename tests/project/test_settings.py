"""Settings that keep their promises: safe defaults that Streamlit knows, exact pins of all that is imported."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import pytest

from tests.project.files import PACKAGES, ROOT, files, imported, parsed, product_files

CONFIG: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)$")


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


@pytest.mark.parametrize(
    "file", ["requirements.txt", "requirements-dev.txt", "requirements-postgresql.txt", "requirements-tokenizers.txt"]
)
def test_pins_are_what_is_installed(file: str) -> None:
    for name, pinned in pins(file).items():
        assert version(name).partition("+")[0] == pinned, name


@pytest.mark.torch
def test_the_pinned_torch_is_what_is_installed() -> None:
    assert {name: version(name).partition("+")[0] for name in pins(TORCH)} == pins(TORCH)


# ---- what is imported is pinned; what is pinned is imported ----

APP, TORCH, DEV = "requirements.txt", "requirements-torch.txt", "requirements-dev.txt"
POSTGRESQL, TOKENIZERS = "requirements-postgresql.txt", "requirements-tokenizers.txt"
TOOLS = {"import-linter": "lint-imports", "pytest-xdist": "-n 2", "mypy": "mypy", "ruff": "ruff"}  # how make calls them
MARKS = {"pytest-rerunfailures": "mark.flaky"}  # how tests call what they do not import


def test_what_learners_run_is_pinned_and_nothing_else() -> None:
    imports = libraries(product_files())
    assert distributions(imports - {"torch", "tokenizers"}) == set(pins(APP))
    assert {"torch", "tokenizers"} <= imports
    assert set(pins(TORCH)) == {"torch"}
    assert set(pins(TOKENIZERS)) == {"tokenizers"}


def test_the_driver_of_postgresql_is_the_one_that_addresses_name() -> None:
    from sqlalchemy import make_url

    driver = make_url("postgresql+psycopg://there/stepwise").get_dialect().import_dbapi()
    assert set(pins(POSTGRESQL)) == {driver.__name__}


def test_what_tests_run_is_pinned_and_nothing_else() -> None:
    imports = libraries(files("tests/*.py", "benchmarks/*.py")) - {"torch"}
    stubs = {name for name in pins(DEV) if is_stub(name)}
    assert distributions(imports) - set(pins(APP)) == set(pins(DEV)) - stubs - set(TOOLS) - set(MARKS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert [tool for tool, call in TOOLS.items() if call not in makefile] == []
    tests = "".join(path.read_text(encoding="utf-8") for path in files("tests/*.py") if path != Path(__file__))
    assert [plugin for plugin, call in MARKS.items() if call not in tests] == []


def test_stubs_are_of_what_is_imported() -> None:
    of = {name.removeprefix("types-").removesuffix("-stubs") for name in pins(DEV) if is_stub(name)}
    assert of <= set(pins(APP)) | set(pins(DEV))


def is_stub(distribution: str) -> bool:
    return distribution.startswith("types-") or distribution.endswith("-stubs")


def libraries(paths: list[Path]) -> set[str]:
    """The modules that these files import, early or late, and that are neither ours nor Python's."""
    ours = {*PACKAGES, "app", "models", "tests", "benchmarks", *sys.stdlib_module_names}
    return {name for path in paths for name in imported(parsed(path).body)} - ours


def distributions(modules: set[str]) -> set[str]:
    """What brings them, by the name it is pinned under; a module that nothing brings stands for itself."""
    bring = packages_distributions()
    return {bring[module][0].lower() if module in bring else module for module in modules}


def test_no_package_lies_at_the_top_level() -> None:
    """A downloaded wheel was once committed with everything else."""
    kept = {".py", ".md", ".toml", ".txt", ""}
    files_here = [path for path in ROOT.iterdir() if path.is_file() and not path.name.startswith(".")]
    assert not [path.name for path in files_here if path.suffix not in kept]
