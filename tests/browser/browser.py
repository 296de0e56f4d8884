"""The Chromium that the tests drive: one already here, Playwright's own, or Debian's.

`python -m tests.browser.browser` makes sure of one and prints it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.programs import install, is_root

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",  # a microphone that beeps, for whoever is allowed to listen
)
HELP = f"No browser for the tests. Install one with: {sys.executable} -m playwright install --with-deps chromium"


def flags() -> list[str]:
    """Arguments that keep Chromium quiet; root has no sandbox to run it in."""
    return ["--no-sandbox", *QUIET] if is_root() else list(QUIET)


def find() -> Path | None:
    """The browser named by CHROMIUM, else one on the PATH, else the one Playwright installed, else None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else _own()


def ensure() -> Path | None:
    """A browser, installed first if there is none: by Playwright, else from Debian's packages."""
    return find() or (_download() and find()) or (install("chromium") and find()) or None


def _own() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _download() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode == 0


def main() -> int:
    """Print the browser that works here; fail with the one line that installs one."""
    path = ensure()
    version = _version(path) if path else ""
    print(f"Browser: {path} ({version})" if version else HELP, file=sys.stdout if version else sys.stderr)
    return 0 if version else 1


def _version(path: Path) -> str:
    """What a launched browser says of itself; empty when it does not start."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=flags())
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting, the line below helps
            print(error, file=sys.stderr)
            return ""
        version = browser.version
        browser.close()
        return version


if __name__ == "__main__":
    sys.exit(main())
