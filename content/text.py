"""Bilingual texts: every text of the content in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator


class Model(BaseModel):
    """Base class of all content: immutable, and unknown fields are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)  # nobody meets all kinds of question


def _formulas_closed(text: str) -> str:
    if text.replace(r"\$", "").count("$") % 2:
        raise ValueError("has an odd number of $ signs: close the formula")
    return text


def _without_formulas(text: str) -> str:
    if "$" in text:
        raise ValueError("is shown as plain text: write √dₖ, not $\\sqrt{d_k}$")
    return text


Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_formulas_closed)]
PlainWords = Annotated[Words, AfterValidator(_without_formulas)]


def put(text: str, mark: str, value: str) -> str:
    """A text with a value in place of a mark; a space keeps Chinese apart from letters and digits, as γ 与 β."""
    first, *rest = text.split(mark)
    for part in rest:
        first = _beside(_beside(first, value), part)
    return first


def _beside(before: str, after: str) -> str:
    ends = before[-1:], after[:1]
    apart = any(map(_chinese, ends)) and any(unicodedata.category(x)[0] in "LNM" and not _chinese(x) for x in ends if x)
    return f"{before} {after}" if apart else before + after


def _chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def fingerprint(*words: str) -> str:
    """A short hash of these words as a stable key, the same on every machine.

    It begins with a letter, so that it cannot be mistaken for a number.
    """
    return "f" + blake2b("\n".join(words).encode(), digest_size=5).hexdigest()


class Text(Model):
    """A text in both languages: one or more sentences of Markdown with formulas between $ signs."""

    en: Words
    zh: Words

    @property
    def key(self) -> str:
        """A stable key for stored answers: the fingerprint of the English text. The Chinese text may change freely."""
        return fingerprint(self.en)

    def of(self, language: str) -> str:
        """The text in a language: Chinese for "zh", "zh-CN" and so on, English for any other."""
        return self.zh if language.startswith("zh") else self.en


class Label(Text):
    """A short plain text for a button, menu or heading, without formulas."""

    en: PlainWords
    zh: PlainWords


class AxisLabels(Model):
    """Labels of an array's rows or columns in both languages; a plain list is the same in both."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _same_in_both(cls, given: Any) -> Any:
        return {"en": given, "zh": given} if isinstance(given, list | tuple) else given

    @model_validator(mode="after")
    def _as_many_in_both(self) -> AxisLabels:
        if len(self.en) != len(self.zh):
            raise ValueError(f"has {len(self.en)} English words and {len(self.zh)} Chinese ones")
        return self

    def of(self, language: str) -> tuple[str, ...]:
        """The labels in a language: Chinese for "zh", "zh-CN" and so on, English for any other."""
        return self.zh if language.startswith("zh") else self.en

    def __len__(self) -> int:
        return len(self.en)


NAME = re.compile("([\u4e00-\u9fff])?{name}([\u4e00-\u9fff])?")


def with_name(said: Text, name: Text) -> Text:
    """A text with a name in the place of {name}; in Chinese with a space where it meets Latin letters or digits."""

    def spaced(found: re.Match[str]) -> str:
        before = " " if found[1] and name.zh[0].isascii() else ""
        after = " " if found[2] and name.zh[-1].isascii() else ""
        return f"{found[1] or ''}{before}{name.zh}{after}{found[2] or ''}"

    return Text(en=said.en.replace("{name}", name.en), zh=NAME.sub(spaced, said.zh))
