"""What torch.save writes, read by PyTorch itself with weights_only, so that nothing but tensors is taken out."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from loading.arrays import Array, Loaded
from loading.binary_arrays import announced, by_reference, stored
from loading.errors import Refused

MOST_DEPTH = 8


def arrays(content: bytes) -> list[Loaded]:
    """The tensors of a .pt file, those inside dictionaries by their joined names. Raises Refused.

    Without PyTorch, and for a file that holds more than tensors, one refusal each.
    """
    return [_array(name, tensor) for name, tensor in _tensors(io.BytesIO(content))]


def mapped(path: Path) -> dict[str, Array]:
    """The tensors of a .pt file by their joined names, of the file's type, left on the disk until they are used.

    Raises Refused as `arrays` does, or OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        newer = zipfile.is_zipfile(file)  # older files are one pickle, of which no part can be left on the disk
    return {name: _by_reference(name, tensor) for name, tensor in _tensors(path, mmap=newer)}


def _tensors(file: Path | io.BytesIO, mmap: bool = False) -> list[tuple[str, Any]]:
    """The tensors of a file with their joined names. Raises Refused."""
    try:
        import torch
    except ImportError as error:
        raise Refused("torch_missing") from error
    try:
        found = torch.load(file, map_location="cpu", weights_only=True, mmap=mmap)
    except pickle.UnpicklingError as error:
        raise Refused("pickle") from error
    except Exception as error:  # a damaged file fails anywhere inside PyTorch
        raise Refused("damaged") from error
    tensors = [(name, x) for name, x in _walk(found, "", 0) if isinstance(x, torch.Tensor)]
    if not tensors:
        raise Refused("no_arrays")
    return tensors


def _walk(found: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    """What is in dictionaries and lists, with its joined name."""
    if depth > MOST_DEPTH:
        return
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from _walk(inner, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(found, Sequence) and not isinstance(found, str | bytes):
        for n, inner in enumerate(found):
            yield from _walk(inner, f"{name}.{n}" if name else "", depth + 1)
    else:
        yield name, found


def _by_reference(name: str, tensor: Any) -> Array:
    dtype = _dtype(name, tensor)
    by_reference(name, tuple(tensor.shape), 0, 0)
    numbers: Array = (tensor.float() if dtype == "bfloat16" else tensor).detach().numpy()
    return numbers


def _dtype(name: str, tensor: Any) -> str:
    """The type of a tensor's numbers. Raises Refused for one that NumPy has nothing for."""
    dtype = str(tensor.dtype).rpartition(".")[2]
    if tensor.is_complex() or tensor.is_quantized or tensor.layout.__repr__() != "torch.strided":
        raise Refused("dtype", name=name, dtype=dtype)
    return dtype


def _array(name: str, tensor: Any) -> Loaded:
    dtype = _dtype(name, tensor)
    announced(name, tuple(tensor.shape), 0, 0)  # a small storage may be expanded to any shape
    return stored(name, tensor.detach().double().numpy(), "torch file", dtype)
