"""Options of a mechanism: conventions on which textbooks and libraries differ, as a frozen dataclass."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np

from engine.errors import OptionError

Presets = dict[str, dict[str, Any]]
When = Mapping[str, tuple[str, ...]]
LARGEST_CONSTANT = 1e30


class Domain(NamedTuple):
    """Numbers that an option may be: above `low`, or from it on if `closed`; `whole` ones only; without 0 if `nonzero`;
    none above `high`.

    `said` is the domain in words, a sentence with {option} and {value}.
    """

    said: str
    low: float = -math.inf
    closed: bool = True
    whole: bool = False
    nonzero: bool = False
    high: float = math.inf

    def holds(self, value: object) -> bool:
        """True for a finite number in the domain; False for anything else, such as None, text or a truth value."""
        if not isinstance(value, int | float | np.number) or isinstance(value, bool | np.complexfloating):
            return False
        if isinstance(value, int) and abs(value) > LARGEST_CONSTANT:  # perhaps too large for a float
            return False
        number = float(value)
        if not abs(number) <= LARGEST_CONSTANT:
            return False
        outside = number < self.low or number > self.high or (number == self.low and not self.closed)
        outside = outside or (self.nonzero and number == 0)
        return not outside and (not self.whole or number == int(number))


ABOVE_0 = Domain("{option} is {value}; it must be a number above 0.", 0, closed=False)
NOT_BELOW_0 = Domain("{option} is {value}; it must be 0 or a number above 0.", 0)
NOT_0 = Domain("{option} is {value}; it must be a number other than 0.", nonzero=True)
ONE_OR_MORE = Domain("{option} is {value}; it must be a whole number, 1 or above.", 1, whole=True)
FRACTION = Domain("{option} is {value}; it must be above 0 and at most 1.", 0, closed=False, high=1)
POSITION = Domain("{option} is {value}; it must be a whole number, 0 or above.", 0, whole=True)


def number(default: float, domain: Domain, when: When | None = None) -> Any:
    """Field of an option that is a number, with its domain; `when` as in the metadata of `Options`."""
    return field(default=default, metadata={"domain": domain, **({"when": when} if when else {})})


def switch(
    default: str, *, convention: bool = False, apart: bool = False, when: When | None = None, formerly: str = ""
) -> Any:
    """Field of an option that is a switch, with its metadata as described in `Options`."""
    said = {"convention": convention, "apart": apart, "when": when, "formerly": formerly}
    return field(default=default, metadata={name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Options:
    """Options that every mechanism has: the layout of tokens and of weight matrices.

    Subclasses add fields, each a switch (Literal) or a number. In a field's metadata, `when` maps switches to the
    values under which the field has an effect; `convention` marks a field on which textbooks and libraries differ, so
    that an answer computed under its other value is recognised; `domain` says which numbers a number may be; `apart`
    marks a switch that meets every other choice in some option set, but not every combination of them; `formerly` is
    the default before version 0.5.0, under which sheets were drawn that keep no options. Raises
    OptionError for an unknown value, for a number outside its domain, and from `check`.
    """

    tokens: Literal["rows", "columns"] = "rows"
    weights: Literal["in_out", "out_in"] = "in_out"

    PRESETS: ClassVar[Presets] = {"textbook": {}}

    @property
    def tokens_are_columns(self) -> bool:
        """True if each column of an array is a token, instead of each row."""
        return self.tokens == "columns"

    def __post_init__(self) -> None:
        """Validate every switch and every number, then call `check`; raises OptionError."""
        for name, domain in domains(type(self)).items():
            value = getattr(self, name)
            if not domain.holds(value):
                raise OptionError(domain.said, option=name, value=_said(value))
        for name, values in choices(type(self)).items():
            if not isinstance(getattr(self, name), str) or getattr(self, name) not in values:
                raise OptionError(
                    "The option {option} cannot be {value}; it is one of {values}.",
                    option=name,
                    value=_said(getattr(self, name)),
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


def formerly(options: type[Options]) -> Mapping[str, str]:
    """The options of a class that have another default today than before version 0.5.0, each with that of then."""
    return {f.name: f.metadata["formerly"] for f in fields(options) if "formerly" in f.metadata}


def domains(options: type[Options]) -> Mapping[str, Domain]:
    """The numbers of an option class, each with its domain."""
    key: Any = options
    return _domains(key)


@cache
def _domains(options: type[Options]) -> Mapping[str, Domain]:
    return MappingProxyType({f.name: f.metadata["domain"] for f in fields(options) if "domain" in f.metadata})


LONGEST_VALUE = 40  # characters of a refused value that a sentence repeats


def _said(value: object) -> str:
    """A refused value, in short; a whole number of any length is not written out."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_CONSTANT:
        return "too large a number"
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
