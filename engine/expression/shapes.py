"""Shape and index helpers for the rules of operations. Axes are negative, counted from the end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import ShapeError
from engine.expression.cell import Index

Shape = tuple[int, ...]


def along(i: Index, axis: int, size: int) -> Iterator[Index]:
    """Indices of all `size` cells on the line through i along an axis."""
    k = len(i) + axis
    return (i[:k] + (j,) + i[k + 1 :] for j in range(size))


def moved(i: Index, axis: int, by: int) -> Index:
    """The index shifted by `by` positions along an axis."""
    k = len(i) + axis
    return i[:k] + (i[k] + by,) + i[k + 1 :]


def resized(shape: Shape, axis: int, size: int) -> Shape:
    """The shape with size `size` along an axis."""
    k = len(shape) + axis
    return shape[:k] + (size,) + shape[k + 1 :]


def turned(shape: Shape) -> Shape:
    """Shape of the transpose; a scalar's shape () stays ()."""
    return (*shape[:-2], shape[-1], shape[-2]) if shape else shape


def same(shape: Shape, *_: object) -> Shape:
    """Shape rule of operations that keep the shape of their operand, such as exp and softmax."""
    return shape


def reduced(shape: Shape, axis: int) -> Shape:
    """Shape rule of reductions: size 1 along the reduced axis."""
    return resized(shape, axis, 1)


def broadcast(*shapes: Shape) -> Shape:
    """Shape rule of NumPy broadcasting; raises ShapeError where two sizes differ and neither is 1."""
    longest = max(map(len, shapes))
    padded = [s if len(s) == longest else (1,) * (longest - len(s)) + s for s in shapes]
    return tuple([_agreed(sizes, shapes) for sizes in zip(*padded, strict=True)])


def _agreed(sizes: tuple[int, ...], shapes: tuple[Shape, ...]) -> int:
    found = 1
    for n in sizes:
        if n == 1 or n is found:
            continue
        if found != 1 and n != found:
            raise ShapeError(
                "The shapes {shapes} do not go together: {a} meets {b}.", shapes=written(*shapes), a=found, b=n
            )
        found = n if found == 1 else found
    return found


def written(*shapes: Shape) -> str:
    """Shapes as text for messages: "3×2, 2×4"; a scalar is "1"."""
    return ", ".join("×".join(str(int(n)) for n in shape) or "1" for shape in shapes)
