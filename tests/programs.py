"""Programs beside Python that tests need: found on the PATH, or installed where that is possible.

`python -m tests.programs soffice=libreoffice-calc` makes sure of a command, given the Debian package that brings it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

APT = ("apt-get", "install", "-y", "-q", "--no-install-recommends")


def main(pairs: list[str]) -> int:
    """Make sure of every COMMAND=PACKAGE; print where each is, or the one line that installs it."""
    for pair in pairs:
        command, _, package = pair.partition("=")
        found = shutil.which(command) or (install(package) and shutil.which(command))
        if not found:
            print(missing(command, package), file=sys.stderr)
            return 1
        print(f"{command}: {found}")
    return 0


def install(package: str) -> bool:
    """Install a Debian package when this process may; whether that worked."""
    if not (is_root() and shutil.which("apt-get")):
        return False
    _update_lists()
    return _ran(*APT, package)


def missing(command: str, package: str) -> str:
    """The one line that says what is missing and how to get it."""
    return f"{command} is missing. Install it with: sudo apt-get install {package}"


def is_root() -> bool:
    """Whether this process may install system packages (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


@cache
def _update_lists() -> bool:
    return _ran("apt-get", "update", "-q")


def _ran(*command: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
