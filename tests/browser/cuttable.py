"""A way from the browser to a server that can be cut, as a closed lid or a lost network cuts it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self


class Cuttable:
    """Hands everything on between one port and another; `cut`, it takes connections and hands nothing on."""

    def __init__(self, port: int) -> None:
        """`port` is the server's, on this machine."""
        self._server = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open = threading.Event()
        self._open.set()
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the first page, by this way."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Begin the context."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close everything."""
        self._listening.close()
        self._drop()

    def cut(self) -> None:
        """From now on nothing comes through, and nobody is told."""
        self._open.clear()

    def mend(self) -> None:
        """The connections of before are found to be dead; new ones come through."""
        self._drop()
        self._open.set()

    def _drop(self) -> None:
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._ends.append(near)
        self._open.wait()
        with suppress(OSError):
            far = socket.create_connection(("127.0.0.1", self._server))
            self._ends.append(far)
            threading.Thread(target=self._hand_on, args=(far, near), daemon=True).start()
            self._hand_on(near, far)

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(65536):
                if not self._open.is_set():
                    return  # what is on its way is lost
                target.sendall(part)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
