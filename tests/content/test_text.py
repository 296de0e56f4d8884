"""Words in two languages."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from content import Label, Text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "gate"), ("zh", "门"), ("zh-CN", "门"), ("zh_TW", "门"), ("fr", "gate")]
)
def test_the_words_of_a_language(language: str, words: str) -> None:
    assert Text(en="gate", zh="门").of(language) == words


@pytest.mark.parametrize(
    ("en", "said"),
    [
        ("", "at least 1 character"),
        ("   ", "at least 1 character"),
        ("the root $\\sqrt{2} of it", "has an odd number of $ signs: close the formula"),
    ],
)
def test_words_that_cannot_be_shown(en: str, said: str) -> None:
    with pytest.raises(ValidationError, match="1 validation error") as caught:
        Text(en=en, zh="门")
    assert said in str(caught.value)


def test_a_dollar_can_be_escaped() -> None:
    assert Text(en=r"costs \$5, or $x$", zh="门").en == r"costs \$5, or $x$"


def test_labels_hold_no_formulas() -> None:
    with pytest.raises(ValidationError, match="plain text"):
        Label(en="÷ $d_k$", zh="÷ dₖ")


def test_words_cannot_be_changed() -> None:
    text = Text(en="gate", zh="门")
    with pytest.raises(ValidationError, match="frozen"):
        text.en = "door"
