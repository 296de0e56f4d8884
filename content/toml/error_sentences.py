"""Validation errors of pydantic as sentences with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from content.errors import Problem
from content.toml.line_numbers import Keys, line_of, lines

NO_NUMBER, NO_WHOLE_NUMBER = "{path} must be a number.", "{path} must be a whole number."
NO_TABLE, NO_SWITCH = "{path} must be a table.", "{path} must be true or false."
SENTENCES = {
    "missing": "{where} has no {last}: add it.",
    "extra_forbidden": "{path} is not known here: correct its spelling or take it out.",
    "model_type": NO_TABLE,
    "model_attributes_type": NO_TABLE,
    "mapping_type": NO_TABLE,
    "tuple_type": "{path} must be a list.",
    "too_short": "{path} has {actual_length} entries; it needs at least {min_length}.",
    "too_long": "{path} has {actual_length} entries; it takes at most {max_length}.",
    "string_type": "{path} must be a text in quotation marks.",
    "string_too_short": "{path} is empty: write something.",
    "string_pattern_mismatch": "{path} is {got}, which does not have the form {pattern}.",
    "float_type": NO_NUMBER,
    "float_parsing": NO_NUMBER,
    "int_type": NO_WHOLE_NUMBER,
    "int_parsing": NO_WHOLE_NUMBER,
    "int_from_float": NO_WHOLE_NUMBER,
    "bool_type": NO_SWITCH,
    "bool_parsing": NO_SWITCH,
    "greater_than": "{path} is {got}; it must be more than {gt}.",
    "greater_than_equal": "{path} is {got}; it must be at least {ge}.",
    "less_than_equal": "{path} is {got}; it must be at most {le}.",
    "literal_error": "{path} is {got}; it is one of {expected}.",
    "union_tag_not_found": '{path} does not say its kind: add kind = "steps", "choice" or another.',
    "union_tag_invalid": "{path} has the unknown kind '{tag}'; it is one of {expected_tags}.",
    "value_error": "{path} {error}.",
}
NOT_UTF8 = "This file is not UTF-8: save it as UTF-8."
IN_TWO_LANGUAGES = '{path} must be given in both languages: {{en = "…", zh = "…"}}.'


class TomlSource:
    """A TOML file of the content: its name for messages, its text, and the lines of its keys."""

    def __init__(self, file: Path, root: Path) -> None:
        self.name = f"{root.name}/{file.relative_to(root).as_posix()}"
        self.text = file.read_text(encoding="utf-8")
        self._lines: dict[Keys, int] | None = None

    @property
    def lines(self) -> dict[Keys, int]:
        """The line number of every key; computed when first needed."""
        if self._lines is None:
            self._lines = lines(self.text)
        return self._lines

    def problem(self, keys: Keys, sentence: str) -> Problem:
        """A fault at a key, or at the nearest enclosing key that is in the file."""
        return Problem(self.name, line_of(self.lines, keys), sentence)


def unreadable(source: TomlSource, error: tomllib.TOMLDecodeError) -> Problem:
    """The fault of a file that is not valid TOML."""
    message = str(error)
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    said = re.sub(r"\s*\(at .*\)", "", message)
    line = int(place[1]) if place else source.text.count("\n") + 1
    return Problem(source.name, line, f"This is not valid TOML ({said}): correct the line.")


def invalid(source: TomlSource, data: Any, error: ValidationError) -> Iterator[Problem]:
    """The faults that pydantic found, one sentence each."""
    for found in error.errors():
        keys = _keys(data, found["loc"])
        if found["type"] == "missing":
            keys = (*keys, found["loc"][-1])
        yield source.problem(keys, _sentence(keys, dict(found)))


def _keys(data: Any, location: tuple[str | int, ...]) -> Keys:
    """The part of the location that is in the file, without parts that only the schema has, such as a union's kind."""
    keys: Keys = ()
    for key in location:
        if key in data if isinstance(data, dict) else isinstance(data, list) and isinstance(key, int):
            data = data[key]
            keys = (*keys, key)
    return keys


def _sentence(keys: Keys, found: dict[str, Any]) -> str:
    context = found.get("ctx", {})
    template = SENTENCES.get(found["type"], "{path} is wrong ({message}).")
    if found["type"].startswith("model") and context.get("class_name") in ("Text", "Label", "Hint", "Line"):
        template = IN_TWO_LANGUAGES
    values = {
        "path": dotted(keys),
        "where": dotted(keys[:-1]),
        "last": keys[-1] if keys else "",
        "message": found["msg"],
    }
    return template.format(**values, **{"got": repr(found.get("input")), **context})


def dotted(keys: Keys) -> str:
    """A key as an author would write it, with list entries counted from 1: presets[2].inputs.X."""
    text = ""
    for key in keys:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text or "The file"
