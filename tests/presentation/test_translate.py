"""Every sentence of the code has a Chinese one with the same values in it."""

from __future__ import annotations

import ast
import gettext
import html
import io
import string
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markdown_it import MarkdownIt

from content.check.forbidden_words import forbidden_words
from db.errors import StoreError
from presentation.catalogue import read
from presentation.locale.update import ROOT, extracted
from presentation.translate import JOINER, LOCALE, catalogue, escaped, filled, plain_sentence, sentence
from tests.project.files import parsed


@cache
def messages() -> list[Message]:
    return [message for message in extracted() if message.id]


def forms(texts: Any) -> tuple[str, ...]:
    """Singular and plural, or the one sentence."""
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


@cache
def translated() -> dict[tuple[str, ...], Message]:
    with (LOCALE / "zh" / "LC_MESSAGES" / "stepwise.po").open("rb") as source:
        return {forms(message.id): message for message in read_po(source, locale="zh") if message.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.exhaustive
def test_every_message_is_in_the_catalogue() -> None:
    missing = [message.id for message in messages() if forms(message.id) not in translated()]
    assert not missing, "run python -m presentation.locale.update"


def test_every_message_is_translated() -> None:
    found = [(message.id, translated().get(forms(message.id))) for message in messages()]
    blank = [id for id, message in found if message and (message.fuzzy or not all(forms(message.string)))]
    assert not blank, "translate them in presentation/locale/zh/LC_MESSAGES/stepwise.po"


def test_no_message_has_a_forbidden_word() -> None:
    path = "presentation/locale/zh/LC_MESSAGES/stepwise.po"
    found = [
        (text, sentence)
        for source, message in translated().items()
        for language, texts in (("en", source), ("zh", forms(message.string)))
        for text in texts
        for _, sentence in forbidden_words(text, language, path)
    ]
    assert not found


def test_every_translation_holds_the_same_values() -> None:
    wrong = [
        (source, text)
        for source, message in translated().items()
        for text in forms(message.string)
        if fields(text) != fields(source[-1])
    ]
    assert not wrong


def test_no_translation_is_left_over() -> None:
    assert set(translated()) == {forms(message.id) for message in messages()}


def test_english_is_its_own_translation_and_chinese_is_in_the_catalogue() -> None:
    assert catalogue("en").gettext("Next step") == "Next step"
    assert catalogue("en").ngettext("{n} attempt", "{n} attempts", 3) == "{n} attempts"
    assert catalogue("zh").gettext("Next step") == "下一步"
    assert catalogue("zh").ngettext("{n} attempt", "{n} attempts", 3) == "{n} 次"
    assert catalogue("zh").gettext("no message") == "no message"
    assert catalogue("zh").ngettext("no message", "no messages", 2) == "no messages"


def test_every_translation_is_read_as_babel_compiles_it() -> None:
    compiled = io.BytesIO()
    with (LOCALE / "zh" / "LC_MESSAGES" / "stepwise.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale="zh"))
    expected = gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
    for one, *many in translated():
        if many:
            assert catalogue("zh").ngettext(one, many[0], 2) == expected.ngettext(one, many[0], 2) != ""
        else:
            assert catalogue("zh").gettext(one) == expected.gettext(one) != ""


def test_what_is_still_to_be_revised_is_not_said(tmp_path: Path) -> None:
    file = tmp_path / "stepwise.po"
    file.write_text(
        'msgid ""\nmsgstr "Language: zh\\n"\n\n'
        '#, fuzzy, python-brace-format\nmsgid "one"\nmsgstr "一"\n\n'
        'msgid ""\n"two \\"lines\\"\\n"\n"long"\nmsgstr ""\n"两\\\\"\n"行"\n',
        encoding="utf-8",
    )
    found = read(file)
    assert found.gettext("one") == "one"
    assert found.gettext('two "lines"\nlong') == "两\\行"
    assert found.gettext("") == ""


def test_no_sentence_hides_inside_a_format_string() -> None:
    """The extractor does not look into f-strings."""
    for file in sorted([*(ROOT / "ui").rglob("*.py"), *(ROOT / "presentation").rglob("*.py")]):
        for outer in ast.walk(parsed(file)):
            if isinstance(outer, ast.JoinedStr):
                called = [n.func for n in ast.walk(outer) if isinstance(n, ast.Call)]
                assert not [f for f in called if isinstance(f, ast.Name) and f.id in ("_", "ngettext")], (
                    file,
                    outer.lineno,
                )


def templates(file: Path) -> list[str]:
    """The sentences with values in them that stand in tables, of which the extractor reads only those in N_."""
    tables = [node for node in ast.walk(parsed(file)) if isinstance(node, ast.Dict)]
    texts = [value for table in tables for value in table.values if isinstance(value, ast.Constant)]
    found = [str(text.value) for text in texts if isinstance(text.value, str)]
    return [text for text in found if text[:1].isupper() and text.endswith(".") and fields(text)]


def test_no_sentence_of_a_table_is_passed_over() -> None:
    for folder in ("engine", "check", "quiz", "parameters", "loading", "models", "db"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            assert not templates(file), f"{file}: mark them with N_"


# ---- values in sentences ----

HOSTILE = (
    "![x](http://example.test/x.png)",
    "[x](http://example.test)",
    "<img src='http://example.test/x.png'>",
    "http://example.test HTTPS://EXAMPLE.TEST www.example.test someone@example.test",
    ":material/home: :red[x] $x$ **x** `x` ~x~",
    "one\n\n# two\n- three\n    four",
    "\\![x](http://example.test/x.png)",
    "![x][y]\n\n[y]: http://example.test/x.png",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_reads_in_markdown_as_it_was_typed(typed: str) -> None:
    read = MarkdownIt("commonmark").enable("strikethrough").renderInline(escaped(typed))
    assert html.unescape(read).replace(JOINER, "") == " ".join(typed.splitlines())


@pytest.mark.parametrize("typed", HOSTILE)
def test_every_sentence_is_filled_like_this(typed: str) -> None:
    error = StoreError("{database} cannot be used: {reason}.", database=Path(typed), reason=typed)
    assert sentence(error) == f"{escaped(Path(typed))} cannot be used: {escaped(typed)}."
    assert plain_sentence(error) == f"{Path(typed)} cannot be used: {typed}."
    assert filled("{n:.2f} {size} {text}", n=0.5, size=np.int64(3), text=typed) == f"0.50 3 {escaped(typed)}"


def test_what_is_very_long_is_shortened() -> None:
    assert escaped("x" * 10_000).endswith("xx…")
    assert len(escaped("*" * 10_000)) <= 600
