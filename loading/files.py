"""The one reader of files: .npy, .npz, .safetensors, .pt, .csv, .xlsx, .json, and any text that can be pasted.

What a file is, its first bytes say; its name only tells texts apart, and names an array that has no name of its own.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from loading import archives, json_files, npy, safetensors, sheets, torch_files
from loading.arrays import Array, Loaded
from loading.binary_arrays import all_numbers, within
from loading.errors import Refused
from loading.text import printed

HDF5 = b"\x89HDF"
PICKLE = tuple(bytes((0x80, version)) for version in range(2, 6))
TORCH = (".pt", ".pth", ".bin", ".ckpt")
BYTE_ORDER = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def file(content: bytes, name: str, nan: bool = False) -> list[Loaded]:
    """The arrays of a file, by name, in the order in which they are stored. Nothing in it is ever executed.

    `name` is the file's name; with `nan`, cells may be NaN, as those of a program's results. Raises Refused for a file
    that is no array file, a pickle, a damaged one, one without numbers or with NaN otherwise, and for arrays too large,
    which is read in the header before anything is built.
    """
    within(len(content))
    found = _arrays(content, name, nan)
    return found if nan else list(map(all_numbers, found))


def _arrays(content: bytes, name: str, nan: bool) -> list[Loaded]:
    stem = PurePosixPath(name.replace("\\", "/")).stem
    if content.startswith(npy.MAGIC):
        return [npy.array(content, stem)]
    if content.startswith(archives.MAGIC):
        return _archive(content, nan)
    if content.startswith(HDF5):
        raise Refused("hdf5")
    if content.startswith(PICKLE):
        return _pickled(content, name)
    if safetensors.looks_like(content):
        return safetensors.arrays(content)
    return _text(content, name, stem, nan)


def mapped(path: Path) -> dict[str, Array]:
    """The arrays of a file of weights by name, left on the disk until they are used: .safetensors and PyTorch's.

    Raises Refused for any other file and a damaged one, OSError where it cannot be read.
    """
    with path.open("rb") as file:
        beginning = file.read(safetensors.LENGTH + 1)
    if beginning.startswith((archives.MAGIC, *PICKLE)):
        return torch_files.mapped(path)
    if safetensors.looks_like(beginning):
        return safetensors.mapped(path)
    raise Refused("no_weights")


def _archive(content: bytes, nan: bool) -> list[Loaded]:
    with archives.opened(content) as archive:
        kind = archives.kind(archive)
        if kind == "npz":
            return [npy.array(archives.member(archive, x), x.removesuffix(".npy"), "npz") for x in archive.namelist()]
        if kind == "xlsx":
            return sheets.arrays(archive, nan)
        if kind == "torch":
            return torch_files.arrays(content)
        if kind == "keras":
            raise Refused("hdf5")
        raise Refused("no_array_file")


def _pickled(content: bytes, name: str) -> list[Loaded]:
    """PyTorch's older files are pickles too, which PyTorch reads without executing them."""
    if not name.lower().endswith(TORCH):
        raise Refused("pickle")
    return torch_files.arrays(content)


def _text(content: bytes, name: str, stem: str, nan: bool) -> list[Loaded]:
    text = _decoded(content)
    found = json_files.arrays(text, nan) if name.lower().endswith(".json") else printed(text, nan)
    return [found[0].renamed(stem)] if len(found) == 1 and not found[0].name else found


def _decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or the encoding of Chinese Windows. Raises Refused for what is no text."""
    encoding = BYTE_ORDER.get(content[:2]) or BYTE_ORDER.get(content[:3]) or "utf-8"
    for tried in (encoding, "gb18030"):
        try:
            text = content.decode(tried)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("no_array_file")
