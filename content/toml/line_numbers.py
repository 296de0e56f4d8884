"""Line numbers of TOML keys. tomllib gives no positions, so this walks the same text to find them."""

from __future__ import annotations

import re
from typing import TypeAlias

Keys: TypeAlias = tuple[str | int, ...]

SPACE = re.compile(r"(?:[\s,]|#[^\n]*)*")
KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))[ \t]*""")
STRING = re.compile(
    r"""\"{3}(?:[^\\]|\\.)*?\"{3,5}|'{3}.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""",
    re.DOTALL,
)
SCALAR = re.compile(r"[^,\]}\n#]*")


def lines(text: str) -> dict[Keys, int]:
    """The line, counted from 1, of every key and list entry; `text` must be valid TOML."""
    return _Walk(text).found


def line_of(found: dict[Keys, int], keys: Keys) -> int:
    """The line of a key, or of the nearest enclosing key that is in the file; 1 if there is none."""
    while keys and keys not in found:
        keys = keys[:-1]
    return found.get(keys, 1)


class _Walk:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found: dict[Keys, int] = {}
        self.entries: dict[Keys, int] = {}  # the index of the latest [[table]] of each name
        table: Keys = ()
        while self.skip() < len(text):
            table = self.header() if self.sees("[") else self.pair(table)

    def sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def skip(self) -> int:
        """Skip spaces, commas and comments; return the new position."""
        return self.match(SPACE).end()

    def match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"This is not TOML at character {self.at}.")
        self.at = found.end()
        return found

    def note(self, keys: Keys) -> None:
        self.found.setdefault(keys, self.text.count("\n", 0, self.at) + 1)

    def dotted(self) -> list[str]:
        names = []
        while True:
            name = self.match(KEY)
            names.append(next(part for part in name.groups() if part is not None))
            if not self.sees("."):
                return names
            self.at += 1

    # ---- [table], [[table]], key = value ----

    def header(self) -> Keys:
        repeated = self.sees("[[")
        self.at += 1 + repeated
        *outer, last = self.dotted()
        keys: Keys = ()
        for name in outer:
            keys = self.latest((*keys, name))
            self.note(keys)
        keys = (*keys, last)
        if repeated:
            self.entries[keys] = self.entries.get(keys, -1) + 1
        keys = self.latest(keys)
        self.note(keys)
        self.at += 1 + repeated
        return keys

    def latest(self, keys: Keys) -> Keys:
        return (*keys, self.entries[keys]) if keys in self.entries else keys

    def pair(self, table: Keys) -> Keys:
        start = self.at
        keys = table
        for name in self.dotted():
            end, self.at = self.at, start
            keys = (*keys, name)
            self.note(keys)
            self.at = end
        self.at += 1  # the equals sign
        self.value(keys)
        return table

    # ---- values ----

    def value(self, keys: Keys) -> None:
        self.skip()
        if self.sees("["):
            self.array(keys)
        elif self.sees("{"):
            self.inline(keys)
        elif self.text[self.at] in "\"'":
            self.match(STRING)
        else:
            self.match(SCALAR)

    def array(self, keys: Keys) -> None:
        self.at += 1
        entry = 0
        while self.text[self.skip()] != "]":
            self.note((*keys, entry))
            self.value((*keys, entry))
            entry += 1
        self.at += 1

    def inline(self, keys: Keys) -> None:
        self.at += 1
        while self.text[self.skip()] != "}":
            self.pair(keys)
        self.at += 1
