"""A real PostgreSQL server of the tests' own, on loopback and a free port, gone when they are done."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "hem@me/lig:?#"  # noqa: S105 - of a server that lives for a minute
QUOTED = "hem%40me%2Flig%3A%3F%23"
USER = "rettid"

DEBIAN = Path("/usr/lib/postgresql")


@contextmanager
def running() -> Iterator[int]:
    """The port of a server that lives as long as the block."""
    found = programs()
    as_user = _not_root()
    home = Path(tempfile.mkdtemp(prefix="rettid-pg-"))
    try:
        if as_user:
            os.chown(home, as_user["user"], as_user["group"])
        port = _free_port()
        server = _started(found, home, port, as_user)
        try:
            _wait(server, port, home)
            yield port
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
    finally:
        shutil.rmtree(home)


def url(port: int, schema: str = "public", password: str = QUOTED) -> str:
    """The address of a schema of the server."""
    return f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres?options=-csearch_path%3D{schema}"


def programs() -> Path:
    """The folder of the server's programs; without them the test is skipped, or fails where CI is set."""
    own = shutil.which("initdb")
    places = [Path(own).parent] if own else sorted(DEBIAN.glob("*/bin"))
    places = [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]
    if places:
        return places[-1]
    why = "PostgreSQL-serveren er ikke installeret: initdb findes hverken i PATH eller /usr/lib/postgresql/*/bin"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


def _not_root() -> dict[str, Any]:
    """Whom the server runs as: it refuses root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 - Windows has none

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _started(place: Path, home: Path, port: int, as_user: dict[str, Any]) -> subprocess.Popen[bytes]:
    word, data = home / "adgangskode", home / "data"
    word.write_text(PASSWORD)
    word.chmod(0o644)
    made = [place / "initdb", "-D", data, "-U", USER, f"--pwfile={word}", "-A", "scram-sha-256", "-E", "UTF8"]
    made += ["--locale=C", "--no-sync", "--no-instructions"]
    done = subprocess.run(made, cwd=home, capture_output=True, check=False, **as_user)
    assert done.returncode == 0, done.stderr.decode()
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "shared_buffers": "16MB",
    }
    command = [place / "postgres", "-D", data, "-p", str(port)]
    command += [f"--{name}={value}" for name, value in settings.items()]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=home, stdout=log, stderr=log, **as_user)


def _wait(server: subprocess.Popen[bytes], port: int, home: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, (home / "log").read_text()
        try:
            psycopg.connect(url(port)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail((home / "log").read_text())
