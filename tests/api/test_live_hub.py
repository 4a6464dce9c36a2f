"""The ring of messages that listeners read, without a database."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from gis_api.live import hub as hubs
from gis_api.live import kept
from gis_api.live.frames import Told
from gis_api.live.hub import KEPT, Hub
from layers.errors import Unavailable
from layers.events.feed import Facets, Message, Wanted

ALL = Wanted()
HERE = Facets(frozenset({"420117"}), None, "06010", open=True)


def told(*seqs: int) -> list[Told]:
    """Messages with these sequences."""
    return [
        Told(seq, Message(seq, "changed", seq, str(seq), (HERE,), None, None), f"data: {seq}\n", "secret\n")
        for seq in seqs
    ]


def begun(*seqs: int) -> Hub:
    """A hub that knows of these sequences, and of nothing before."""
    hub = Hub()
    hub.forget(0)
    hub.take(max(seqs, default=0), told(*seqs))
    return hub


async def pieces(found: AsyncIterator[bytes], count: int) -> list[bytes]:
    return [await anext(found) for _ in range(count)]


def heard(hub: Hub, seq: int, count: int, wanted: Wanted = ALL) -> list[bytes]:
    """The first pieces that a listener is sent after a sequence."""

    async def listen() -> list[bytes]:
        running = asyncio.create_task(hub.run())
        try:
            async with asyncio.timeout(5):
                return await pieces(hub.listen(seq, wanted, internal=False), count)
        finally:
            hub.end()
            await running

    return asyncio.run(listen())


def test_messages_come_in_order_with_their_sequence():
    assert heard(begun(1, 2), 0, 1) == [b"data: 1\nid: 1\n\ndata: 2\nid: 2\n\n"]


def test_messages_of_one_sequence_have_it_with_the_last():
    assert heard(begun(7, 7), 0, 1) == [b"data: 7\n\ndata: 7\nid: 7\n\n"]


def test_a_long_sequence_is_never_cut(monkeypatch):
    monkeypatch.setattr(hubs, "ROUND", 2)
    found = begun(1, 2, 2, 2, 3).after(0)

    assert found is not None
    assert [one.seq for one in found] == [1, 2, 2, 2]


def test_who_is_too_slow_begins_anew():
    hub = begun(*range(1, 3 * KEPT))

    assert heard(hub, 1, 1)[0].startswith(b"event: reset\n")


def test_some_thousand_messages_are_kept():
    hub = begun(*range(1, 3 * KEPT))

    assert (hub.knows(3 * KEPT - 1 - KEPT), hub.knows(0)) == (True, False)


def test_a_listener_with_a_place_in_another_past_begins_anew():
    assert heard(begun(1, 2), 99, 1)[0].startswith(b"event: reset\n")


def test_a_listener_hears_a_sign_of_life_with_its_place(monkeypatch):
    monkeypatch.setattr(hubs, "PULSE", 0.01)
    monkeypatch.setattr(hubs, "HEARTBEAT", 0.01)

    assert heard(begun(1, 2), 2, 2) == [b":\nid: 2\n\n"] * 2


def test_what_a_listener_did_not_choose_is_passed_over(monkeypatch):
    monkeypatch.setattr(hubs, "PULSE", 0.01)
    monkeypatch.setattr(hubs, "HEARTBEAT", 0.01)

    assert heard(begun(1, 2), 0, 1, Wanted(class_code="07")) == [b":\nid: 2\n\n"]


def test_nobody_is_admitted_before_the_database_was_reached():
    with pytest.raises(Unavailable):
        Hub().admit()


def test_too_many_are_turned_away(monkeypatch):
    monkeypatch.setattr(hubs, "AT_MOST", 0)

    with pytest.raises(Unavailable, match="too many"):
        begun(1).admit()


def test_a_stream_ends_when_the_service_stops():
    async def listen() -> list[bytes]:
        hub = begun(1)
        asyncio.get_running_loop().call_later(0.01, hub.end)
        running = asyncio.create_task(hub.run())
        found = [piece async for piece in hub.listen(0, ALL, internal=False)]
        await running
        return found

    assert asyncio.run(listen()) == [b"data: 1\nid: 1\n\n"]


def test_listeners_are_let_go_as_soon_as_the_process_is_told_to_stop(settings):
    """Before the server would wait for them."""
    told: list[int] = []

    async def run() -> bool:
        hub = Hub()
        async with kept(hub, settings):
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(0)
            return hub.ended

    before = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    try:
        assert (asyncio.run(run()), told) == (True, [signal.SIGTERM])
    finally:
        signal.signal(signal.SIGTERM, before)
