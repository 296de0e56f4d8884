"""Arrays that carry the names of a mechanism's inputs: W_q = np.array(…), X.csv, h_0 in a .npz."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from engine.program import Input, Program, Role
from engine.readings.formulas.plain import plain
from loading.arrays import Array, Loaded
from loading.errors import Refused

# where a mask has its ones, by the role of the input: 1 = look, 1 = ignore
ONES: dict[Role, Callable[[Array], Array]] = {"mask": lambda x: x == 0, "ignore_mask": lambda x: x != 0}
HIDES = -1e4  # what is added to a score that nobody is to see: −inf, −1e9, the least number of float16
SPELLING = re.compile(r"[\s_^{}$\\.,·-]")


def by_name(arrays: Sequence[Loaded], program: Program) -> dict[str, Array]:
    """The arrays that are inputs of a program, by the inputs' ids, each with the axes that the input has.

    A name may be the id ("W_q"), or the symbol as it is shown or written in LaTeX ("W^Q", "h_0"), in small letters or
    capitals where that is clear. A row may come without its first axis, and a batch of one with it. Raises Refused
    where a name fits no input, listing the names that were found and those that are wanted.
    """
    known = _known(program)
    found: dict[str, Array] = {}
    unknown = []
    for x in arrays:
        id = known.get(_spelled(x.name)) or known.get(_spelled(x.name).lower(), "")
        if not id:
            unknown.append(x.name)
        elif id in found:
            raise Refused("twice", name=x.name)
        else:
            found[id] = _fitted(x, program.inputs[id])
    if unknown:
        raise Refused("names", found=tuple(unknown), wanted=tuple(program.inputs))
    return found


def _known(program: Program) -> Mapping[str, str]:
    """The ids by every way of writing them, small letters included where only one input is written so."""
    exact = {_spelled(text): id for id, x in program.inputs.items() for text in (plain(x.symbol), id)}
    small: dict[str, set[str]] = {}
    for text, id in exact.items():
        small.setdefault(text.lower(), set()).add(id)
    return {text: next(iter(ids)) for text, ids in small.items() if len(ids) == 1} | exact


def _spelled(name: str) -> str:
    return SPELLING.sub("", name)


def _fitted(x: Loaded, wanted: Input) -> Array:
    """The array with two axes. Raises Refused where it has more that are not of length 1."""
    array = _unadded(x.squeezed(2).values, wanted.role)
    if array.ndim > 2:
        raise Refused("batch", name=x.name, shape=x.shape, leading=x.elements(2))
    if array.ndim == 2:
        return array
    return array.reshape((-1, 1) if wanted.axes[-1] == "1" else (1, -1))


def _unadded(mask: Array, role: Role) -> Array:
    """A mask that is added to scores, 0 and −inf (or −1e9), in ones and zeros where the input is declared so."""
    added = bool(((mask == 0) | (mask <= HIDES)).all() and (mask < 0).any())
    return ONES[role](mask).astype(float) if added and role in ONES else mask
