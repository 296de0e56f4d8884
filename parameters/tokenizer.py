"""Tokenizers: tokenizer.json of a checkpoint, read by the tokenizers package, which Stepwise can do without."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from loading.errors import Refused

REQUIREMENTS = "requirements-tokenizers.txt"
MARKED_SPACE, SPACE = "Ġ", "·"  # how GPT-2's vocabulary writes the space before a word, and how it is shown


class TokenizedText(NamedTuple):
    """The tokens of a text as they are shown, and their numbers in the vocabulary."""

    said: tuple[str, ...]
    numbers: tuple[int, ...]


def tokenized(file: Path, text: str, most: int) -> TokenizedText:
    """At most so many tokens of a text, special ones among them. Raises Refused without the package, for a damaged
    file, and for one that is gone.
    """
    try:
        written = file.stat().st_mtime_ns
    except OSError as error:
        raise Refused("no_such_file", path=str(file)) from error
    found = _encoded(file, written, text)
    said = tuple(token.replace(MARKED_SPACE, SPACE) for token in found.tokens)
    return TokenizedText(said[:most], tuple(found.ids[:most]))


def _encoded(file: Path, written: int, text: str) -> Any:
    split = _tokenizer(file, written)
    try:
        return split.encode(text)
    except Exception as error:  # as for a vocabulary without its own token for unknown words
        raise Refused("damaged_config", file=file.name) from error


@lru_cache(maxsize=4)
def _tokenizer(file: Path, _written: int) -> Any:
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise Refused("tokenizers_missing", file=REQUIREMENTS) from error
    try:
        found = Tokenizer.from_file(str(file))
    except Exception as error:  # the package raises plain Exception for a damaged file
        raise Refused("damaged_config", file=file.name) from error
    found.no_padding()
    found.no_truncation()
    return found
