"""Who has answers at hand, and how they are written."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from gis_api.front.plain import Plain, read
from gis_api.middleware import HEADERS
from layers.errors import GisError

__all__ = ["Answer", "Quick", "Ready"]

Header = tuple[bytes, bytes]

ALWAYS: Final = b"".join(b"%s: %s\r\n" % (name.lower().encode(), HEADERS[name].encode()) for name in HEADERS)


class Answer(NamedTuple):
    """What is sent back."""

    head: bytes
    """Headers as they are sent, each with its end of line; those of all answers are added."""
    body: bytes
    status: bytes = b"200 OK"


Quick = Callable[[Plain], Answer | None]
"""Answers a plain request, or leaves it to the route of the same path: by None, or with an error."""


class Ready:
    """Answers plain requests for some paths."""

    def __init__(
        self, quick: Mapping[bytes, Quick], answered: defaultdict[tuple[Quick, bytes], int] | None = None
    ) -> None:
        """Remember who answers which path, or all paths below one that ends in a slash.

        Args:
            quick: by path.
            answered: where answers are counted, by who gave them and status line.
        """
        self._quick = dict(quick)
        self._answered = defaultdict(int) if answered is None else answered

    def message(self, data: bytes, default_headers: Iterable[Header]) -> bytes | None:
        """All that is to be sent back for what came in; None where the framework has to be asked.

        Args:
            data: what came in, from the beginning of a request.
            default_headers: what the server adds to each answer.
        """
        path = data[4 : data.find(b" ", 4)].partition(b"?")[0]
        quick = self._quick.get(path) or self._quick.get(path[: path.find(b"/", 1) + 1])
        plain = read(data) if quick else None
        if not quick or not plain:
            return None
        try:
            answer = quick(plain)
        except GisError:
            return None
        if answer is None:
            return None
        self._answered[quick, answer.status] += 1
        return _written(answer, default_headers)


def _written(answer: Answer, default_headers: Iterable[Header]) -> bytes:
    added = b"".join(b"%s: %s\r\n" % header for header in default_headers)
    return b"HTTP/1.1 %s\r\n%s%sx-request-id: %s\r\n%s\r\n%s" % (
        answer.status, added, answer.head, uuid.uuid4().hex.encode(), ALWAYS, answer.body
    )  # fmt: skip
