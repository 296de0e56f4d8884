"""Documents that cannot lie: paths and modules they name exist, commands find what they name, code runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import engine.mechanisms.attention
from engine import MECHANISMS, Program
from engine.readings.torch_check import install_line
from tests.project.commands import fault, is_command, lines
from tests.project.files import PACKAGES, ROOT, files, relative

PAGES = files("README.md", "docs/*.md")
FOLDERS = (*PACKAGES, "tests", "benchmarks", "docs")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(rf"(?:(?:{'|'.join(FOLDERS)})/[\w./<>*-]*|[\w-]+\.(?:py|md|txt|toml))$")
DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)}|tests|benchmarks)(?:\.\w+)+$")
EXECUTED = {  # pages whose Python, TOML and Markdown blocks a test takes out and runs
    "docs/authoring.md": "tests/content/documented.py",
    "docs/adding-a-mechanism.md": "tests/content/test_adding.py",
    "docs/check-mine.md": "tests/check/test_documented.py",
    "docs/design.md": "tests/project/test_documented.py",
}
# files that the examples of these pages would add
ADDED = (
    "content/topics/highway/",
    "content/topics/minimal/",
    "engine/mechanisms/minimal.py",
    "tests/engine/test_minimal.py",
    "topic.toml",
    "questions.toml",
    "lesson.",
)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, *languages: str) -> list[str]:
    return [text for language, text in FENCE.findall(text_of(page)) if language in languages]


def inline(page: Path) -> list[str]:
    return INLINE.findall(FENCE.sub("", text_of(page)))


def named(page: Path) -> Iterator[str]:
    """The paths a page names, in its text and in its trees of folders."""
    yield from (code for code in inline(page) if PATH.match(code))
    for tree in blocks(page, ""):
        yield from (line.split()[0] for line in tree.splitlines() if line.strip())


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_path_exists(page: Path) -> None:
    assert [path for path in named(page) if not path.startswith(ADDED) and not there(path)] == []


def there(path: str) -> bool:
    """Whether a path is in the repository; <kind> stands for any name."""
    pattern = re.sub(r"<\w+>", "*", path)
    return any(ROOT.glob(pattern)) or any(ROOT.glob(f"*/{pattern}"))


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_module_exists(page: Path) -> None:
    assert [name for name in inline(page) if DOTTED.match(name) and not importable(name)] == []


def importable(name: str) -> bool:
    """Whether it is a module, or something a module has."""
    module, _, attribute = name.rpartition(".")
    if module in (*PACKAGES, "tests", "benchmarks") and find_spec(name):
        return True
    try:
        return find_spec(name) is not None or hasattr(import_module(module), attribute)
    except ModuleNotFoundError:
        return bool(module) and hasattr(import_module(module), attribute)


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_command_finds_what_it_names(page: Path) -> None:
    commands = [line for block in blocks(page, "sh", "powershell") for line in lines(block)]
    commands += filter(is_command, inline(page))
    assert {command: wrong for command in commands if (wrong := fault(command))} == {}


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_block_is_held_to_what_it_says(page: Path) -> None:
    held = {"sh", "powershell", ""}
    if reader := EXECUTED.get(relative(page)):
        assert page.name in (ROOT / reader).read_text(encoding="utf-8")
        held |= {"python", "toml", "markdown"}
    assert {language for language, _ in FENCE.findall(text_of(page))} <= held


def test_the_designs_first_example_is_the_mechanism() -> None:
    (source,) = blocks(ROOT / "docs" / "design.md", "python")
    space: dict[str, Any] = {**vars(engine.mechanisms.attention), "mechanism": lambda *a, **sizes: lambda write: write}
    exec(source, space)
    real = MECHANISMS["self_attention"]
    for options in (real.options(), real.choose(mask="causal_and_padding", softmax="in_steps")):
        program = Program(dict(real.sizes))
        space["self_attention"](program, options)
        expected = real.build(options)
        assert {id: repr(step) for id, step in program.steps.items()} == {
            id: repr(step) for id, step in expected.steps.items()
        }
        assert list(program.inputs.values()) == list(expected.inputs.values())


def test_the_line_that_installs_pytorch_is_the_apps() -> None:
    (written,) = [line for block in blocks(ROOT / "README.md", "sh") for line in lines(block) if "torch" in line]
    assert written.partition(" -m ")[2] == install_line("linux").partition(" -m ")[2]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert install_line("linux").rpartition(" ")[2] in makefile


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("make rub", "there is no make target rub"),
        ("make run", ""),
        ("python -m contend", "there is no module contend"),
        (".venv/bin/python -m pip install -r requirement.txt", "there is no file requirement.txt"),
        (r".venv\Scripts\python -m streamlit run apq.py", "there is no script apq.py"),
        ('.venv/bin/python -m pytest -m "not torsh"', "there is no marker torsh"),
        (".venv/bin/python -m benchmarks engines", "there is no benchmark engines"),
        ("conda install stepwise", "nobody knows the command conda"),
        ("python app.py", "python is called with -m and a module"),
    ],
)
def test_a_false_command_is_found(command: str, wrong: str) -> None:
    assert fault(command) == wrong


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("engine.VERSION", True),
        ("engine.readings.compare", True),
        ("engine.readings.compared", False),
        ("engine.NO", False),
    ],
)
def test_a_false_name_is_found(name: str, there: bool) -> None:
    assert importable(name) == there
