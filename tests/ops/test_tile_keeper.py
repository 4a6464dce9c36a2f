"""The tiles of a worker beside a real database: what is given away is never older than a second."""

import asyncio
import time

import psycopg
import pytest

from gis_api.tiling.keeper import Keeper
from layers.changes import last_sequence
from tests.builder import Builder
from tests.tiles.cache.world import GRIDS, ROADS, TOWN, tile
from tiles.cache.disk import Disk
from tiles.cache.remote import Remote

LINE = "LINESTRING(114.8 30.84, 114.81 30.84)"
"""In the tile 1/1/0 of the small world, and far from 1/0/1."""
HERE, ELSEWHERE = (1, 1, 0), (1, 0, 1)
CITY = {"code": "R1", "road_code": "R1", "name": "路", "geom": LINE}


@pytest.fixture
def there(scratch):
    """A connection that commits."""
    with psycopg.connect(scratch, autocommit=True) as conn:
        yield conn


@pytest.fixture
def run(scratch, tmp_path):
    """Run a coroutine function with a keeper that follows the database."""

    def runner(work, dsn=scratch):
        async def kept():
            keeper = Keeper(dsn, GRIDS, {"road", "building"}, 10**7, lambda: Disk(tmp_path, 10**8, GRIDS))
            await keeper.start()
            try:
                return await work(keeper)
            finally:
                await keeper.stop()

        return asyncio.run(kept())

    return runner


async def _until(holds, seconds=5.0):
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it does not hold in time"
        await asyncio.sleep(0.02)


def _keep(keeper, conn, place=HERE, source=ROADS):
    entry = tile(source, *place, made_at=last_sequence(conn))
    keeper.put(entry, "identity")
    return entry.spot


async def _given(keeper, spot, source=ROADS):
    return await keeper.find(source, spot, "identity")


async def _all(keeper, spots):
    return [bool(await _given(keeper, spot)) for spot in spots]


def test_a_change_by_plain_sql_takes_what_it_touches(run, there):
    Builder(there)("road", **CITY)

    async def work(keeper):
        spots = [_keep(keeper, there), _keep(keeper, there, ELSEWHERE)]
        assert await _all(keeper, spots) == [True, True]
        there.execute("UPDATE onemap.road SET name = '街'")
        await _until(lambda: keeper.get(spots[0]) is None)
        assert await _given(keeper, spots[1])

    run(work)


def test_what_moves_leaves_no_ghost(run, there):
    Builder(there)("road", **CITY)

    async def work(keeper):
        spots = [_keep(keeper, there), _keep(keeper, there, ELSEWHERE)]
        there.execute("UPDATE onemap.road SET geom = ST_Translate(geom, -200, -60)")
        await _until(lambda: not any(keeper.get(spot) for spot in spots))

    run(work)


def test_what_is_deleted_leaves_no_ghost(run, there):
    Builder(there)("road", **CITY)

    async def work(keeper):
        spot = _keep(keeper, there)
        there.execute("DELETE FROM onemap.road")
        await _until(lambda: keeper.get(spot) is None)

    run(work)


def test_many_rows_of_one_statement_take_what_they_touch(run, there):
    add = Builder(there)
    for number in range(150):
        add("road", **CITY | {"code": f"R{number}"})

    async def work(keeper):
        spots = [_keep(keeper, there), _keep(keeper, there, ELSEWHERE)]
        there.execute("UPDATE onemap.road SET geom = ST_Translate(geom, 0.001, 0)")
        await _until(lambda: keeper.get(spots[0]) is None)
        assert await _given(keeper, spots[1])

    run(work)


def test_a_change_of_another_table_takes_nothing(run, there):
    async def work(keeper):
        spot = _keep(keeper, there)
        Builder(there)("poi", code="P1", geom="POINT(114.8 30.84)")
        seq = last_sequence(there)
        await _until(lambda: keeper._recent.seq >= seq)
        assert await _given(keeper, spot)

    run(work)


def test_a_tile_made_before_a_change_is_not_kept_after_it(run, there):
    async def work(keeper):
        before = last_sequence(there)
        Builder(there)("road", **CITY)
        await _until(lambda: keeper._recent.seq > before)
        entry = tile(ROADS, *HERE, made_at=before)
        keeper.put(entry, "identity")
        assert await _given(keeper, entry.spot) is None

    run(work)


def test_tiles_outlive_the_service(run, there):
    async def first(keeper):
        return _keep(keeper, there)

    async def second(keeper):
        return await _given(keeper, spot)

    spot = run(first)
    assert run(second).bodies == {"identity": b"body"}


def test_a_change_while_no_service_ran_is_seen(run, there):
    async def first(keeper):
        return _keep(keeper, there), _keep(keeper, there, ELSEWHERE)

    async def second(keeper):
        return await _all(keeper, spots)

    spots = run(first)
    Builder(there)("road", **CITY)
    assert run(second) == [False, True]


def test_tiles_of_another_database_are_forgotten(run, there, server, template):
    from tests.conftest import copy

    Builder(there)("road", **CITY)

    async def first(keeper):
        return _keep(keeper, there)

    async def second(keeper):
        return await _given(keeper, spot)

    spot = run(first)
    assert run(second, copy(server, template)) is None


def test_nothing_is_given_while_the_database_is_away(run, there):
    async def work(keeper):
        spot = _keep(keeper, there)
        there.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onemap tiles'"
        )
        keeper._follower._database = "host=127.0.0.1 port=1"
        await _until(lambda: not keeper.is_trusted)
        assert await _given(keeper, spot) is None

    run(work)


def test_another_coding_is_kept_beside_the_first(run, there):
    async def work(keeper):
        spot = _keep(keeper, there, source=TOWN)
        keeper.add(keeper.get(spot), "br", b"small")
        return keeper.get(spot).bodies

    assert run(work) == {"identity": b"body", "br": b"small"}


def test_a_store_that_is_away_costs_the_store_only(scratch, there):
    async def kept():
        keeper = Keeper(scratch, GRIDS, {"road"}, 10**7, lambda: Remote("redis://127.0.0.1:1", GRIDS))
        await keeper.start()
        try:
            spot = _keep(keeper, there)
            assert await _given(keeper, spot)
            Builder(there)("road", **CITY)
            await _until(lambda: keeper.get(spot) is None)
        finally:
            await keeper.stop()

    asyncio.run(kept())
