"""Safetensors files: a length, a header in JSON that lists names, types, shapes and places, then the numbers.

Read here, since the format is smaller than one more pinned package:
https://github.com/huggingface/safetensors, "Format".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from loading.arrays import Array, Loaded
from loading.binary_arrays import announced, by_reference, stored
from loading.errors import Refused

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1"}
DTYPES |= {"U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?"}
CALLED = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "BOOL": "bool"}
LENGTH = 8
LONGEST_HEADER = 8 * 2**20


def looks_like(content: bytes) -> bool:
    """Whether a file begins as one in this format does."""
    length = int.from_bytes(content[:LENGTH], "little")
    return content[LENGTH : LENGTH + 1] == b"{" and 2 <= length <= max(len(content), LONGEST_HEADER)


def arrays(content: bytes) -> list[Loaded]:
    """The arrays of a .safetensors file in the order of its header. Raises Refused."""
    header, length = _header(content[: LENGTH + LONGEST_HEADER], len(content))
    data = memoryview(content)[LENGTH + length :]
    return [_array(name, entry, data) for name, entry in header.items()]


def mapped(path: Path) -> dict[str, Array]:
    """The arrays of a .safetensors file by name, of the file's type, left on the disk until they are used.

    bfloat16 is widened to float32, which takes memory. Raises Refused, or OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        header, length = _header(file.read(LENGTH + LONGEST_HEADER), path.stat().st_size)
    data = np.memmap(path, np.uint8, "r")[LENGTH + length :]
    return {name: _view(name, entry, data) for name, entry in header.items()}


def _header(beginning: bytes, size: int) -> tuple[Mapping[str, Any], int]:
    """The header of a file of `size` bytes, and its length. Raises Refused."""
    length = int.from_bytes(beginning[:LENGTH], "little")
    if length > min(LONGEST_HEADER, size - LENGTH):
        raise Refused("damaged")
    try:
        header = json.loads(beginning[LENGTH : LENGTH + length])
    except (ValueError, RecursionError) as error:
        raise Refused("damaged") from error
    if not isinstance(header, dict):
        raise Refused("damaged")
    return {name: entry for name, entry in header.items() if name != "__metadata__"}, length


def _view(name: str, entry: Any, data: Array) -> Array:
    """An array where it lies in the file."""
    kind, shape, (begin, end) = _entry(entry)
    dtype = _dtype(name, kind)
    needed = by_reference(name, shape, dtype.itemsize, min(end, len(data)) - begin)
    numbers = data[begin : begin + needed].view(dtype)
    return (_widened(numbers) if kind == "BF16" else numbers).reshape(shape)


def _array(name: str, entry: Any, data: memoryview) -> Loaded:
    kind, shape, (begin, end) = _entry(entry)
    dtype = _dtype(name, kind)
    needed = announced(name, shape, dtype.itemsize, min(end, len(data)) - begin)
    flat = np.frombuffer(data[begin : begin + needed], dtype)
    numbers = _widened(flat) if kind == "BF16" else flat
    return stored(name, numbers.reshape(shape), "safetensors", CALLED.get(kind, str(dtype)))


def _dtype(name: str, kind: str) -> np.dtype[Any]:
    if kind not in DTYPES:
        raise Refused("dtype", name=name, dtype=kind[:40])
    return np.dtype(DTYPES[kind])


def _entry(entry: Any) -> tuple[str, tuple[int, ...], tuple[int, int]]:
    """Type, shape and place of an array, checked to be such."""
    try:
        kind, shape, place = entry["dtype"], entry["shape"], entry["data_offsets"]
        begin, end = place
    except (TypeError, KeyError, ValueError) as error:
        raise Refused("damaged") from error
    numbers = [*shape, begin, end] if isinstance(shape, list) else [None]
    if not isinstance(kind, str) or not all(type(x) is int and 0 <= x < 2**48 for x in numbers) or end < begin:
        raise Refused("damaged")
    return kind, tuple(shape), (begin, end)


def _widened(halves: Array) -> Array:
    """bfloat16 numbers, whose bits are the upper half of float32's."""
    return (halves.astype(np.uint32) << 16).view(np.float32)
