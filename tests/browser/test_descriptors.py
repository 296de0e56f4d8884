"""What sessions hold while they are open is given back when they are closed: descriptors and memory of the server."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, Server

SESSIONS = 50
PATIENCE = 60.0  # seconds
ROOM = 8.0  # MiB that memory may grow by; fifty sessions that are kept take 16

# opens so many sessions one after the other, has each draw the page, and closes it
VISIT = """async ([address, first, count]) => {
  const drawn = (socket) => new Promise((done, failed) => {
    let silent;
    const wait = () => { clearTimeout(silent); silent = setTimeout(done, 300); };
    socket.onopen = () => socket.send(new Uint8Array(first));
    socket.onmessage = wait;
    socket.onerror = failed;
  });
  for (let n = 0; n < count; n++) {
    const socket = new WebSocket(address, ['streamlit']);
    socket.binaryType = 'arraybuffer';
    await drawn(socket);
    socket.close();
  }
}"""


def visit(visitor: Visitor, server: Server, count: int) -> None:
    """So many sessions that see the first page and leave."""
    first = BackMsg()
    first.rerun_script.query_string = "lang=en"
    address = f"{server.url.replace('http', 'ws')}/_stcore/stream"
    visitor.page.evaluate(VISIT, [address, list(first.SerializeToString()), count])


def descriptors(server: Server) -> int:
    """How many file descriptors the server has open."""
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))


def resident(server: Server) -> float:
    """How much memory the server takes, in MiB."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def settings() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    return found


@pytest.mark.heavy
def test_fifty_sessions_give_their_descriptors_back(visitor: Visitor, server: Server) -> None:
    visitor.open()
    visit(visitor, server, 3)
    kept = settings()["disconnectedSessionTTL"]
    time.sleep(kept + 1)
    visit(visitor, server, 1)  # what is too old is given back when a session is closed
    time.sleep(1)
    before = descriptors(server)
    visit(visitor, server, SESSIONS)
    assert descriptors(server) > before  # they may come back for a while
    deadline = time.monotonic() + PATIENCE
    while descriptors(server) > before + 4 and time.monotonic() < deadline:
        time.sleep(kept + 1)
        visit(visitor, server, 1)
        time.sleep(1)
    assert descriptors(server) <= before + 4


@pytest.mark.heavy
def test_sessions_use_the_memory_of_those_before_them(visitor: Visitor, server: Server) -> None:
    visitor.open()
    visit(visitor, server, SESSIONS)
    before = resident(server)
    visit(visitor, server, SESSIONS)
    assert resident(server) < before + ROOM
