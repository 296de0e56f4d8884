"""Chinese sentences have Chinese punctuation: in the catalogue, in the content, and where code puts texts together."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from tests.project.files import ROOT, parsed

HALF_WIDTH = re.compile(r"[\u3400-\u9fff」』）》][,;:?!]|[,;:?!][\u3400-\u9fff「『（《]")
CHINESE = re.compile(r"[\u3400-\u9fff]")
OTHER_QUOTES = re.compile(r"“[^”]*[\u3400-\u9fff{][^”]*”")
FORMULA_OR_CODE = re.compile(r"\$[^$]*\$|`[^`]*`|\{[^{}]*\}")
AFTER_A_VALUE = re.compile(r"\**[:?!][ *<]")


def half_width(text: str) -> list[str]:
    """The places where a half-width sign touches a Chinese one; formulas, code and fields are their own."""
    read = FORMULA_OR_CODE.sub("x", text)
    return [read[max(0, found.start() - 8) : found.end() + 8] for found in HALF_WIDTH.finditer(read)]


def chinese_texts() -> Iterator[tuple[str, str]]:
    catalogue = ROOT / "presentation/locale/zh/LC_MESSAGES/stepwise.po"
    with catalogue.open("rb") as file:
        for message in read_po(file, locale="zh"):
            said = message.string if isinstance(message.string, tuple | list) else (message.string,)
            yield from ((f"catalogue: {message.id}", text) for text in said if text)
    for path in sorted((ROOT / "content").rglob("*.zh.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from ((f"{path.relative_to(ROOT)}:{n}", line) for n, line in enumerate(lines, 1))
    for path in sorted((ROOT / "content").rglob("*.toml")):
        if path.name != "forbidden_words.toml":  # patterns
            found = tomllib.loads(path.read_text(encoding="utf-8"))
            yield from ((str(path.relative_to(ROOT)), text) for text in strings(found))


def strings(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for part in found.values() if isinstance(found, dict) else found:
            yield from strings(part)


@pytest.mark.parametrize("text", ["最可能的下一个词:", "权重,偏置", "好!", "是:「真」"])
def test_half_width_signs_are_found(text: str) -> None:
    assert half_width(text) or half_width(text + "词")


@pytest.mark.parametrize("text", ["最可能的下一个词：", "$a, b$，", "`f(x, y)`：", "（输入，输出）", "LSTM, GRU"])
def test_full_width_signs_formulas_and_code_are_left(text: str) -> None:
    assert not half_width(text)


def test_chinese_has_chinese_punctuation() -> None:
    found = [f"{where}: {place}" for where, text in chinese_texts() for place in half_width(text)]
    assert not found, "\n".join(found)


def other_quotes(text: str) -> list[str]:
    """Chinese words and fields of a Chinese text that are quoted with other marks than 「」, which the others have."""
    return OTHER_QUOTES.findall(text) if CHINESE.search(text) else []


def test_other_quotes_are_found() -> None:
    assert other_quotes("请在“设置”中恢复") == ["“设置”"]
    assert other_quotes("已改掉：“{mistake}”。") == ["“{mistake}”"]
    assert not other_quotes("请在「设置」中恢复")
    assert not other_quotes("句子是 “Your journey starts”")
    assert not other_quotes("“{mistake}” is gone")


def test_chinese_quotes_with_the_same_marks_everywhere() -> None:
    found = [f"{where}: {place}" for where, text in chinese_texts() for place in other_quotes(text)]
    assert not found, "\n".join(found)


def glued(tree: ast.AST) -> Iterator[int]:
    """Lines of f-strings that put a colon of one language behind a value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for value, after in zip(node.values, [*node.values[1:], None], strict=True):
                last = after is node.values[-1]
                text = str(after.value) if isinstance(after, ast.Constant) else ""
                if isinstance(value, ast.FormattedValue) and (AFTER_A_VALUE.match(text) or (last and text == ":")):
                    yield node.lineno


def test_glued_colons_are_found() -> None:
    assert list(glued(ast.parse('f"{title}: {said}"\nf"{said}:"\nf"**{title}**: x"'))) == [1, 2, 3]


@pytest.mark.parametrize("folder", ["presentation", "ui"])
def test_no_code_glues_a_colon_of_one_language_to_a_text(folder: str) -> None:
    files: list[Path] = sorted((ROOT / folder).rglob("*.py"))
    found = [f"{p.relative_to(ROOT)}:{n}" for p in files for n in glued(parsed(p))]
    assert not found, f"Say it with titled() or a message: {', '.join(found)}"
