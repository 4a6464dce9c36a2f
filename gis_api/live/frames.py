"""Messages as server-sent events (text/event-stream)."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from pydantic import BaseModel

from gis_api.models.events import Event
from layers.events.feed import Message, Wanted

__all__ = ["Deleted", "Told", "beginning", "heartbeat", "reset", "tell", "text"]

RETRY: Final = 3000
"""Milliseconds after which a listener that lost the stream comes again."""


class Deleted(BaseModel):
    """An event that is no longer there."""

    id: int
    code: str


class Told(NamedTuple):
    """A message as it is sent, without its id; made once for all listeners."""

    seq: int
    message: Message
    public: str
    """For those without the key."""
    internal: str


def tell(message: Message) -> Told:
    """Put a message into the words of the stream."""
    return Told(message.seq, message, _frame(message, message.public), _frame(message, message.internal))


def text(told: Iterable[Told], wanted: Wanted, *, internal: bool) -> bytes:
    """What one listener is sent of some messages. A sequence is said when all of it was."""
    pieces = []
    for seq, of_it in groupby(told, attrgetter("seq")):
        mine = [one.internal if internal else one.public for one in of_it if wanted.takes(one.message)]
        if mine:
            pieces += ["\n".join(mine), f"id: {seq}\n\n"]
    return "".join(pieces).encode()


def beginning(seq: int) -> bytes:
    """What every stream begins with: when to come again, and from where."""
    return b"retry: %d\nid: %d\n\n" % (RETRY, seq)


def reset(seq: int) -> bytes:
    """Too much was missed: what is known must be read anew, then it goes on from `seq`."""
    return b'event: reset\ndata: {"seq": %d}\nid: %d\n\n' % (seq, seq)


def heartbeat(seq: int) -> bytes:
    """A sign of life. It has no data, so programs hear nothing of it, but go on from `seq` after it."""
    return b":\nid: %d\n\n" % seq


def _frame(message: Message, event: object) -> str:
    known = Deleted(id=message.id, code=message.code) if event is None else Event.model_validate(event)
    return f"event: {message.kind}\ndata: {known.model_dump_json()}\n"
