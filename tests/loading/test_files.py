"""Files of arrays: read exactly, measured before anything is built, never executed; each bad one is refused once."""

from __future__ import annotations

import io
import json
import pickle
import struct
import sys
import zipfile
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from loading import Loaded, Refused, file
from tests.oracle import torch

Array = Any

DTYPES = arrays.floating_dtypes() | arrays.integer_dtypes() | arrays.unsigned_integer_dtypes() | arrays.boolean_dtypes()
ANY = DTYPES.flatmap(
    lambda dtype: arrays.arrays(
        dtype,
        arrays.array_shapes(min_dims=1, max_dims=4, max_side=4),
        elements={"allow_nan": False} if dtype.kind == "f" else None,
    )
)


def npy(x: Array, **more: Any) -> bytes:
    content = io.BytesIO()
    np.save(content, x, **more)
    return content.getvalue()


def npz(**named: Array) -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, **named)
    return content.getvalue()


def safetensors(**named: tuple[str, Array]) -> bytes:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    data = b""
    for name, (dtype, x) in named.items():
        header[name] = {"dtype": dtype, "shape": list(x.shape), "data_offsets": [len(data), len(data) + x.nbytes]}
        data += x.tobytes()
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def code(content: bytes, name: str) -> str:
    with pytest.raises(Refused) as refused:
        file(content, name)
    return refused.value.code


def held(found: list[Loaded], expected: dict[str, Array]) -> None:
    assert [x.name for x in found] == list(expected)
    for x in found:
        np.testing.assert_array_equal(x.values, expected[x.name].astype(np.float64))
        assert not x.half.any()


# ---- what is read ----


@given(ANY, st.booleans())
def test_npy(x: Array, columns_first: bool) -> None:
    found = file(npy(np.asfortranarray(x) if columns_first else x), "folder/W_q.npy")
    held(found, {"W_q": x})
    assert found[0].dtype == x.dtype.name


@given(st.dictionaries(st.sampled_from(["W", "layer.0.weight", "b"]), ANY, min_size=1))
def test_npz(named: dict[str, Array]) -> None:
    held(file(npz(**named), "layer.npz"), named)


@given(
    arrays.arrays(np.float32, (2, 3), elements=st.floats(-100, 100, width=32)),
    arrays.arrays(np.int64, (4,), elements=st.integers(-(2**50), 2**50)),
)
def test_safetensors(W: Array, n: Array) -> None:
    found = file(safetensors(W=("F32", W), n=("I64", n), flag=("BOOL", n > 0)), "model.safetensors")
    held(found, {"W": W, "n": n, "flag": n > 0})
    assert [x.dtype for x in found] == ["float32", "int64", "bool"]


@pytest.mark.torch
def test_bfloat16_and_half_in_safetensors_are_those_of_torch() -> None:
    x = torch.randn(3, 5)
    short = x.bfloat16().view(torch.int16).numpy()
    found = file(safetensors(b=("BF16", short), h=("F16", x.half().numpy())), "model.safetensors")
    np.testing.assert_array_equal(found[0].values, x.bfloat16().double().numpy())
    np.testing.assert_array_equal(found[1].values, x.half().double().numpy())
    assert found[0].dtype == "bfloat16"


@pytest.mark.torch
@pytest.mark.parametrize("zipped", [True, False])
def test_what_torch_saves(zipped: bool) -> None:
    kept = {
        "model": {"W": torch.randn(2, 3, dtype=torch.float64), "b": torch.arange(3)},
        "epoch": 7,
        "x": [torch.ones(2)],
    }
    content = io.BytesIO()
    torch.save(kept, content, _use_new_zipfile_serialization=zipped)
    found = file(content.getvalue(), "checkpoint.pt")
    held(found, {"model.W": kept["model"]["W"].numpy(), "model.b": np.arange(3), "x.0": np.ones(2)})  # type: ignore[index]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_texts(encoding: str) -> None:
    text = "词,甲,乙\n一,1,2.5\n二,3,-4\n"
    (found,) = file(text.encode(encoding), "Q.csv")
    assert found.name == "Q"
    np.testing.assert_array_equal(found.values, [[1, 2.5], [3, -4]])
    (european,) = file("0,5;1,25\n-2;3".encode(encoding), "Q.csv")
    np.testing.assert_array_equal(european.values, [[0.5, 1.25], [-2, 3]])


