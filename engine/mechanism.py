"""Mechanisms: a function that writes a program, its options and its default sizes; and the registry of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from engine.axes import Counts, Size
from engine.errors import NameTaken, OptionError
from engine.options import Options
from engine.program import Program
from engine.transposition import tokens_as_columns, weights_turned

Write = Callable[[Program, Any], None]


@dataclass(frozen=True, eq=False)
class Mechanism:
    """Mechanism: the function that writes its program, and what it needs.

    `options` is the dataclass of its options; `sizes` are the default sizes by name, `counts` says what each size
    counts.
    """

    id: str
    write: Write
    options: type[Options]
    sizes: Mapping[str, int]
    counts: Mapping[str, Counts | None]

    @property
    def presets(self) -> dict[str, Options]:
        """Named option sets by preset: "textbook", "pytorch", "keras" or "paper", as far as the mechanism has them."""
        return {name: self.options(**values) for name, values in self.options.PRESETS.items()}

    def choose(self, **values: Any) -> Options:
        """Options with these values, defaults for the rest.

        Raises OptionError for an unknown option, an unknown value, or values that contradict each other.
        """
        for name in values:
            if name not in {f.name for f in fields(self.options)}:
                raise OptionError("{mechanism} has no option called {option}.", mechanism=self.id, option=name)
        return self.options(**values)

    def build(self, options: Options | None = None, sizes: Mapping[str, int] | None = None) -> Program:
        """The mechanism's program for these options and sizes, cached.

        Options and sizes that are not given take their defaults. Raises ShapeError where sizes do not fit together.
        """
        chosen = {**self.sizes, **(sizes or {})}
        return _built(self, options or self.options(), tuple(sorted(chosen.items())))


@lru_cache(maxsize=512)
def _built(mechanism: Mechanism, options: Options, sizes: tuple[tuple[str, int], ...]) -> Program:
    program = Program(dict(sizes), counts=mechanism.counts)
    mechanism.write(program, options)
    if options.tokens_are_columns:
        program = tokens_as_columns(program)
    # tokens_as_columns has already transposed the weights
    if options.tokens_are_columns != (options.weights == "out_in"):
        program = weights_turned(program)
    return program


MECHANISMS: dict[str, Mechanism] = {}


def mechanism(options: type[Options] = Options, **sizes: int | Size) -> Callable[[Write], Write]:
    """Decorator that registers a function as a mechanism under its name, with its option class and default sizes.

    A size is declared with engine.axes; a plain number counts features. Raises NameTaken if the name is registered
    already.
    """
    declared = {name: size if isinstance(size, Size) else Size(size) for name, size in sizes.items()}

    def register(write: Write) -> Write:
        name = write.__name__
        if name in MECHANISMS:
            raise NameTaken("There is a mechanism called {id} already.", id=name)
        values = {size: found.value for size, found in declared.items()}
        counts = {size: found.counts for size, found in declared.items()}
        MECHANISMS[name] = Mechanism(name, write, options, values, counts)
        return write

    return register
