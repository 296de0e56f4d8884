"""A small disk of the tests' own, to be filled: a file system in memory, which only an administrator may mount."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.programs import is_root

SIZE = "3m"


class Disk:
    """A mounted disk; `folder` is where it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        with self._filler.open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"\0" * 4096)
        assert shutil.disk_usage(self.folder).free == 0

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """The disk as one that can only be read."""
        _as_administrator("mount", "-o", "remount,ro", str(self.folder))
        try:
            yield
        finally:
            _as_administrator("mount", "-o", "remount,rw", str(self.folder))


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk of three megabytes in an empty folder, gone afterwards."""
    _as_administrator("mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0777", "tmpfs", str(folder))
    try:
        yield Disk(folder)
    finally:
        _as_administrator("umount", "-l", str(folder))


def _as_administrator(*command: str) -> None:
    """Run a command as root, with sudo where this process is not. Raises AssertionError where that may not be."""
    whole = command if is_root() else ("sudo", "-n", *command)
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    assert not done.returncode, f"This test mounts a small disk, for which it needs root or sudo: {done.stderr}"