def test_json_keeps_names_and_digits() -> None:
    found = file(b'{"encoder": {"W": [[1, 0.25], [3, 4e-3]]}, "b": [1.5], "note": "mine"}', "run.json")
    assert [(x.name, x.shape) for x in found] == [("encoder.W", (2, 2)), ("b", (1,))]
    np.testing.assert_allclose(found[0].half, [[0, 0.005], [0, 0.0005]])


def test_workbooks_of_two_writers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "W_q"
    cells: list[list[Any]] = [[1, 2.5], [3, True], [], ["b"], [-1e-30, 2]]
    for row in cells:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    held(file(content.getvalue(), "x.xlsx"), {"W_q": np.array([[1, 2.5], [3, 1]]), "b": np.array([[-1e-30, 2]])})
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as other:
        page = other.add_worksheet("X")
        for i, words in enumerate([["", "d1", "d2"], ["the", 1, 2], ["cat", 3, 4.5]]):
            page.write_row(i, 0, words)
        page.write_formula(4, 0, "=1+1", None, 2)
        other.add_worksheet("notes").write(0, 0, "only words")
    found = file(content.getvalue(), "x.xlsx")
    np.testing.assert_array_equal(found[0].values, [[1, 2], [3, 4.5]])
    np.testing.assert_array_equal(found[1].values, [[2]])


# ---- what is refused ----


class Trap:
    """What a pickle may do when it is opened."""

    def __reduce__(self) -> Any:
        return sys.exit, (3,)


def test_pickles_are_never_opened() -> None:
    trap = pickle.dumps(Trap())
    assert code(trap, "weights.pkl") == "pickle"
    assert code(trap, "weights.npy") == "pickle"
    assert code(npy(np.array([Trap()], dtype=object), allow_pickle=True), "W.npy") == "pickle"
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("W.npy", npy(np.array([Trap()], dtype=object), allow_pickle=True))
    assert code(inside.getvalue(), "W.npz") == "pickle"


@pytest.mark.torch
def test_whole_models_saved_by_torch_are_never_opened() -> None:
    for kept in (Trap(), torch.nn.Linear(2, 2), {"W": torch.ones(2), "more": Trap()}):
        content = io.BytesIO()
        torch.save(kept, content)
        assert code(content.getvalue(), "model.pt") == "pickle"
    assert code(pickle.dumps(Trap()), "model.pt") in ("pickle", "damaged")


def header(shape: tuple[int, ...], dtype: str = "<f8") -> bytes:
    """A .npy file that promises so much and holds nothing."""
    content = io.BytesIO()
    np.lib.format.write_array_header_2_0(content, {"descr": dtype, "fortran_order": False, "shape": shape})
    return content.getvalue()


def test_sizes_are_read_before_anything_is_built() -> None:
    assert code(header((16384, 16384)), "W.npy") == "cells"  # two gigabytes
    assert code(header((1000, 1000)), "W.npy") == "cut_off"
    assert code(header((-1, 5)), "W.npy") == "damaged"
    assert code(header((1,) * 20), "W.npy") == "axes"
    promised = json.dumps({"W": {"dtype": "F64", "shape": [2**20, 2**20], "data_offsets": [0, 2**43]}}).encode()
    assert code(struct.pack("<Q", len(promised)) + promised, "W.safetensors") == "cells"
    assert code(npy(np.ones(50))[:-8], "W.npy") == "cut_off"
    assert code(bytes(65 * 2**20), "W.bin") == "bytes"


def test_zip_bombs_are_measured_before_they_are_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("W.npy", bytes(70 * 2**20))
    assert len(bomb.getvalue()) < 100_000
    assert code(bomb.getvalue(), "W.npz") == "bytes"
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for k in range(5000):
            archive.writestr(f"{k}.npy", b"")
    assert code(many.getvalue(), "W.npz") == "damaged"


def test_a_workbook_whose_xml_is_too_large_is_not_parsed() -> None:
    parts = {"xl/workbook.xml": b" " * 17 * 2**20, "xl/_rels/workbook.xml.rels": b"<Relationships/>"}
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert code(content.getvalue(), "x.xlsx") == "bytes"


