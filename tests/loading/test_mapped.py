"""Files of weights by reference: the same arrays as read whole, left on the disk, of any size; damaged ones refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loading import Refused, file
from loading.arrays import MOST_CELLS
from loading.files import mapped
from tests.oracle import torch
from tests.parameters.folders import bert_weights, written


def safetensors(path: Path, header: dict[str, Any], data: bytes) -> Path:
    said = json.dumps(header).encode()
    path.write_bytes(len(said).to_bytes(8, "little") + said + data)
    return path


def test_safetensors_are_what_they_are_when_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    written(path, bert_weights())
    found = mapped(path)
    whole = {x.name: x.values for x in file(path.read_bytes(), path.name)}
    assert list(found) == list(whole)
    for name, array in found.items():
        assert array.dtype == np.float32
        np.testing.assert_array_equal(array, whole[name])


def test_they_stay_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    written(path, {"a": np.arange(6.0).reshape(2, 3)})
    array = mapped(path)["a"]
    bases = [array]
    while isinstance(bases[-1].base, np.ndarray):
        bases.append(bases[-1].base)
    assert any(isinstance(base, np.memmap) for base in bases)
    assert not array.flags.writeable


def test_bfloat16_is_widened(tmp_path: Path) -> None:
    entry = {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}
    data = (np.array([1.5, -2.0], np.float32).view(np.uint32) >> 16).astype("<u2").tobytes()
    np.testing.assert_array_equal(mapped(safetensors(tmp_path / "x.safetensors", {"a": entry}, data))["a"], [1.5, -2])


def test_more_cells_than_are_read_whole(tmp_path: Path) -> None:
    count = MOST_CELLS + 4
    entry = {"dtype": "F16", "shape": [count], "data_offsets": [0, 2 * count]}
    path = safetensors(tmp_path / "x.safetensors", {"a": entry}, bytes(2 * count))
    with pytest.raises(Refused) as refused:
        file(path.read_bytes(), path.name)
    assert refused.value.code == "cells"
    assert mapped(path)["a"].shape == (count,)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}, "cut_off"),
        ({"dtype": "C64", "shape": [1], "data_offsets": [0, 8]}, "dtype"),
        ({"dtype": "F32", "shape": "2", "data_offsets": [0, 8]}, "damaged"),
        ({"dtype": "F32", "shape": [1] * 9, "data_offsets": [0, 4]}, "axes"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, entry: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        mapped(safetensors(tmp_path / "x.safetensors", {"a": entry}, bytes(8)))
    assert refused.value.code == code


def test_what_holds_no_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("W = [[1, 2]]")
    with pytest.raises(Refused) as refused:
        mapped(tmp_path / "notes.txt")
    assert refused.value.code == "no_weights"


@pytest.mark.torch
@pytest.mark.parametrize("newer", [True, False])
def test_files_of_pytorch(tmp_path: Path, newer: bool) -> None:
    layer = torch.nn.Linear(3, 2)
    torch.save(layer.state_dict(), tmp_path / "layer.pt", _use_new_zipfile_serialization=newer)
    found = mapped(tmp_path / "layer.pt")
    np.testing.assert_array_equal(found["weight"], layer.weight.detach().numpy())
    np.testing.assert_array_equal(found["bias"], layer.bias.detach().numpy())


@pytest.mark.torch
def test_a_pickle_of_something_else_is_not_opened(tmp_path: Path) -> None:
    torch.save({"layer": torch.nn.Linear(1, 1)}, tmp_path / "layer.pt")
    with pytest.raises(Refused) as refused:
        mapped(tmp_path / "layer.pt")
    assert refused.value.code == "pickle"
