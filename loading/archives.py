"""Zip archives: what they hold, looked at before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from loading.binary_arrays import within
from loading.errors import Refused

MAGIC = b"PK\x03\x04"
MOST_MEMBERS = 4096


# What zipfile raises for a file or a member that is damaged (a bad header or checksum, a broken stream, an early end),
# encrypted (RuntimeError), packed in a way it does not know (NotImplementedError), named and not there (KeyError), or
# said to stand before the file's beginning (ValueError).
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, KeyError, ValueError),
)


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive, whose members together are not larger than a file may be. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE as error:
        raise Refused("damaged") from error
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise Refused("damaged")
    within(sum(member.file_size for member in members))
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member of an archive, unpacked. Raises Refused where it cannot be read."""
    try:
        return archive.read(name)
    except UNREADABLE as error:
        raise Refused("damaged") from error


def kind(archive: zipfile.ZipFile) -> str:
    """What an archive is: "npz", "xlsx", "torch", "keras", or "" for none of these."""
    names = archive.namelist()
    if any(name.endswith("data.pkl") for name in names):
        return "torch"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.endswith(".weights.h5") for name in names):
        return "keras"
    return "npz" if names and all(name.endswith(".npy") for name in names) else ""
