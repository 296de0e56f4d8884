"""A Streamlit server of the tests' own: its own port, its own database, startable again on the same ones."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
AHEAD = Path(__file__).parent / "ahead"
PATIENCE = 60.0  # seconds until a start counts as failed; a slow machine needs ten


class Server:
    """`streamlit run` of one script. Stopping and starting keeps the port and the database.

    Its clock is `ahead` of the machine's by as much as that says when it starts.
    """

    def __init__(self, script: str, folder: Path) -> None:
        self.script = script
        self.database = folder / "stepwise.db"
        self.log = folder / "server.log"
        self.port = _free_port()
        self.ahead = timedelta(0)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address of the first page, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The running server's process id, for tests that pull the plug.

        Raises:
            RuntimeError: it is not running.
        """
        if self._process is None:
            raise RuntimeError(f"The server of {self.script} is not running. Call start() first.")
        return self._process.pid

    def start(self) -> None:
        """Start and wait until the server says it is well.

        Raises:
            RuntimeError: it ended or stayed silent; the message ends with its log.
        """
        command = [sys.executable, "-m", "streamlit", "run", self.script]
        options = [f"--server.port={self.port}", "--server.headless=true", "--server.fileWatcherType=none"]
        environment = os.environ | {"DATABASE_URL": f"sqlite:///{self.database.as_posix()}", "PYTHONPATH": str(ROOT)}
        if self.ahead:
            environment["PYTHONPATH"] = os.pathsep.join((str(AHEAD), str(ROOT)))
            environment["CLOCK_AHEAD"] = str(self.ahead.total_seconds())
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *options], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait_until_well(self._process)

    def stop(self) -> None:
        """End the server kindly, then firmly."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End the server as a power cut would: at once, with nothing tidied up."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def complaints(self) -> list[str]:
        """The log's lines about errors raised while serving."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if "Traceback" in line or "Error" in line or "Exception" in line]

    def _wait_until_well(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(URLError, ConnectionError, TimeoutError), urlopen(f"{self.url}/_stcore/health", timeout=2):
                return
            time.sleep(0.05)
        self.kill()
        raise RuntimeError(f"The server of {self.script} did not start:\n{self.log.read_text(encoding='utf-8')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
