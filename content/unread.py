"""A mapping whose entries are read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

Entry = TypeVar("Entry")


class Unread(Mapping[str, Entry]):
    """Entries by name, in the order of their names; `read` makes one, and what it makes is kept."""

    def __init__(self, names: Iterable[str], read: Callable[[str], Entry]) -> None:
        self._names = dict.fromkeys(names)
        self._read = read
        self._kept: dict[str, Entry] = {}

    def __getitem__(self, name: str) -> Entry:
        if name not in self._kept:
            if name not in self._names:
                raise KeyError(name)
            self._kept[name] = self._read(name)
        return self._kept[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
