"""Connections to a certain worker of several that share a port."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

__all__ = ["Line", "lines"]

TRIES: Final = 500
ASKED: Final = {"Accept-Encoding": "identity"}


class Line:
    """A connection to one worker; it never becomes one to another."""

    def __init__(self, port: int) -> None:
        """Connect to whichever worker takes it."""
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._connection.connect()
        self._connection.auto_open = 0
        self.get("/health/live")

    def get(self, path: str) -> bytes:
        """The body of an answer, as it is without a coding.

        Raises:
            RuntimeError: it is neither a tile nor nothing.
        """
        self._connection.request("GET", path, headers=ASKED)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in (200, 204):
            raise RuntimeError(f"{answer.status} for {path}")
        return body

    def is_to(self, pid: int) -> bool:
        """Whether that process holds the other end."""
        inode = _inode(self._connection.port, self._connection.sock.getsockname()[1])
        return any(_target(entry) == f"socket:[{inode}]" for entry in Path(f"/proc/{pid}/fd").iterdir())

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def lines(port: int, workers: Sequence[int]) -> Iterator[list[Line]]:
    """A connection to each worker, by its process.

    Raises:
        RuntimeError: one never takes a connection.
    """
    found: dict[int, Line] = {}
    spare: list[Line] = []
    try:
        while len(found) < len(workers) and len(spare) < TRIES:
            line = Line(port)
            spare.append(line)
            found |= {pid: line for pid in workers if pid not in found and line.is_to(pid)}
        if len(found) < len(workers):
            raise RuntimeError("a worker takes no connections")
        for line in set(spare) - set(found.values()):
            line.close()
        yield list(found.values())
    finally:
        for line in spare:
            line.close()


def _inode(here: int, there: int) -> str:
    """Of the server's end of a connection, by the ports of both ends."""
    ends = [f":{here:04X}", f":{there:04X}"]
    for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        columns = row.split()
        if columns[1].endswith(ends[0]) and columns[2].endswith(ends[1]):
            return columns[9]
    raise RuntimeError("the connection is gone")


def _target(entry: Path) -> str:
    try:
        return str(entry.readlink())
    except FileNotFoundError:
        return ""
