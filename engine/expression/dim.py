"""A size that remembers what it is made of, so that √d_k and n·m·d_k can be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from engine.axes import Counts

Monomial = tuple[tuple["int | str | Sum", int], ...]  # factors and their powers: 4 k is ((4, 1), ("k", 1))


@dataclass(frozen=True)
class Sum:
    """A sum of sizes, each with a coefficient: n − 1 is ((("n", 1),), 1), ((), −1)."""

    terms: tuple[tuple[Monomial, int], ...]


class Dim(int):
    """A size and its factors: h·d_k keeps {h: 1, d_k: 1}; 4/h keeps {4: 1, h: −1}; n − 1 keeps {Sum: 1}."""

    powers: Counter[int | str | Sum]
    kinds: Mapping[str, Counts | None] = {}

    def __new__(cls, value: int, *factors: int | str | Sum) -> Self:
        """A size of this value, the product of the factors; the value is not checked against them."""
        dim = super().__new__(cls, value)
        dim.powers = Counter(factors)
        return dim

    @classmethod
    def of(cls, value: int, monomial: Monomial) -> Self:
        """A size with these factors."""
        dim = cls(value)
        dim.powers = Counter(dict(monomial))
        return dim

    @property
    def monomial(self) -> Monomial:
        """The factors that have not cancelled, with their powers."""
        return tuple((factor, n) for factor, n in self.powers.items() if n)

    @property
    def name(self) -> str:
        """What it is called, where it is one named size alone: d_k; "" for any other."""
        match self.monomial:
            case ((str(name), 1),):
                return name
        return ""

    @property
    def names(self) -> set[str]:
        """The named sizes in it: h and d_k, or the n of n − 1."""
        return set(_names(self.powers))

    @property
    def counts(self) -> Counts | None:
        """What it counts, where it is one named size and not a product or a sum of several."""
        return self.kinds.get(self.name)

    def _scaled(self, value: int, other: int, sign: int) -> Dim:
        powers = Counter(self.powers)
        for factor, n in named(other).powers.items():
            powers[factor] += sign * n
        return Dim.of(value, tuple(powers.items()))._knowing(self, other)

    def __mul__(self, other: int) -> Dim:
        return self._scaled(int(self) * int(other), other, 1)

    def __floordiv__(self, other: int) -> Dim:
        return self._scaled(int(self) // int(other), other, -1)

    def __add__(self, other: int) -> Dim:
        return self._shifted(int(self) + int(other), other, 1) if other else self

    def __sub__(self, other: int) -> Dim:
        return self._shifted(int(self) - int(other), other, -1) if other else self

    def __radd__(self, other: int) -> Dim:
        return named(other) + self if other else self

    def _shifted(self, value: int, other: int, sign: int) -> Dim:
        """A sum; what cancels is gone, so that (n − 1) + 1 is n again."""
        found = self._terms()
        for term, n in named(other)._terms().items():
            found[term] += sign * n
        left = [(term, n) for term, n in found.items() if n]
        if len(left) == 1 and left[0][0]:
            term, n = left[0]
            alone = Dim.of(value, term) if n == 1 else named(n) * Dim.of(value // n, term)
            return alone._knowing(self, other)
        return Dim(value, Sum(tuple(left)))._knowing(self, other)

    def _knowing(self, *others: int) -> Self:
        """The size with what the names of these sizes count."""
        self.kinds = {name: kind for one in others for name, kind in named(one).kinds.items()}
        return self

    def _terms(self) -> Counter[Monomial]:
        """The terms of a sum, a plain number as its own, anything else as one."""
        match self.monomial:
            case ((Sum(terms), 1),):
                return Counter(dict(terms))
            case () | ((int(), _),):
                return Counter({(): int(self)})
        return Counter({self.monomial: 1})


def _names(factors: Iterable[int | str | Sum]) -> Iterator[str]:
    for factor in factors:
        if isinstance(factor, Sum):
            yield from _names(inner for term, _ in factor.terms for inner, _ in term)
        elif isinstance(factor, str):
            yield factor


def named(n: int) -> Dim:
    """A plain size is its own factor; 1 has none."""
    return n if isinstance(n, Dim) else Dim(n, *[int(n)] * (n != 1))
