"""Safetensors files: a length, a header in JSON that lists names, types, shapes and places, then the numbers.

Read here, since the format is smaller than one more pinned package:
https://github.com/huggingface/safetensors, "Format".
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from loading.arrays import Array, Loaded
from loading.errors import Refused
from loading.stored import announced, stored

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
    length = int.from_bytes(content[:LENGTH], "little")
    if length > min(LONGEST_HEADER, len(content) - LENGTH):
        raise Refused("damaged")
    try:
        header = json.loads(content[LENGTH : LENGTH + length])
    except (ValueError, RecursionError) as error:
        raise Refused("damaged") from error
    if not isinstance(header, dict):
        raise Refused("damaged")
    data = memoryview(content)[LENGTH + length :]
    return [_array(name, entry, data) for name, entry in header.items() if name != "__metadata__"]


def _array(name: str, entry: Any, data: memoryview) -> Loaded:
    kind, shape, (begin, end) = _entry(entry)
    if kind not in DTYPES:
        raise Refused("dtype", name=name, dtype=kind[:40])
    dtype = np.dtype(DTYPES[kind])
    needed = announced(name, shape, dtype.itemsize, min(end, len(data)) - begin)
    flat = np.frombuffer(data[begin : begin + needed], dtype)
    numbers = _widened(flat) if kind == "BF16" else flat
    return stored(name, numbers.reshape(shape), "safetensors", CALLED.get(kind, str(dtype)))


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
