"""Conventions as options: what textbooks and libraries disagree on, as the fields of a frozen dataclass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from itertools import combinations, product
from types import MappingProxyType
from typing import Any, ClassVar, Literal, get_args, get_origin, get_type_hints

from engine.errors import OptionError

Presets = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Options:
    """Layout, which every mechanism has. A field is a switch (Literal) or a number; `when` in its
    metadata names the switches, and their values, under which it has a say; `convention` marks what textbooks and
    libraries disagree on, so that an answer under the other value is recognised as that."""

    tokens: Literal["rows", "columns"] = "rows"
    weights: Literal["in_out", "out_in"] = "in_out"

    PRESETS: ClassVar[Presets] = {"textbook": {}}

    def __post_init__(self) -> None:
        for name, values in choices(type(self)).items():
            if getattr(self, name) not in values:
                raise OptionError(
                    "The option {option} cannot be {value}; it is one of {values}.",
                    option=name,
                    value=getattr(self, name),
                    values=", ".join(map(str, values)),
                )
        self.check()

    def check(self) -> None:
        """Raise OptionError when two options contradict each other."""


Switches = Mapping[str, tuple[Any, ...]]


def choices(options: type[Options]) -> Switches:
    """The values of every switch, in the order they are offered."""
    key: Any = options  # a type checker takes the hash of its instances for that of the class
    return _read(key)


@cache
def _read(options: type[Options]) -> Switches:
    """Kept, since making sense of annotations takes a millisecond, and every option set asks for them."""
    hints = get_type_hints(options)
    found = {f.name: get_args(hints[f.name]) for f in fields(options) if get_origin(hints[f.name]) is Literal}
    return MappingProxyType(found)


def matters(options: Options, name: str) -> bool:
    """Whether a field has a say, given the others: the mask's value has none when there is no mask."""
    (needed,) = (f.metadata.get("when", {}) for f in fields(options) if f.name == name)
    return all(getattr(options, switch) in values for switch, values in needed.items())


def option_sets(options: type[Options], **fixed: Any) -> Iterator[Any]:
    """Every combination of the switches that says something different and does not contradict itself."""
    free = {name: values for name, values in choices(options).items() if name not in fixed}
    for combination in product(*free.values()):
        try:
            chosen = options(**dict(zip(free, combination, strict=True)), **fixed)
        except OptionError:
            continue
        defaults = {f.name: f.default for f in fields(options)}
        if all(matters(chosen, name) or getattr(chosen, name) == defaults[name] for name in free):
            yield chosen


def covering(sets: list[Any]) -> list[Any]:
    """A few of these option sets in which every pair of choices that occurs at all occurs; greedily chosen."""
    pairs = {options: set(combinations(vars(options).items(), 2)) for options in sets}
    missing = set().union(*pairs.values())
    chosen: list[Any] = []
    while missing:
        chosen.append(max(sets, key=lambda options: len(pairs[options] & missing)))
        missing -= pairs[chosen[-1]]
    return chosen
