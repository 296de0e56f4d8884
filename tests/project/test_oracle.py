"""The tests can be collected without PyTorch: no module of theirs asks for anything of it while it is imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.project.files import files, relative

ORACLE = "tests.oracle"


def test_pytorch_is_asked_for_only_while_a_test_runs() -> None:
    trees = {relative(path): ast.parse(path.read_text(encoding="utf-8")) for path in files("tests/**/*.py")}
    users = {name: tree for name, tree in trees.items() if oracles(tree)}
    assert len(users) > 20
    assert not [f"{name}:{line}" for name, tree in users.items() for line in early(tree)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x = nn.RNN", [2]),
        ("x: nn.Module", []),
        ("x: nn.Module = nn.RNN()", [2]),
        ("class A(nn.Module):\n    pass", [2]),
        ("class A:\n    def f(self) -> nn.Module:\n        return nn.RNN()", []),
        ("def f(x: nn.Module) -> nn.Module:\n    return nn.RNN()", []),
        ("def f(x=nn.RNN): ...", [2]),
        ("@mark('kind', [1, nn.RNN])\ndef f(): ...", [2]),
        ("x = lambda: nn.RNN", []),
        ("if True:\n    x = [1, nn.RNN]", [3]),
    ],
)
def test_what_is_asked_for_early(text: str, lines: list[int]) -> None:
    assert list(early(ast.parse(f"from {ORACLE} import nn\n{text}"))) == lines


def oracles(tree: ast.Module) -> set[str]:
    """The names that the module has from the oracle."""
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == ORACLE]
    return {alias.asname or alias.name for node in froms for alias in node.names}


def early(tree: ast.Module) -> Iterator[int]:
    """The lines that use one of those names while the module is imported."""
    names = oracles(tree)
    for node in executed(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield node.lineno


def executed(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is executed with it: no body of a function, no annotation."""
    yield node
    for name, value in ast.iter_fields(node):
        is_body = name == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if is_body or name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from executed(child)
