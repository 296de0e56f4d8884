"""Every sentence of the code has a Chinese one with the same values in it."""

from __future__ import annotations

import ast
import gettext
import string
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from presentation.locale.update import ROOT, extracted
from presentation.translate import LOCALE, catalogue

MESSAGES = [message for message in extracted() if message.id]


def forms(texts: Any) -> tuple[str, ...]:
    """Singular and plural, or the one sentence."""
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


@cache
def translated() -> dict[tuple[str, ...], Message]:
    with (LOCALE / "zh" / "LC_MESSAGES" / "stepwise.po").open("rb") as source:
        return {forms(message.id): message for message in read_po(source, locale="zh") if message.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: str(m.id)[:50])
def test_is_translated_with_the_same_values(message: Message) -> None:
    found = translated().get(forms(message.id))
    assert found is not None, "run python -m presentation.locale.update"
    assert all(forms(found.string)), "translate it in presentation/locale/zh/LC_MESSAGES/stepwise.po"
    assert not found.fuzzy
    for text in forms(found.string):
        assert fields(text) == fields(forms(message.id)[-1])


def test_no_translation_is_left_over() -> None:
    assert set(translated()) == {forms(message.id) for message in MESSAGES}


def test_english_is_its_own_translation_and_chinese_is_compiled_when_read() -> None:
    assert catalogue("en").gettext("Next step") == "Next step"
    assert isinstance(catalogue("zh"), gettext.GNUTranslations)
    assert catalogue("zh").gettext("Next step") == "下一步"
    assert catalogue("zh").ngettext("{n} attempt", "{n} attempts", 3) == "{n} 次"


def test_no_sentence_hides_inside_a_format_string() -> None:
    """The extractor does not look into f-strings."""
    for file in sorted([*(ROOT / "ui").rglob("*.py"), *(ROOT / "presentation").rglob("*.py")]):
        for outer in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(outer, ast.JoinedStr):
                called = [n.func for n in ast.walk(outer) if isinstance(n, ast.Call)]
                assert not [f for f in called if isinstance(f, ast.Name) and f.id in ("_", "ngettext")], (
                    file,
                    outer.lineno,
                )
