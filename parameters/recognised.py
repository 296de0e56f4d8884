"""A layer of a library that was recognised, and the access to the arrays in which it is looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from loading.arrays import Array, Loaded, said
from loading.errors import Refused

# of a layer norm's gain and shift, in PyTorch and in BERT's first files
NORM_NAMES = (("weight", "bias"), ("gamma", "beta"))


class Note(NamedTuple):
    """Something that was taken for granted or found: a code of presentation.parameter_words, and its values."""

    code: str
    values: Mapping[str, Any] = {}


@dataclass(frozen=True, eq=False)
class Recognised:
    """A library's layer, and the mechanism that computes the same from its parameters.

    `layer` is the layer's name in its library, `prefix` what stands before its parameters' names. `inputs` are the
    parameters by the mechanism's ids, float64 matrices in the layout of `options`; initial states, which no library
    stores, are 0. `sizes` are those that no input determines. `step` is the step that equals the layer's output, ""
    for the last one. `notes` say what was found and taken. `asks` are options and sizes that the file does not hold,
    with the values they can have; the first is taken until `answered`. `used` are the names of the arrays in use.
    """

    layer: str
    prefix: str
    mechanism: str
    options: Mapping[str, Any]
    inputs: Mapping[str, Array]
    sizes: Mapping[str, int] = field(default_factory=dict)
    step: str = ""
    notes: tuple[Note, ...] = ()
    asks: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    used: tuple[str, ...] = ()

    def answered(self, **answers: Any) -> Recognised:
        """With some of what is asked settled: heads=2, norm="pre". Raises Refused for a value that is not offered."""
        for name, value in answers.items():
            if value not in self.asks.get(name, ()):
                raise Refused("not_offered", name=name, value=value, offered=self.asks.get(name, ()))
        options = {name: value for name, value in answers.items() if name != "heads"}
        sizes = in_heads(answers["heads"], self.sizes) if "heads" in answers else self.sizes
        asks = {name: values for name, values in self.asks.items() if name not in answers}
        return replace(self, options={**self.options, **options}, sizes=sizes, asks=asks)


def in_heads(heads: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes of multi-head attention, whose heads' widths follow from that of all heads together."""
    width = sizes["h"] * sizes["d_k"]
    return {**sizes, "h": heads, "d_k": width // heads, "d_v": width // heads}


def divisors(width: int) -> tuple[int, ...]:
    """The numbers of heads that a width can be divided into."""
    return tuple(h for h in range(1, width + 1) if not width % h)


@dataclass(frozen=True, eq=False)
class Parameters:
    """Arrays by name, seen from behind a prefix; remembers which were asked for."""

    arrays: Mapping[str, Array]
    prefix: str = ""
    asked: dict[str, None] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return f"{self.prefix}{name}" in self.arrays

    def behind(self, more: str) -> Parameters:
        """The parameters whose names go on with this; what they are asked for is remembered here too."""
        return Parameters(self.arrays, self.prefix + more, self.asked)

    def matrix(self, name: str) -> Array:
        """A weight matrix, rows×columns as stored. Raises Refused where it is missing or no matrix."""
        found = self._array(name)
        if found.ndim != 2:
            raise Refused("not_matrix", name=self.prefix + name, shape=said(tuple(found.shape)))
        return found

    def row(self, name: str, width: int) -> Array:
        """A bias as one row (1×width), zeros where the layer has none. Raises Refused for another length."""
        if name not in self:
            return np.zeros((1, width))
        found = self._array(name)
        if found.size != width:
            raise Refused("length", name=self.prefix + name, got=found.size, want=width)
        return found.reshape(1, width)

    def norm(self, name: str, width: int) -> tuple[Array, Array]:
        """The gain and the shift of a layer norm as rows (1×width), also as BERT's first files call them.

        Those say gamma and beta where PyTorch says weight and bias. Without a shift it is 0. Raises Refused without a
        gain, which nothing can stand for, or for another length.
        """
        gain, shift = next((x for x in NORM_NAMES if f"{name}.{x[0]}" in self), NORM_NAMES[0])
        self._array(f"{name}.{gain}")
        return self.row(f"{name}.{gain}", width), self.row(f"{name}.{shift}", width)

    def _array(self, name: str) -> Array:
        full = self.prefix + name
        if full not in self.arrays:
            raise Refused("missing", name=full, found=tuple(self.arrays))
        self.asked[full] = None
        return self.arrays[full]


def of(loaded: Iterable[Loaded]) -> dict[str, Array]:
    """The arrays by name. Raises Refused where two have the same name."""
    found: dict[str, Array] = {}
    for x in loaded:
        if x.name in found:
            raise Refused("twice", name=x.name)
        found[x.name] = x.values
    return found


def prefixes(names: Sequence[str], anchor: str) -> Iterator[str]:
    """What stands before this name wherever a parameter is called so, by itself or behind a point."""
    for name in names:
        before = name.removesuffix(anchor)
        if name.endswith(anchor) and (not before or before.endswith((".", "/"))):
            yield before
