"""Options of a mechanism: conventions on which textbooks and libraries differ, as a frozen dataclass."""

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
    """Options that every mechanism has: the layout of tokens and of weight matrices.

    Subclasses add fields, each a switch (Literal) or a number. In a field's metadata, `when` maps switches to the
    values under which the field has an effect; `convention` marks a field on which textbooks and libraries differ, so
    that an answer computed under its other value is recognised. Raises OptionError for an unknown value and from
    `check`.
    """

    tokens: Literal["rows", "columns"] = "rows"
    weights: Literal["in_out", "out_in"] = "in_out"

    PRESETS: ClassVar[Presets] = {"textbook": {}}

    @property
    def tokens_are_columns(self) -> bool:
        """True if each column of an array is a token, instead of each row."""
        return self.tokens == "columns"

    def __post_init__(self) -> None:
        """Validate every switch, then call `check`; raises OptionError."""
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
    """The switches of an option class, each with its allowed values in the order they are offered."""
    key: Any = options  # mypy checks the hash of the class's instances instead of that of the class
    return _read(key)


@cache
def _read(options: type[Options]) -> Switches:
    """Cached, since resolving annotations takes a millisecond and every option set needs them."""
    hints = get_type_hints(options)
    found = {f.name: get_args(hints[f.name]) for f in fields(options) if get_origin(hints[f.name]) is Literal}
    return MappingProxyType(found)


def matters(options: Options, name: str) -> bool:
    """True if a field has an effect under the given options; a mask's value, for example, has none without a mask."""
    (needed,) = (f.metadata.get("when", {}) for f in fields(options) if f.name == name)
    return all(getattr(options, switch) in values for switch, values in needed.items())


def option_sets(options: type[Options], **fixed: Any) -> Iterator[Any]:
    """All valid combinations of the switches that give different computations; `fixed` sets some of them.

    A switch without effect keeps its default, so that no computation appears twice.
    """
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
