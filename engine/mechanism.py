"""Mechanisms: a function that writes a program, its options and its default sizes; and the registry of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from math import prod
from operator import index
from typing import Any, NoReturn

from engine.axes import Counts, Size
from engine.errors import NameTaken, NotDeclared, OptionError, ShapeError, UnknownMechanism
from engine.options import Options
from engine.program import Program
from engine.transposition import tokens_as_columns, weights_turned

Write = Callable[[Program, Any], None]
MOST_ROUNDS = 2048  # time steps, tokens and layers that are written out one by one


@dataclass(frozen=True, eq=False)
class Mechanism:
    """Mechanism: the function that writes its program, and what it needs.

    `options` is the dataclass of its options; `sizes` are the default sizes by name, `counts` says what each size
    counts. `unrolls` says how many rounds are written out one by one, as products of sizes to be added.
    """

    id: str
    write: Write
    options: type[Options]
    sizes: Mapping[str, int]
    counts: Mapping[str, Counts | None]
    unrolls: tuple[tuple[str, ...], ...] = ()

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

        Options and sizes that are not given take their defaults. Raises ShapeError, before anything is built, for a
        size that the mechanism does not have or that is no whole number ≥ 1, and for too many rounds to write out;
        later where sizes do not fit together. Raises NotDeclared for rounds written out that `unrolls` does not name.
        """
        chosen = {**self.sizes, **self._whole(sizes or {})}
        rounds = sum(prod(chosen[size] for size in sizes) for sizes in self.unrolls)
        if rounds > MOST_ROUNDS:
            raise ShapeError(
                "{sizes} makes {rounds} rounds; at most {most} can be written out one by one: use smaller sizes.",
                sizes=", ".join(f"{size} = {chosen[size]}" for sizes in self.unrolls for size in sizes),
                rounds=rounds,
                most=MOST_ROUNDS,
            )
        return _built(self, options or self.options(), tuple(chosen.items()))

    def _whole(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """The sizes as plain whole numbers; a Dim, which knows its name, is one of them."""
        for name, value in sizes.items():
            if name not in self.sizes:
                known = ", ".join(self.sizes)
                raise ShapeError("There is no size called {name} here; there are {known}.", name=name, known=known)
            if not _is_size(value):
                raise ShapeError(
                    "{name} is {value}; it must be a whole number, 1 or above.", name=name, value=repr(value)
                )
        return {name: int(value) for name, value in sizes.items()}


def _is_size(value: object) -> bool:
    try:
        return not isinstance(value, bool) and 1 <= index(value) <= LARGEST_SIZE  # type: ignore[arg-type]
    except TypeError:
        return False


LARGEST_SIZE = 10**9  # vocabularies are counted, not computed; beyond this a number is a slip of the hand


@lru_cache(maxsize=512)
def _built(mechanism: Mechanism, options: Options, sizes: tuple[tuple[str, int], ...]) -> Program:
    program = Program(dict(sizes), counts=mechanism.counts)
    mechanism.write(program, options)
    _rounds_are_declared(mechanism, program)
    program.tell_apart()
    if options.tokens_are_columns:
        program = tokens_as_columns(program)
    # tokens_as_columns has already transposed the weights
    if options.tokens_are_columns != (options.weights == "out_in"):
        program = weights_turned(program)
    return program


def _rounds_are_declared(mechanism: Mechanism, program: Program) -> None:
    written = {group.axis for step in program.steps.values() for group in step.path if group.axis}
    for size in sorted(written.difference(*mechanism.unrolls)):
        raise NotDeclared(
            "{mechanism} writes out its rounds over {size} one by one and does not say so: add them to unrolls.",
            mechanism=mechanism.id,
            size=size,
        )


class Registry(dict[str, Mechanism]):
    """Mechanisms by id; an unknown id raises UnknownMechanism, one sentence."""

    def __missing__(self, id: str) -> NoReturn:
        raise UnknownMechanism("There is no mechanism called {id}; there are {known}.", id=id, known=", ".join(self))


MECHANISMS: dict[str, Mechanism] = Registry()


def mechanism(options: type[Options] = Options, *, unrolls: str = "", **sizes: int | Size) -> Callable[[Write], Write]:
    """Decorator that registers a function as a mechanism under its name, with its option class and default sizes.

    A size is declared with engine.axes; a plain number counts features. `unrolls` is the number of rounds written out
    one by one, such as "layers*T" or "n+m"; `build` holds the program to it. Raises NameTaken if the name is registered
    already.
    """
    declared = {name: size if isinstance(size, Size) else Size(size) for name, size in sizes.items()}

    def register(write: Write) -> Write:
        name = write.__name__
        if name in MECHANISMS:
            raise NameTaken("There is a mechanism called {id} already.", id=name)
        values = {size: found.value for size, found in declared.items()}
        counts = {size: found.counts for size, found in declared.items()}
        rounds = tuple(tuple(term.split("*")) for term in unrolls.split("+") if term)
        MECHANISMS[name] = Mechanism(name, write, options, values, counts, rounds)
        return write

    return register
