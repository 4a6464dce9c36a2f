"""Whether a TCP port can be had, and who has it if not."""

import errno
import socket
from contextlib import suppress
from pathlib import Path

from gis_api.processes import PROC, everyone
from layers.errors import Failed

LISTENING = "0A"  # state in /proc/net/tcp


def check(host: str, port: int) -> None:
    """Try whether a service could listen there.

    Raises:
        Failed: the port is taken, not allowed, or the host is not this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _refusal(error, host, port) from None


def _refusal(error: OSError, host: str, port: int) -> Failed:
    if error.errno == errno.EADDRINUSE:
        return Failed(
            f"port {port} is taken by {holder(port) or 'another program'}",
            hint=f"stop that, or choose another port: ONEMAP_PORT={port + 1} make up",
        )
    if error.errno == errno.EACCES:
        return Failed(f"port {port} needs more rights", hint="choose one from 1024: ONEMAP_PORT=8080 make up")
    return Failed(
        f"cannot listen on {host}:{port}: {error.strerror}",
        hint="set ONEMAP_HOST to an address of this machine",
    )


def holder(port: int) -> str | None:
    """Name and number of the process that listens on the port; None where we may not know."""
    wanted = {f"socket:[{inode}]" for inode in _inodes(port)}
    for pid in everyone():
        if wanted & _open_files(pid):
            return f"{(PROC / str(pid) / 'comm').read_text().strip()} (process {pid})"
    return None


def _open_files(pid: int) -> set[str]:
    """What the process has open, as far as we may know: files come and go while we look."""
    found = set()
    with suppress(OSError):
        for entry in (PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                found.add(str(entry.readlink()))
    return found


def _inodes(port: int) -> list[str]:
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        if (PROC / "net" / table).exists()
        for line in Path(PROC / "net" / table).read_text().splitlines()[1:]
    ]
    return [row[9] for row in rows if row[3] == LISTENING and int(row[1].rpartition(":")[2], 16) == port]
