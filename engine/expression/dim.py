"""A size that remembers what it is called, so that √d_k and n·m·d_k can be printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Self

from engine.axes import Counts


class Dim(int):
    """A size and its name: h·d_k keeps {h: 1, d_k: 1}; 4/h keeps {"4": 1, h: −1}."""

    powers: Counter[str]
    summands: Counter[str] | None = None  # of a sum: {n: 1, "": −1} is n − 1
    kinds: Mapping[str, Counts | None] = {}

    def __new__(cls, value: int, *names: str) -> Self:
        dim = super().__new__(cls, value)
        dim.powers = Counter(names)
        return dim

    @property
    def symbol(self) -> str:
        """The size as a formula, such as "h d_k"; 1 is "1"."""
        over, under = (" ".join(name for name, n in self.powers.items() for _ in range(sign * n)) for sign in (1, -1))
        return f"{over or 1}/{under}" if under else over or "1"

    @property
    def counts(self) -> Counts | None:
        """What it counts, where it is one named size and not a product or a sum of several."""
        return self.kinds.get(self.symbol)

    def _scaled(self, value: int, other: int, sign: int) -> Dim:
        result = Dim(value)
        result.powers = Counter(self.powers)
        for name, n in named(other).powers.items():
            result.powers[name] += sign * n
        result.kinds = {**self.kinds, **named(other).kinds}
        return result

    def __mul__(self, other: int) -> Dim:
        return self._scaled(int(self) * int(other), other, 1)

    def __floordiv__(self, other: int) -> Dim:
        return self._scaled(int(self) // int(other), other, -1)

    def __add__(self, other: int) -> Dim:
        return self._shifted(int(self) + int(other), other, 1) if other else self

    def __sub__(self, other: int) -> Dim:
        return self._shifted(int(self) - int(other), other, -1) if other else self

    def _shifted(self, value: int, other: int, sign: int) -> Dim:
        """A sum; what cancels is gone, so that (n − 1) + 1 is n again."""
        found = self._terms()
        for name, n in named(other)._terms().items():
            found[name] += sign * n
        left = {name: n for name, n in found.items() if n}
        alone = len(left) == 1 and "" not in left and set(left.values()) == {1}
        text = "".join(_signed(name, n) for name, n in left.items()).removeprefix("+")
        result = Dim(value, *(left if alone else (f"({text})",)))
        result.summands = None if alone else Counter(left)
        result.kinds = {**self.kinds, **named(other).kinds}
        return result

    def _terms(self) -> Counter[str]:
        if self.summands is not None:
            return Counter(self.summands)
        return Counter({"": int(self)}) if self.symbol.isdigit() else Counter({self.symbol: 1})

    def __radd__(self, other: int) -> Dim:
        return named(other) + self if other else self


def _signed(name: str, n: int) -> str:
    """A term with its sign: +n, −1, +2 d."""
    size = str(abs(n)) if not name else name if abs(n) == 1 else f"{abs(n)} {name}"
    return ("+" if n > 0 else "−") + size


def named(n: int) -> Dim:
    """A plain size is its own name; 1 has none."""
    return n if isinstance(n, Dim) else Dim(n, *[str(n)] * (n != 1))
