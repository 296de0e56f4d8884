"""Lazy mappings: entries are read when they are first accessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

Entry = TypeVar("Entry")


class LazyMapping(Mapping[str, Entry]):
    """An immutable mapping whose entries are made by `read` on first access and then kept.

    It has the given names in their order. Accessing an entry raises KeyError for another name, and whatever `read`
    raises.
    """

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
