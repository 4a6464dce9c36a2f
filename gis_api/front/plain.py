"""Requests that are understood in one look."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["LONGEST", "Plain", "read"]

LONGEST: Final = 4096
"""Bytes of a plain request."""

# Printable ASCII only, whole, with nothing behind it: no two readers can see two different requests in it.
REQUEST: Final = re.compile(rb"GET (/[!-~]*) HTTP/1\.1\r\n((?:[!-9;-~]+:[\t -~]*\r\n)*)\r\n")

ODD: Final = frozenset({
    b"authorization", b"content-length", b"expect", b"transfer-encoding", b"upgrade", b"x-request-id"
})  # fmt: skip
"""Headers with which more has to be thought about than the path and the query."""

KEPT: Final = (b"", b"keep-alive")

PARAMETERS: Final = re.compile(r"(?:[a-z]+=[A-Za-z0-9._:-]+(?:&(?=.)|$))*")


class Plain(NamedTuple):
    """A GET request without a body, a key or anything else out of the ordinary."""

    target: bytes
    """Path and query as they came."""
    headers: Mapping[bytes, bytes]
    """By their names in small letters; each name is there once."""

    @property
    def path(self) -> bytes:
        """Of the target."""
        return self.target.partition(b"?")[0]

    def parameters(self) -> dict[str, str] | None:
        """Those of the query by name; None where one is escaped, empty or there twice."""
        query = self.target.partition(b"?")[2].decode()
        if not PARAMETERS.fullmatch(query):
            return None
        pairs = [pair.split("=") for pair in query.split("&")] if query else []
        found = dict(pairs)
        return found if len(found) == len(pairs) else None


def read(data: bytes) -> Plain | None:
    """The request that some bytes are; None where they are none, more than one, or not a plain one."""
    found = REQUEST.fullmatch(data) if len(data) <= LONGEST else None
    if not found:
        return None
    lines = found[2].split(b"\r\n")[:-1]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
    if len(headers) < len(lines) or not ODD.isdisjoint(headers):
        return None
    if headers.get(b"connection", b"").lower() not in KEPT:
        return None
    return Plain(found[1], headers)
