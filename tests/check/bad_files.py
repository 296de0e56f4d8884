"""Files that cannot be checked, each with a part of the one sentence that is said of it, in both languages."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array

SHAPES = {"X": (6, 3), "W_q": (3, 2), "W_k": (3, 2), "W_v": (3, 2)}
GOOD: Mapping[str, Array] = {id: np.full(shape, 0.25) for id, shape in SHAPES.items()}
RESULT = np.ones((6, 2))
LARGE = 250_000_000  # numbers, 2 GB of them


@dataclass(frozen=True)
class BadFile:
    """A file of self-attention's numbers that is not as it has to be."""

    name: str
    content: bytes
    english: str
    chinese: str


def npz(**named: Any) -> bytes:
    content = io.BytesIO()
    np.savez(content, **named)
    return content.getvalue()


def header(count: int) -> bytes:
    """The beginning of an .npy file of so many numbers, without them."""
    content = io.BytesIO()
    np.lib.format.write_array_header_1_0(content, {"descr": "<f8", "fortran_order": False, "shape": (count,)})
    return content.getvalue()


def zipped(name: str, member: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, member)
    return content.getvalue()


def with_nan() -> dict[str, Array]:
    """The inputs, one of them with a cell that is no number; results may have such cells."""
    X = GOOD["X"].copy()
    X[2, 1] = np.nan
    return {**GOOD, "X": X}


BAD_FILES = [
    BadFile("weights.npz", bytes(range(128, 256)) * 20, "no file of arrays", "不是数组文件"),
    BadFile("state.npz", pickle.dumps({"context": RESULT}), "a pickle", "pickle"),
    BadFile("object.npz", npz(context=np.array([{}, 1], object)), "a pickle", "pickle"),
    BadFile(
        "huge.npz", zipped("context.npy", header(LARGE)), f"context: An array has {LARGE}", "context：有一个数组含"
    ),
    BadFile("nan.npz", npz(**with_nan(), context=RESULT), "X[3, 2] is “NaN”", "X[3, 2] 是「NaN」"),
    BadFile("ragged.txt", b"\ncontext = [[1, 2], [3]]", "Line 2: Cells in row 2: 1", "第 2 行：第 2 行有 1 格"),
    BadFile("names.npz", npz(**GOOD, contxt=RESULT), "is called contxt; the steps are queries", "没有叫 contxt 的步骤"),
    BadFile("inputs.npz", npz(**GOOD), "There is no result to check", "没有可核对的结果"),
    BadFile(
        "shape.npz", npz(**GOOD, context=np.ones((6, 5))), "context is 6 × 5, but it has to be", "context 是 6 × 5"
    ),
    BadFile("input.npz", npz(**{**GOOD, "W_q": np.ones((4, 2))}, context=RESULT), "W_q is 4", "W_q"),
]
