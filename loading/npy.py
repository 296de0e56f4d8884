"""NumPy's .npy files. An array of Python objects would be a pickle and is refused."""

from __future__ import annotations

import io
from tokenize import TokenError

import numpy as np
from numpy.lib import format as npy

from loading.arrays import Loaded
from loading.binary_arrays import announced, stored
from loading.errors import Refused

MAGIC = b"\x93NUMPY"
HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def array(content: bytes, name: str, format: str = "npy") -> Loaded:
    """The array of a .npy file; its size is checked in the header. Raises Refused."""
    source = io.BytesIO(content)
    try:
        shape, columns_first, dtype = HEADERS[npy.read_magic(source)](source)
    except (ValueError, KeyError, TypeError, SyntaxError, TokenError, EOFError, MemoryError) as error:
        raise Refused("damaged") from error
    if dtype.hasobject:
        raise Refused("pickle")
    if dtype.kind not in "fiub":
        raise Refused("dtype", name=name, dtype=str(dtype)[:40])
    shape = tuple(int(side) for side in shape)
    begin = source.tell()
    needed = announced(name, shape, dtype.itemsize, len(content) - begin)
    flat = np.frombuffer(content, dtype, needed // dtype.itemsize, begin)
    return stored(name, flat.reshape(shape, order="F" if columns_first else "C"), format)
