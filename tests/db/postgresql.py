"""A PostgreSQL server of the tests' own: in a folder, behind a socket in it, stopped and started at will."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs import is_root, missing

OWNER = "postgres"  # PostgreSQL refuses to run as root
PORT = "5432"  # only names the socket in the server's own folder
EMPTY = "stepwise_empty"


class Server:
    """A running server; every database is made from one whose tables are there."""

    def __init__(self, folder: Path) -> None:
        """`folder` is empty and will hold the server's files."""
        self.folder = folder
        self.data = folder / "data"
        self.made = 0

    def address(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self.folder}&port={PORT}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as a user that it accepts."""
        options = {"user": OWNER, "group": OWNER} if is_root() else {}
        command = [str(programs() / program), *arguments]
        with (self.folder / "log").open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd=self.folder, **options)  # type: ignore[call-overload]

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = f"-k {self.folder} -p {PORT} -c listen_addresses='' -c fsync=off"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-o", settings, "-l", str(self.folder / "server.log"), "start")

    def stop(self) -> None:
        """Stop as after a power cut: whoever is connected is cut off."""
        self.run("pg_ctl", "-D", str(self.data), "-w", "-m", "immediate", "stop")

    def sql(self, statement: str) -> None:
        """Run a statement."""
        self.run("psql", "-q", "-h", str(self.folder), "-p", PORT, "-U", OWNER, "-d", "postgres", "-c", statement)

    def database(self, like: str = EMPTY) -> str:
        """The address of a new database: one with Stepwise's empty tables, or `template0` for none."""
        self.made += 1
        name = f"test_{os.getpid()}_{self.made}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.address(name)


def programs() -> Path:
    """The folder of PostgreSQL's programs; fails with the line that installs them."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if folders:
        return folders[-1]
    if found := shutil.which("initdb"):
        return Path(found).parent
    raise AssertionError(missing("pg_ctlcluster", "postgresql"))


@contextmanager
def running() -> Iterator[Server]:
    """A server in a folder of its own, gone afterwards."""
    from db.store import open_store

    programs()
    folder = Path(tempfile.mkdtemp(prefix="stepwise-postgresql-"))
    server = Server(folder)
    try:
        if is_root():
            owner = pwd.getpwnam(OWNER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server.run("initdb", "-D", str(server.data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        server.start()
        server.sql(f"CREATE DATABASE {EMPTY}")
        open_store(server.address(EMPTY)).close()
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
