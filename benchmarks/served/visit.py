"""One browser page on one server: what arrives, how long it takes, and what the server's processor does meanwhile."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

from tests.browser.server import Server

QUIET = 0.25  # seconds without a message, after which a rerun is over for good
PATIENCE = 60_000  # milliseconds
PAUSE = 0.004  # seconds between two looks at the page
ACTED = """
globalThis.acted = null;
for (const kind of ['click', 'keydown']) addEventListener(kind, () => { acted ??= performance.now(); }, true);
"""


@dataclass(frozen=True, slots=True)
class Rerun:
    """What one event cost: processor seconds of the server, bytes and messages that arrived; the seconds from when the
    page heard of the click or the key until it showed what follows.
    """

    processor: float
    seconds: float
    bytes: int
    messages: int


class Visit:
    """A browser page on a server, and what has arrived over its websocket."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.server = server
        self._arrived: list[int] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.add_init_script(ACTED)
        self.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: self._arrived.append(len(payload)))

    def open(self, path: str, shown: Callable[[Page], Locator], since: float | None = None) -> float:
        """Open an address; seconds from `since` (else from now) until what `shown` finds is on the page."""
        start = time.perf_counter() if since is None else since
        self.page.goto(f"{self.server.url}{path}", wait_until="commit")
        _wait_until(shown(self.page).first.is_visible)
        return time.perf_counter() - start

    def settle(self) -> None:
        """Wait until the script has ended and nothing has arrived for a while."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", re.compile("notRunning"), timeout=PATIENCE)
        count = -1
        while count != len(self._arrived):
            count = len(self._arrived)
            self.page.wait_for_timeout(1000 * QUIET)

    def rerun(self, act: Callable[[], None], shown: Callable[[], bool]) -> Rerun:
        """Do something on the page and wait until it is shown and over."""
        self.page.evaluate("acted = null")
        first, used = len(self._arrived), processor(self.server.pid)
        act()
        _wait_until(shown)
        seconds = self.page.evaluate("performance.now() - acted") / 1000
        self.settle()
        arrived = self._arrived[first:]
        return Rerun(processor(self.server.pid) - used, seconds, sum(arrived), len(arrived))

    def close(self) -> None:
        """Leave the page."""
        with suppress(Exception):
            self.page.close()


def _wait_until(shown: Callable[[], bool]) -> None:
    """Look again and again; Playwright's own waits look after 0, 20, 70, 170, 270 and 770 ms and know no other times.

    Raises:
        TimeoutError: it is not shown, however long one waits.
    """
    deadline = time.monotonic() + PATIENCE / 1000
    while not shown():
        if time.monotonic() > deadline:
            raise TimeoutError("What was waited for is not shown.")
        time.sleep(PAUSE)


def processor(pid: int) -> float:
    """Seconds that all threads of a process have computed, those that ended included (Linux)."""
    return time.clock_gettime(~pid << 3 | 2)  # the process's own clock, see clock_getcpuclockid(3)


def resident(pid: int) -> int:
    """Bytes of a process that are in memory (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    if found is None:
        raise RuntimeError(f"Process {pid} has ended.")
    return 1024 * int(found[1])