@pytest.mark.parametrize("index", ["²", "٣", "7", "-1", pytest.param("9" * 5000, id="long")])
def test_a_cell_that_refers_to_no_text_is_empty(index: str) -> None:
    """A damaged workbook, or one that somebody made to do harm."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cells = f'<c r="A1" t="s"><v>{index}</v></c><c r="A2"><v>1.5</v></c><c r="B2"><v>2</v></c>'
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{related}">'
        '<sheets><sheet name="X" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<R><Relationship Id='a' Target='worksheets/sheet1.xml'/></R>",
        "xl/sharedStrings.xml": f'<sst xmlns="{space}"><si><t>name</t></si></sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}"><sheetData><row>{cells}</row></sheetData></worksheet>',
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    held(file(content.getvalue(), "x.xlsx"), {"X": np.array([[1.5, 2]])})


def test_entities_in_a_workbook_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", laughs)
        archive.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
    assert code(content.getvalue(), "x.xlsx") == "damaged"


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "W.npy", "empty"),
        (b"\x93NUMPY", "W.npy", "damaged"),
        (b"\x93NUMPY\x09\x00" + bytes(50), "W.npy", "damaged"),
        (b"PK\x03\x04" + bytes(40), "W.npz", "damaged"),
        (b"\x89HDF\r\n\x1a\n" + bytes(40), "model.h5", "hdf5"),
        (b"\x00\x01\x02\x03\xff\xfe" * 9, "image.png", "no_array_file"),
        (b"{not json", "x.json", "json"),
        (b'{"a": "text"}', "x.json", "no_arrays"),
        (b'{"a": [[1, 2], [3]]}', "x.json", "ragged"),
        (b'{"a": [NaN]}', "x.json", "nan"),
        (b"[" * 500, "x.json", "json"),
        (b"[" * 200_000 + b"]" * 200_000, "x.json", "axes"),
        (struct.pack("<Q", 20) + b'{"W": {"dtype": 1}  }', "W.safetensors", "damaged"),
        (npy(np.array([1 + 2j])), "W.npy", "dtype"),
        (npy(np.array(["a"])), "W.npy", "dtype"),
        (npy(np.zeros((0, 3))), "W.npy", "empty_array"),
        (npy(np.array([[1.0, np.nan]])), "W.npy", "nan"),
        (safetensors(W=("F8_E4M3", np.zeros(3, np.uint8))), "W.safetensors", "dtype"),
    ],
)
def test_one_refusal_for_each_bad_file(content: bytes, name: str, expected: str) -> None:
    assert code(content, name) == expected


def test_missing_numbers_are_named_with_their_place() -> None:
    with pytest.raises(Refused) as refused:
        file(npz(W=np.array([[1, 2], [3, np.nan]])), "W.npz")
    assert refused.value.values == {"name": "W", "text": "NaN", "row": 2, "column": 2}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (npy(np.array([[1.0, np.nan]])), "W.npy"),
        (npz(W=np.array([[1.0, np.nan]])), "W.npz"),
        (b'{"W": [[1, NaN]]}', "W.json"),
        (b"W = [[1, nan]]", "W.txt"),
        (safetensors(W=("F32", np.array([[1, np.nan]], np.float32))), "W.safetensors"),
    ],
)
def test_results_in_a_file_may_hold_what_is_no_number(content: bytes, name: str) -> None:
    (x,) = file(content, name, nan=True)
    assert np.array_equal(x.values, [[1.0, np.nan]], equal_nan=True)
    assert code(content, name) == "nan"


def test_without_torch_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02.")
    monkeypatch.setitem(sys.modules, "torch", None)
    assert code(content.getvalue(), "model.pt") == "torch_missing"


VALID = [npy(np.eye(3)), npz(W=np.eye(2)), safetensors(W=("F32", np.eye(2, dtype="f4")))]


@given(st.binary() | st.builds(lambda start, more: start + more, st.sampled_from([x[:9] for x in VALID]), st.binary()))
def test_any_bytes_give_arrays_or_one_refusal(content: bytes) -> None:
    for name in ("W.npy", "W.json", "W.csv", "W"):
        try:
            assert file(content, name)
        except Refused:
            continue


@given(st.sampled_from(VALID), st.integers(0, 10_000), st.integers(0, 255))
def test_a_flipped_byte_gives_arrays_or_one_refusal(content: bytes, at: int, byte: int) -> None:
    changed = bytearray(content)
    changed[at % len(changed)] = byte
    try:
        assert file(bytes(changed), "W")
    except Refused as refused:
        assert refused.code  # noqa: PT017
