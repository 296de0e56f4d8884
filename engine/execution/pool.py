"""Buffer pool: reuses the memory of large temporary arrays.

Fresh memory comes from the system page by page and zeroed, which takes longer than filling it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import prod
from threading import Lock
from typing import Any

import numpy as np

MOST = 2**28  # bytes that the pool may hold

_buffers: list[Any] = []
_lock = Lock()


def empty(shape: tuple[int, ...], dtype: Any) -> Any:
    """Uninitialised array in pooled memory that no other array uses.

    The memory returns to the pool once the array and all views of it are gone. Safe to call from several threads.
    """
    size = prod(shape) * np.dtype(dtype).itemsize
    with _lock:
        return _buffer(size).view(dtype).reshape(shape)


def clear() -> None:
    """Release all pooled memory that no array uses."""
    with _lock:
        _buffers.clear()


def _buffer(size: int) -> Any:
    for buffer, references in _counted(_buffers):
        if buffer.nbytes == size and references == _UNUSED:
            return buffer
    new = np.empty(size, np.uint8)
    _buffers.append(new)
    while len(_buffers) > 1 and sum(buffer.nbytes for buffer in _buffers) > MOST:
        _buffers.pop(0)  # an array that still uses it keeps its memory alive
    return new


def _counted(buffers: list[Any]) -> Iterator[tuple[Any, int]]:
    """Each buffer with its reference count; every view of an array refers to the array that owns the memory."""
    for buffer in buffers:
        yield buffer, sys.getrefcount(buffer)


# reference count of an unused buffer; measured, since a loop's own references differ between versions of Python
_UNUSED = next(_counted([np.empty(0, np.uint8)]))[1]
