"""Memory of large arrays, used again: new memory comes in pages to be zeroed, which takes longer than filling them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import prod
from threading import Lock
from typing import Any

import numpy as np

MOST = 2**28  # bytes that may lie idle

_buffers: list[Any] = []
_lock = Lock()


def empty(shape: tuple[int, ...], dtype: Any) -> Any:
    """An array of any content, in memory no other array uses; that is free again when the last view of it is gone."""
    size = prod(shape) * np.dtype(dtype).itemsize
    with _lock:
        return _buffer(size).view(dtype).reshape(shape)


def clear() -> None:
    """Let go of what lies idle."""
    with _lock:
        _buffers.clear()


def _buffer(size: int) -> Any:
    for buffer, references in _counted(_buffers):
        if buffer.nbytes == size and references == _NOBODYS:
            return buffer
    new = np.empty(size, np.uint8)
    _buffers.append(new)
    while len(_buffers) > 1 and sum(buffer.nbytes for buffer in _buffers) > MOST:
        _buffers.pop(0)  # in use or not: whoever uses it keeps it
    return new


def _counted(buffers: list[Any]) -> Iterator[tuple[Any, int]]:
    """Each buffer with the number of references to it; every view of an array refers to the owner of its memory."""
    for buffer in buffers:
        yield buffer, sys.getrefcount(buffer)


# measured, since how many references a loop itself holds differs between versions of Python
_NOBODYS = next(_counted([np.empty(0, np.uint8)]))[1]
