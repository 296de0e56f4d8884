"""Words in two languages."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator


class Model(BaseModel):
    """What every part of the content is: immutable, and nothing in it that the schema does not know."""

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


def fingerprint(*words: str) -> str:
    """A short name for these words, the same on every machine; it begins with a letter, so that none is a number."""
    return "f" + blake2b("\n".join(words).encode(), digest_size=5).hexdigest()


class Text(Model):
    """A sentence or more; Markdown, formulas between $ signs."""

    en: Words
    zh: Words

    @property
    def key(self) -> str:
        """What records call it: a fingerprint of the English words, whatever becomes of the Chinese ones."""
        return fingerprint(self.en)

    def of(self, language: str) -> str:
        """The words in a language: Chinese for "zh", "zh-CN" …, English for every other."""
        return self.zh if language.startswith("zh") else self.en


class Label(Text):
    """A few words that stand in a chip, a menu or a heading: plain text without formulas."""

    en: PlainWords
    zh: PlainWords


class Tokens(Model):
    """Words that stand beside rows or above columns; a plain list is the same in every language."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _same_in_both(cls, given: Any) -> Any:
        return {"en": given, "zh": given} if isinstance(given, list | tuple) else given

    @model_validator(mode="after")
    def _as_many_in_both(self) -> Tokens:
        if len(self.en) != len(self.zh):
            raise ValueError(f"has {len(self.en)} English words and {len(self.zh)} Chinese ones")
        return self

    def of(self, language: str) -> tuple[str, ...]:
        """The words in a language: Chinese for "zh", "zh-CN" …, English for every other."""
        return self.zh if language.startswith("zh") else self.en

    def __len__(self) -> int:
        return len(self.en)
